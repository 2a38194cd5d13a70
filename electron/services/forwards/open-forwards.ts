import { connect as connectTcp, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../../shared/model/errors.ts';
import type { Forward } from '../../../shared/model/session-settings.ts';
import type { ForwardState } from '../../../shared/model/terminal.ts';
import type { DialTarget, ReportStep } from '../../dial/dialer.ts';
import type { SshConnection } from '../../ssh/ssh.ts';
import { joinStreams } from './join-streams.ts';
import { readSocksRequest, socksConnected, socksFailed } from './socks-server.ts';
import { texts } from '../../../shared/texts/current.ts';

const DEFAULT_BIND = '127.0.0.1';
/** Connections at one time through one forward; a program gone wild must not take the whole shell's connection with it. */
const MAX_CONNECTIONS = 512;

export interface Forwards {
  /** Gives the ports back and ends what runs through them. */
  close(): void;
}

type Connection = Pick<SshConnection, 'openTcp' | 'listen'>;

/**
 * Opens the forwards of a session on its connection (RFC 4254 section 7). What cannot be opened is told and shown; the others and
 * the shell go on. `changed` gets all of them, in the order of the settings, as each comes to stand.
 */
export function openForwards(options: {
  readonly forwards: readonly Forward[];
  readonly connection: Connection;
  readonly report: ReportStep;
  readonly changed: (states: readonly ForwardState[]) => void;
}): Forwards {
  const { forwards, report, changed } = options;
  const ended = new AbortController();
  const states: (ForwardState | undefined)[] = forwards.map(() => undefined);
  const setState = (index: number, state: ForwardState): void => {
    if (ended.signal.aborted) return;
    states[index] = state;
    changed(states.filter((known) => known !== undefined));
  };

  for (const [index, forward] of forwards.entries()) {
    const text = forwardText(forward, forward.port);
    // The same trouble again and again is told once.
    let told = '';
    const tell = (error: unknown): void => {
      const message = error instanceof AppError ? error.message : texts().forwardErrors.silent;
      if (message === told || ended.signal.aborted) return;
      told = message;
      report({ step: 'session', state: 'info', text: texts().forwardErrors.problem(text, message) });
    };
    open(forward, { ...options, tell, ended: ended.signal }).then(
      (port) => {
        const opened = forwardText(forward, port);
        if (!ended.signal.aborted) report({ step: 'session', state: 'info', text: texts().forwardErrors.open(opened) });
        setState(index, { text: opened, state: 'open' });
      },
      (error: unknown) => {
        if (ended.signal.aborted) return;
        const known = error instanceof AppError ? error : new AppError('internal', texts().forwardErrors.failed, { detail: String(error) });
        report({ step: 'session', state: 'failed', text: texts().forwardErrors.problem(text, known.message) });
        setState(index, { text, state: 'failed', error: known.toWire() });
      },
    );
  }
  return { close: () => ended.abort() };
}

interface Context {
  readonly connection: Connection;
  readonly tell: (error: unknown) => void;
  readonly ended: AbortSignal;
}

/** Returns the port that listens. */
function open(forward: Forward, context: Context): Promise<number> {
  const bind = forward.bind === '' ? DEFAULT_BIND : forward.bind;
  switch (forward.kind) {
    case 'local':
      return listenHere(bind, forward.port, context, async (socket, signal) => {
        joinStreams(socket, await context.connection.openTcp({ host: forward.host, port: forward.hostPort, signal }));
      });
    case 'dynamic':
      return listenHere(bind, forward.port, context, (socket, signal) => serveSocks(socket, context.connection, signal));
    case 'remote':
      return listenThere(bind, forward, context);
  }
}

async function serveSocks(socket: Socket, connection: Connection, signal: AbortSignal): Promise<void> {
  const target = await readSocksRequest(socket);
  let stream: Duplex;
  try {
    stream = await connection.openTcp({ ...target, signal });
  } catch (error) {
    socksFailed(socket, error);
    throw error;
  }
  socksConnected(socket);
  joinStreams(socket, stream);
}

function listenHere(
  bind: string,
  port: number,
  { tell, ended }: Context,
  serve: (socket: Socket, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const gone = new AbortController();
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        gone.abort();
      });
      serve(socket, gone.signal).catch((error: unknown) => {
        if (!gone.signal.aborted) tell(error);
        // What was written to it (the answer of SOCKS) still goes out.
        socket.destroySoon();
      });
    });
    server.maxConnections = MAX_CONNECTIONS;
    server.on('error', (error: NodeJS.ErrnoException) => reject(listenFailure(bind, port, error)));
    ended.addEventListener(
      'abort',
      () => {
        server.close();
        for (const socket of sockets) socket.destroy();
        reject(new AppError('cancelled', texts().forwardErrors.tabClosed));
      },
      { once: true },
    );
    server.listen(port, bind.replace(/^\[(.*)\]$/u, '$1'), () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function listenThere(bind: string, target: DialTarget & { readonly hostPort: number }, context: Context): Promise<number> {
  const { connection, tell, ended } = context;
  const sockets = new Set<Socket>();
  const listener = await connection.listen({ bind, port: target.port }, ({ stream }) => {
    if (ended.aborted || sockets.size >= MAX_CONNECTIONS) return void stream.destroy();
    const socket = connectTcp({
      host: target.host.replace(/^\[(.*)\]$/u, '$1'),
      port: target.hostPort,
      allowHalfOpen: true,
      noDelay: true,
    });
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      tell(
        new AppError(
          'unreachable',
          texts().forwardErrors.unreachable(target.host, target.hostPort, error.code ?? texts().forwardErrors.noAnswer),
        ),
      );
    });
    joinStreams(stream, socket);
  });
  const end = (): void => {
    listener.close();
    for (const socket of sockets) socket.destroy();
  };
  if (ended.aborted) end();
  else ended.addEventListener('abort', end, { once: true });
  return listener.port;
}

function forwardText(forward: Forward, port: number): string {
  const bind = forward.bind === '' ? DEFAULT_BIND : forward.bind;
  const from = shown(bind, port);
  if (forward.kind === 'dynamic') return `${from} → SOCKS`;
  const to = shown(forward.host, forward.hostPort);
  return forward.kind === 'local' ? `${from} → ${to}` : texts().forwardErrors.remoteText(from, to);
}

function shown(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

function listenFailure(bind: string, port: number, { code = '' }: NodeJS.ErrnoException): AppError {
  const where = shown(bind, port);
  switch (code) {
    case 'EADDRINUSE':
      return new AppError('in-use', texts().forwardErrors.inUse(where), {
        hint: texts().forwardErrors.otherListens,
        detail: code,
      });
    case 'EACCES':
      return new AppError('permission-denied', texts().forwardErrors.notAllowed(where), {
        hint: texts().forwardErrors.from1024,
        detail: code,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new AppError('no-address', texts().forwardErrors.noOwnAddress(bind), { hint: texts().forwardErrors.leaveEmpty, detail: code });
    default:
      return new AppError('unreachable', texts().forwardErrors.cannotListen(where, code), { detail: code });
  }
}
