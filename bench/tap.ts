/** A text that was printed, and everything up to it parsed, at `at` (the page's clock); counts are of its stream, in bytes. */
export interface Seen {
  readonly at: number;
  readonly stream: number;
  readonly received: number;
  readonly parsed: number;
}

export interface TapStream {
  received: number;
  parsed: number;
}

/** What the tap offers to `page.evaluate`. */
export interface Tap {
  readonly streams: Record<number, TapStream>;
  /** Resolves when a block that ends with `text` was received and parsed. */
  waitFor(text: string, stream?: number): Promise<Seen>;
  /** Times of keys whose echo was parsed; each key must be echoed as one byte of `stream`. */
  echoes(stream: number): void;
  readonly echoTimes: number[];
  /** When the last key went down, and what of each stream had been parsed by then. */
  key: { readonly at: number; readonly parsed: Readonly<Record<number, number>> };
  readonly longTasks: { at: number; took: number }[];
  /** The app gets no more output: a page that hangs. */
  hold: boolean;
}

/**
 * Runs in the page before anything of the app: looks at the frames of its Link as they pass. The app does not know, and what
 * it receives is unchanged. What the terminal has parsed is told by the page itself, in the credit that it gives back.
 */
export function installTap(): void {
  interface Live extends TapStream {
    opened: boolean;
    tail: string;
    waiting: { at: number; resolve: (seen: Seen) => void }[];
  }
  const live = new Map<number, Live>();
  const decoder = new TextDecoder('latin1');
  let marks: { text: string; stream: number | undefined; resolve: (seen: Seen) => void }[] = [];
  let echoStream = -1;
  let keys: number[] = [];
  const tap: Tap = {
    streams: {},
    waitFor: (text, stream) => new Promise((resolve) => marks.push({ text, stream, resolve })),
    echoes(stream) {
      echoStream = stream;
      keys = [];
      tap.echoTimes.length = 0;
    },
    echoTimes: [],
    key: { at: 0, parsed: {} },
    longTasks: [],
    hold: false,
  };
  (window as unknown as { benchTap: Tap }).benchTap = tap;

  function streamOf(id: number): Live {
    let one = live.get(id);
    if (one === undefined) {
      one = { received: 0, parsed: 0, opened: false, tail: '', waiting: [] };
      live.set(id, one);
      tap.streams[id] = one;
    }
    return one;
  }

  function received(id: number, bytes: Uint8Array): void {
    const one = streamOf(id);
    one.received += bytes.length;
    const wanted = marks.filter((mark) => mark.stream === undefined || mark.stream === id);
    // Only the end of a block: a mark is what a shell prints last, and a flood is not to be searched.
    const text = wanted.length === 0 ? '' : one.tail + decoder.decode(bytes.subarray(-256));
    one.tail = text.slice(-256);
    for (const mark of wanted) {
      if (!text.includes(mark.text)) continue;
      marks = marks.filter((other) => other !== mark);
      one.tail = '';
      one.waiting.push({ at: one.received, resolve: mark.resolve });
    }
  }

  function granted(id: number, n: number): void {
    const one = streamOf(id);
    // The first grant opens the window; every later one says that so much was parsed.
    if (!one.opened) {
      one.opened = true;
      return;
    }
    one.parsed += n;
    const at = performance.now();
    if (id === echoStream) for (const key of keys.splice(0, n)) tap.echoTimes.push(at - key);
    one.waiting = one.waiting.filter((wait) => {
      if (one.parsed < wait.at) return true;
      wait.resolve({ at, stream: id, received: one.received, parsed: one.parsed });
      return false;
    });
  }

  // The page gets its frames over a port, from the thread that holds the socket.
  const { prototype } = MessagePort;
  const native = { onmessage: Object.getOwnPropertyDescriptor(prototype, 'onmessage'), postMessage: prototype.postMessage };
  Object.defineProperty(prototype, 'onmessage', {
    ...native.onmessage,
    set(this: MessagePort, handler: unknown) {
      // First in line, before the app's own listener.
      this.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (!(event.data instanceof ArrayBuffer)) return;
        received(new DataView(event.data).getUint32(0), new Uint8Array(event.data, 4));
        if (tap.hold) event.stopImmediatePropagation();
      });
      native.onmessage?.set?.call(this, handler);
    },
  });
  prototype.postMessage = function (this: MessagePort, data: unknown, more?: object) {
    native.postMessage.call(this, data, more);
    if (typeof data !== 'string' || !data.startsWith('{"t":"grant"')) return;
    const { s, n } = JSON.parse(data) as { s: number; n: number };
    granted(s, n);
  };
  // The event's own time: a key that waits for a busy page waits for the person too.
  const keyed = (event: KeyboardEvent): void => {
    if (event.key.length > 1) return;
    tap.key = { at: event.timeStamp, parsed: Object.fromEntries([...live].map(([id, one]) => [id, one.parsed])) };
    keys.push(event.timeStamp);
  };
  window.addEventListener('keydown', keyed, { capture: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) tap.longTasks.push({ at: entry.startTime, took: entry.duration });
  }).observe({ type: 'longtask' });
}
