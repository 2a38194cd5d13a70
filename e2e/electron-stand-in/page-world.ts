// Runs in the page's isolated world, before the preload script, and gives that script its `electron`. Its text is what is sent to
// Chromium: it may refer to nothing outside of itself.

interface ToPage {
  readonly t: 'ipc' | 'data' | 'end';
  readonly channel?: string;
  readonly message?: unknown;
  readonly ports?: readonly number[];
  readonly port?: number;
  readonly text?: string;
  readonly bytes?: string;
}

/** @see createPageWorld */
export type PageWorld = {
  standInTell: (json: string) => void;
  standInHear: (message: ToPage) => void;
  require: (name: string) => unknown;
};

/**
 * `ipcRenderer` with `send` and `on` (https://www.electronjs.org/docs/latest/api/ipc-renderer), in a sandboxed preload's `require`, which
 * knows `electron` and little else (https://www.electronjs.org/docs/latest/tutorial/sandbox#preload-scripts).
 */
export function createPageWorld(): void {
  const world = globalThis as unknown as PageWorld;
  const tell = world.standInTell;
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, message: unknown) => void)[]>();
  const ports = new Map<number, MessagePort>();

  const encode = (bytes: Uint8Array): string => {
    let text = '';
    for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
    return btoa(text);
  };
  const decode = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

  const openPort = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof Uint8Array) tell(JSON.stringify({ t: 'data', port: id, bytes: encode(data) }));
      else if (typeof data === 'string') tell(JSON.stringify({ t: 'data', port: id, text: data }));
      else tell(JSON.stringify({ t: 'data', port: id, json: data ?? null }));
    };
    port1.addEventListener('close', () => {
      ports.delete(id);
      tell(JSON.stringify({ t: 'end', port: id }));
    });
    return port2;
  };

  world.standInHear = (message) => {
    switch (message.t) {
      case 'ipc': {
        const event = { ports: (message.ports ?? []).map(openPort) };
        for (const listener of listeners.get(message.channel ?? '') ?? []) listener(event, message.message);
        return;
      }
      case 'data':
        return ports.get(message.port ?? -1)?.postMessage(message.bytes === undefined ? message.text : decode(message.bytes));
      case 'end':
        ports.get(message.port ?? -1)?.close();
        ports.delete(message.port ?? -1);
    }
  };

  const ipcRenderer = {
    send: (channel: string, ...args: unknown[]) => tell(JSON.stringify({ t: 'ipc', channel, args })),
    on: (channel: string, listener: (event: { ports: MessagePort[] }, message: unknown) => void) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
  };
  const electron = {
    ipcRenderer: new Proxy(ipcRenderer, {
      get: (target, name) => {
        if (name in target) return target[name as keyof typeof target];
        throw new Error(`The stand-in for Electron has no ipcRenderer.${String(name)}.`);
      },
    }),
  };
  world.require = (name) => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
}
