import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { Connection, ServerChannel, Session } from 'ssh2';
import type { Access } from './authentication.ts';
import { authenticator } from './authentication.ts';
import type { Size } from './command.ts';
import type { Machine } from './machine.ts';
import { createOutput } from './output.ts';
import { runLine } from './run.ts';
import { createSession, startShell } from './shell.ts';
import type { Shell } from './shell.ts';

export interface DemoServerOptions {
  readonly address: string;
  /** Tried first; 0 or a port in use: any. */
  readonly port: number;
  readonly hostKey: string;
  readonly machine: Machine;
  readonly access: Access;
}

export interface DemoServer {
  readonly address: string;
  readonly port: number;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/** OpenSSH's LoginGraceTime. */
const loginGraceMs = 120_000;
/** The status with which cloud-init's forced command ends after telling root whom to log in as. */
const wrongUserStatus = 142;

/** One machine's SSH server, on one loopback address. */
export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [options.hostKey], ident: 'GangwayDemo' }, (connection, info) => {
    connections.add(connection);
    serve(connection, info.ip, options);
    connection.on('close', () => connections.delete(connection));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, options.address, () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(options.port).catch((error: NodeJS.ErrnoException) => {
    if (options.port === 0 || error.code !== 'EADDRINUSE') throw error;
    return listen(0);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: options.address,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) destroy(connection);
      }),
  };
}

/** ssh2's `end` waits for the peer; a dying server does not. */
function destroy(connection: Connection): void {
  const { _sock: socket } = connection as unknown as { _sock?: Duplex };
  if (socket) socket.destroy();
  else connection.end();
}

function serve(connection: Connection, peer: string, options: DemoServerOptions): void {
  const socket = (connection as unknown as { _sock?: { setNoDelay?: (on: boolean) => void } })._sock;
  socket?.setNoDelay?.(true);
  let user = '';
  const grace = setTimeout(() => destroy(connection), loginGraceMs);
  const answer = authenticator(options.access, () => destroy(connection));
  connection.on('authentication', (context) => {
    user = context.username;
    answer(context);
  });
  connection.on('ready', () => clearTimeout(grace));
  connection.on('close', () => clearTimeout(grace));
  // A peer that vanishes or speaks garbage ends its own connection and nothing else.
  connection.on('error', () => destroy(connection));
  connection.on('session', (accept) => serveSession(accept(), { ...options, user, peer }));
}

function serveSession(session: Session, options: DemoServerOptions & { readonly user: string; readonly peer: string }): void {
  const { machine, user, peer } = options;
  const variables = new Map<string, string>();
  let pty: { terminal: string; size: Size } | undefined;
  let shell: Shell | undefined;
  const control = new AbortController();

  session.on('env', (accept: (() => void) | undefined, _reject, info) => {
    if (/^(LANG|LC_\w+)$/.test(info.key)) variables.set(info.key, info.val);
    accept?.();
  });
  session.on('pty', (accept, _reject, info) => {
    const { term } = info as unknown as { term?: string };
    pty = { terminal: term ?? 'xterm-256color', size: sane(info) };
    accept?.();
  });
  session.on('window-change', (accept: (() => void) | undefined, _reject, info) => {
    shell?.resize(sane(info));
    accept?.();
  });
  session.on('signal', (accept: (() => void) | undefined) => {
    shell?.interrupt();
    control.abort();
    accept?.();
  });
  session.on('close', () => control.abort());

  const finish = (channel: ServerChannel, status: number): void => {
    if (!channel.writable) return;
    channel.exit(status);
    channel.end();
  };
  const wrongUser = (channel: ServerChannel): boolean => {
    if (user === machine.user) return false;
    channel.write(`Please login as the user "${machine.user}" rather than the user "${user}".\r\n\r\n`);
    finish(channel, wrongUserStatus);
    return true;
  };
  session.on('shell', (accept) => {
    const channel = accept();
    channel.on('error', () => control.abort());
    if (wrongUser(channel)) return;
    const { terminal, size } = pty ?? { terminal: 'dumb', size: { columns: 80, rows: 24 } };
    shell = startShell({ machine, user, peer, terminal, size, variables, stream: channel });
    void shell.done.then((status) => finish(channel, status));
  });
  session.on('exec', (accept, _reject, info) => {
    const channel = accept();
    channel.on('error', () => control.abort());
    channel.on('close', () => control.abort());
    if (wrongUser(channel)) return;
    const lineEnds = pty ? 'terminal' : 'plain';
    const output = createOutput(channel, lineEnds);
    const errors = pty ? output : createOutput(channel.stderr, lineEnds);
    const size = pty?.size;
    void runLine(info.command, {
      machine,
      session: createSession(machine, user, peer, variables),
      signal: control.signal,
      out: (text) => output.write(text, control.signal),
      err: (text) => errors.write(text, control.signal).catch(() => undefined),
      input: decoded(channel),
      ...(size && { terminal: { size: () => size, name: pty?.terminal ?? 'dumb', nextKey: async () => undefined } }),
    }).then((status) => finish(channel, status));
  });
}

async function* decoded(channel: ServerChannel): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const data of channel as AsyncIterable<Buffer>) yield decoder.decode(data, { stream: true });
}

function sane(info: { readonly cols: number; readonly rows: number }): Size {
  const within = (value: number, fallback: number): number => (value >= 1 && value <= 10_000 ? Math.floor(value) : fallback);
  return { columns: within(info.cols, 80), rows: within(info.rows, 24) };
}
