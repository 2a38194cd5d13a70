import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';

/** A session of the Chrome DevTools Protocol: events are emitted under their method's name. */
export interface DevTools {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  on(method: string, listener: (params: never) => void): void;
}

export interface Browser extends DevTools {
  /** A session for one target, on the same connection. */
  session(id: string): DevTools;
  close(): void;
}

/** https://chromedevtools.github.io/devtools-protocol/ (flat sessions). */
export async function connectDevTools(url: string): Promise<Browser> {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 1024 * 1024 * 1024 });
  await once(socket, 'open');
  let lastId = 0;
  const waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  const sessions = new Map<string, EventEmitter>();

  const emitterOf = (id: string): EventEmitter => {
    const emitter = sessions.get(id) ?? new EventEmitter();
    sessions.set(id, emitter);
    return emitter;
  };
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as {
      id?: number;
      method?: string;
      sessionId?: string;
      params?: unknown;
      result?: Record<string, unknown>;
      error?: { message: string };
    };
    if (message.id === undefined) {
      emitterOf(message.sessionId ?? '').emit(message.method ?? '', message.params);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) call?.resolve(message.result ?? {});
    else call?.reject(new Error(message.error.message));
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium is gone.'));
    waiting.clear();
  });
  socket.on('error', () => {});

  const session = (id: string): DevTools => ({
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(new Error('Chromium is gone.'));
        const call = ++lastId;
        waiting.set(call, { resolve, reject });
        socket.send(JSON.stringify({ id: call, method, params, ...(id === '' ? {} : { sessionId: id }) }));
      }),
    on: (method, listener) => void emitterOf(id).on(method, listener as (params: unknown) => void),
  });
  return { ...session(''), session, close: () => socket.terminate() };
}
