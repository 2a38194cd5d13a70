import { createReceiveWindow, type WindowLimits } from './receive-window.ts';
import type { Ssh2Internals, Ssh2Protocol } from './ssh2-internals.ts';

/** The largest data packet that we take, as OpenSSH does. */
const PACKET_BYTES = 32 * 1024;

export interface ChannelEvents {
  opened(): void;
  refused(description: string): void;
  data(bytes: Uint8Array): void;
  /** Answer to the oldest request that wanted one. */
  answered(success: boolean): void;
  exitStatus(code: number): void;
  exitSignal(signal: string): void;
  closed(): void;
  /** The server sent more than it was allowed to. */
  overrun(): void;
}

/** A session channel whose receive window is ours: the server may send what is open, and more when `grant` is told what was taken. */
export interface WindowedChannel {
  grant(bytes: number): void;
  /** `written` is called when the last byte went out, or never will. */
  write(bytes: Uint8Array, written?: () => void): void;
  pty(size: { cols: number; rows: number }, term: string, modes: Buffer): void;
  env(name: string, value: string): void;
  forwardAgent(): void;
  shell(): void;
  exec(command: string): void;
  resize(size: { cols: number; rows: number }): void;
  close(): void;
}

type Route = {
  readonly events: ChannelEvents;
  readonly confirmed: (info: { sender: number; window: number; packetSize: number }) => void;
  readonly data: (bytes: Uint8Array) => void;
  readonly granted: (bytes: number) => void;
  readonly ended: () => void;
  readonly remote: () => number | undefined;
};

/**
 * Opens session channels beside ssh2's own, which always take 2 MiB and grant them back on their own: that much output would be in
 * flight whatever the terminal has shown. Ids come from ssh2's table, so both kinds live on one connection; messages for other
 * channels go on to ssh2. `ended` aborts with the connection.
 */
export function createWindowedChannels(
  internals: Ssh2Internals,
  ended: AbortSignal,
): {
  open(limits: WindowLimits, events: ChannelEvents): WindowedChannel;
} {
  const protocol = internals._protocol;
  const routes = new Map<number, Route>();
  routeMessages(protocol, routes, internals);

  function open(limits: WindowLimits, events: ChannelEvents): WindowedChannel {
    // ssh2 calls this placeholder when the connection ends; the connection's own end is told elsewhere.
    const local = internals._chanMgr.add(() => {});
    let remote: number | undefined;
    const window = createReceiveWindow(limits);
    const asked = performance.now();
    let sendWindow = 0;
    let packetSize = PACKET_BYTES;
    let waiting: { bytes: Buffer; readonly written: (() => void) | undefined }[] = [];
    let closing = false;
    // After the connection's end ssh2 throws at whoever sends.
    const silent = (): boolean => closing || ended.aborted;

    function flush(): void {
      while (remote !== undefined && !silent() && sendWindow > 0) {
        const next = waiting[0];
        if (next === undefined) return;
        const length = Math.min(next.bytes.length, sendWindow, packetSize);
        protocol.channelData(remote, next.bytes.subarray(0, length));
        sendWindow -= length;
        next.bytes = next.bytes.subarray(length);
        if (next.bytes.length > 0) continue;
        waiting.shift();
        next.written?.();
      }
    }

    function giveUpWriting(): void {
      const left = waiting;
      waiting = [];
      for (const { written } of left) written?.();
    }

    ended.addEventListener('abort', giveUpWriting, { once: true });
    routes.set(local, {
      events,
      remote: () => remote,
      confirmed(info) {
        remote = info.sender;
        window.measured(performance.now() - asked);
        sendWindow = info.window;
        // Zero would never send anything.
        packetSize = Math.max(1, Math.min(info.packetSize, PACKET_BYTES));
        if (closing) protocol.channelClose(remote);
        else events.opened();
        flush();
      },
      data(bytes) {
        if (!window.took(bytes.length)) return events.overrun();
        if (!closing) events.data(bytes);
      },
      granted(bytes) {
        sendWindow += bytes;
        flush();
      },
      ended() {
        if (remote !== undefined && !silent()) protocol.channelClose(remote);
        closing = true;
        giveUpWriting();
        ended.removeEventListener('abort', giveUpWriting);
        routes.delete(local);
        internals._chanMgr.remove(local);
      },
    });
    protocol.session(local, limits.least, PACKET_BYTES);

    return {
      grant(bytes) {
        if (remote === undefined || silent()) return;
        const more = window.given(bytes);
        if (more > 0) protocol.channelWindowAdjust(remote, more);
      },
      write(bytes, written) {
        if (silent() || bytes.length === 0) return written?.();
        waiting.push({ bytes: Buffer.from(bytes), written });
        flush();
      },
      pty({ cols, rows }, term, modes) {
        if (remote !== undefined && !silent()) protocol.pty(remote, rows, cols, 0, 0, term, modes, true);
      },
      env(name, value) {
        if (remote !== undefined && !silent()) protocol.env(remote, name, value, true);
      },
      forwardAgent() {
        if (remote !== undefined && !silent()) protocol.openssh_agentForward(remote, true);
      },
      exec(command) {
        if (remote !== undefined && !silent()) protocol.exec(remote, command, true);
      },
      shell() {
        if (remote !== undefined && !silent()) protocol.shell(remote, true);
      },
      resize({ cols, rows }) {
        if (remote !== undefined && !silent()) protocol.windowChange(remote, rows, cols, 0, 0);
      },
      close() {
        if (closing) return;
        if (remote !== undefined && !silent()) protocol.channelClose(remote);
        closing = true;
        giveUpWriting();
      },
    };
  }

  return { open };
}

