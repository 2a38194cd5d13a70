import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Bytes of the server on one connection after which a desktop is up; a login page or a refusal has less. */
const SESSION_BYTES = 20_000;
/** After the last connection closed a client may come back: it reconnects by itself. Milliseconds. */
const LINGER_MS = 20_000;
/** Clients open one or two connections, and again when they reconnect. */
const MAX_CONNECTIONS = 16;

export type RelayState =
  /** Nobody came yet, or all have gone and may come back. `left`: who ended the last connection. */
  | { readonly kind: 'waiting'; readonly left: 'client' | 'machine' | undefined }
  /** A client is connected; `session` once a desktop is up. */
  | { readonly kind: 'busy'; readonly session: boolean }
  /** The linger time after the last connection is over, or `close` was called. */
  | { readonly kind: 'over' };

export interface Relay {
  readonly host: string;
  readonly port: number;
  readonly state: RelayState;
  /** Bytes from the server and to it, over all connections. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  close(): void;
}

export interface RelayOptions {
  /** The way to the machine, once for each connection. */
  readonly open: (signal: AbortSignal) => Promise<Duplex>;
  /** Loopback address to listen on. */
  readonly host: string;
  /** 0 is any. */
  readonly port: number;
  readonly changed: (state: RelayState) => void;
  /** A connection could not be passed on, or the way broke under it. */
  readonly failed: (error: unknown) => void;
  /** Milliseconds. */
  readonly linger?: number;
}

/**
 * A listening port on loopback between a client and its machine: it is how connecting, bytes and the end are learnt, whatever client it
 * is. Throws `AppError('in-use')` when the port is taken.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const linger = options.linger ?? LINGER_MS;
  const all = new AbortController();
  const clients = new Set<Socket>();
  let state: RelayState = { kind: 'waiting', left: undefined };
  let bytesIn = 0;
  let bytesOut = 0;
  let timer: NodeJS.Timeout | undefined;

  const turn = (next: RelayState): void => {
    if (
      state.kind === 'over' ||
      (state.kind === next.kind && (next.kind !== 'busy' || (state.kind === 'busy' && state.session === next.session)))
    )
      return;
    state = next;
    options.changed(next);
  };
  const close = (): void => {
    clearTimeout(timer);
    all.abort();
    server.close();
    for (const client of clients) client.destroy();
    turn({ kind: 'over' });
  };

  const server = createServer({ noDelay: true }, (client) => {
    if (clients.size >= MAX_CONNECTIONS || state.kind === 'over') return void client.destroy();
    clearTimeout(timer);
    clients.add(client);
    turn({ kind: 'busy', session: state.kind === 'busy' && state.session });
    const gone = new AbortController();
    /** The first to say that it is over. */
    let left: 'client' | 'machine' | undefined;
    client.on('error', () => {});
    client.once('end', () => (left ??= 'client'));
    client.once('close', () => {
      gone.abort();
      clients.delete(client);
      if (clients.size > 0 || all.signal.aborted) return;
      turn({ kind: 'waiting', left: left ?? 'client' });
      timer = setTimeout(close, linger);
    });
    options.open(AbortSignal.any([gone.signal, all.signal])).then(
      (way) => {
        if (client.destroyed) return void way.destroy();
        let fromServer = 0;
        way.on('data', (chunk: Buffer) => {
          bytesIn += chunk.length;
          fromServer += chunk.length;
          if (fromServer > SESSION_BYTES) turn({ kind: 'busy', session: true });
        });
        client.on('data', (chunk: Buffer) => void (bytesOut += chunk.length));
        way.once('end', () => (left ??= 'machine'));
        way.on('error', (error) => {
          left ??= 'machine';
          if (!client.destroyed) options.failed(error);
          client.destroy();
        });
        way.once('close', () => {
          left ??= 'machine';
          client.destroy();
        });
        client.once('close', () => way.destroy());
        // Back-pressure both ways; an end is passed on as an end.
        way.pipe(client);
        client.pipe(way);
      },
      (error: unknown) => {
        left ??= 'machine';
        if (!gone.signal.aborted && !all.signal.aborted) options.failed(error);
        client.destroy();
      },
    );
  });
  await listen(server, options);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new AppError('internal', texts().rdpErrors.relay.noPort);
  const { port } = address;
  return {
    host: options.host,
    port,
    get state() {
      return state;
    },
    get bytesIn() {
      return bytesIn;
    },
    get bytesOut() {
      return bytesOut;
    },
    close,
  };
}

function listen(server: Server, { host, port }: RelayOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new AppError('in-use', texts().rdpErrors.relay.inUse(host, port), { hint: texts().rdpErrors.relay.inUseHint })
          : error,
      ),
    );
    server.listen({ host, port, exclusive: true }, () => resolve());
  });
}