function routeMessages(protocol: Ssh2Protocol, routes: ReadonlyMap<number, Route>, internals: Ssh2Internals): void {
  const handlers = protocol._handlers;
  const { ...ssh2 } = handlers;

  handlers.CHANNEL_OPEN_CONFIRMATION = (self, info) => {
    const route = routes.get(info.recipient);
    if (route === undefined) ssh2.CHANNEL_OPEN_CONFIRMATION(self, info);
    else route.confirmed(info);
  };
  handlers.CHANNEL_OPEN_FAILURE = (self, recipient, reason, description) => {
    const route = routes.get(recipient);
    if (route === undefined) return ssh2.CHANNEL_OPEN_FAILURE(self, recipient, reason, description);
    route.ended();
    route.events.refused(description);
  };
  handlers.CHANNEL_DATA = (self, recipient, data) => {
    const route = routes.get(recipient);
    if (route === undefined) ssh2.CHANNEL_DATA(self, recipient, data);
    else route.data(data);
  };
  handlers.CHANNEL_EXTENDED_DATA = (self, recipient, data, type) => {
    const route = routes.get(recipient);
    // Shares the window with the rest; a terminal shows both alike.
    if (route === undefined) ssh2.CHANNEL_EXTENDED_DATA(self, recipient, data, type);
    else route.data(data);
  };
  handlers.CHANNEL_WINDOW_ADJUST = (self, recipient, amount) => {
    const route = routes.get(recipient);
    if (route === undefined) ssh2.CHANNEL_WINDOW_ADJUST(self, recipient, amount);
    else route.granted(amount);
  };
  for (const [name, success] of [
    ['CHANNEL_SUCCESS', true],
    ['CHANNEL_FAILURE', false],
  ] as const) {
    handlers[name] = (self, recipient) => {
      const route = routes.get(recipient);
      if (route === undefined) return ssh2[name](self, recipient);
      internals._resetKA();
      route.events.answered(success);
    };
  }
  handlers.CHANNEL_REQUEST = (self, recipient, type, wantReply, data) => {
    const route = routes.get(recipient);
    if (route === undefined) return ssh2.CHANNEL_REQUEST(self, recipient, type, wantReply, data);
    if (type === 'exit-status' && typeof data === 'number') route.events.exitStatus(data);
    else if (type === 'exit-signal') route.events.exitSignal(signalName(data));
    const remote = route.remote();
    // OpenSSH's ClientAliveInterval asks here; an answer of any kind will do, also after the exit status.
    if (wantReply && remote !== undefined) self.channelFailure(remote);
  };
  handlers.CHANNEL_EOF = (self, recipient) => {
    // A shell that ended its output still tells its exit status, and closes.
    if (!routes.has(recipient)) ssh2.CHANNEL_EOF(self, recipient);
  };
  handlers.CHANNEL_CLOSE = (self, recipient) => {
    const route = routes.get(recipient);
    if (route === undefined) return ssh2.CHANNEL_CLOSE(self, recipient);
    route.ended();
    route.events.closed();
  };
}

function signalName(data: unknown): string {
  const name = typeof data === 'object' && data !== null && 'signal' in data ? String(data.signal) : '';
  return /^[A-Z0-9]{1,16}$/u.test(name) ? `SIG${name}` : 'unknown';
}
