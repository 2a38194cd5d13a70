import { createSecretKey } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Client, ParsedKey } from 'ssh2';
import { AppError } from '../../shared/model/errors.ts';
import { texts } from '../../shared/texts/current.ts';

/**
 * The private parts of ssh2 1.17.0 that Gangway stands on, all behind this file (channels: `channel-window.ts`, over the types here).
 * The version is pinned exactly; `openInternals` checks every name before the first byte is sent, so that an update fails loudly.
 */
export interface Ssh2Handlers {
  SERVICE_ACCEPT: (proto: Ssh2Protocol, name: string) => void;
  EXT_INFO: (proto: Ssh2Protocol, extensions: readonly { name: string; algs: string[] }[]) => void;
  USERAUTH_BANNER: (proto: Ssh2Protocol, text: string) => void;
  USERAUTH_SUCCESS: (proto: Ssh2Protocol) => void;
  USERAUTH_FAILURE: (proto: Ssh2Protocol, methods: string[], partial: boolean) => void;
  USERAUTH_PK_OK: (proto: Ssh2Protocol) => void;
  USERAUTH_INFO_REQUEST: (
    proto: Ssh2Protocol,
    name: string,
    instruction: string,
    prompts: readonly { prompt: string; echo: boolean }[],
  ) => void;
  USERAUTH_PASSWD_CHANGEREQ: (proto: Ssh2Protocol, prompt: string) => void;
  GLOBAL_REQUEST: (proto: Ssh2Protocol, name: string, wantReply: boolean, data: unknown) => void;
  CHANNEL_OPEN_CONFIRMATION: (proto: Ssh2Protocol, info: { recipient: number; sender: number; window: number; packetSize: number }) => void;
  CHANNEL_OPEN_FAILURE: (proto: Ssh2Protocol, recipient: number, reason: number, description: string) => void;
  CHANNEL_DATA: (proto: Ssh2Protocol, recipient: number, data: Buffer) => void;
  CHANNEL_EXTENDED_DATA: (proto: Ssh2Protocol, recipient: number, data: Buffer, type: number) => void;
  CHANNEL_WINDOW_ADJUST: (proto: Ssh2Protocol, recipient: number, amount: number) => void;
  CHANNEL_SUCCESS: (proto: Ssh2Protocol, recipient: number) => void;
  CHANNEL_FAILURE: (proto: Ssh2Protocol, recipient: number) => void;
  CHANNEL_REQUEST: (proto: Ssh2Protocol, recipient: number, type: string, wantReply: boolean, data: unknown) => void;
  CHANNEL_EOF: (proto: Ssh2Protocol, recipient: number) => void;
  CHANNEL_CLOSE: (proto: Ssh2Protocol, recipient: number) => void;
}

type Parse = (this: Ssh2Protocol, chunk: Buffer, from: number, length: number) => number;

export interface Ssh2Protocol {
  _handlers: Ssh2Handlers;
  _authsQueue: string[];
  _parse: Parse;
  readonly _kexinit: unknown;
  readonly _kex: { readonly sessionID: Buffer } | undefined;
  _queue: Buffer[] | undefined;
  readonly _cipher: { encrypt(packet: Buffer): void };
  readonly _packetRW: { readonly write: { readonly allocStart: number; alloc(size: number): Buffer; finalize(packet: Buffer): Buffer } };
  authNone(user: string): void;
  authPassword(user: string, password: string, newPassword?: string): void;
  authKeyboard(user: string): void;
  authInfoRes(answers: readonly string[]): void;
  ping(): void;
  requestFailure(): void;
  rekey(): void;
  session(channel: number, window: number, packetSize: number): void;
  pty(
    channel: number,
    rows: number,
    cols: number,
    height: number,
    width: number,
    term: string,
    modes: Buffer | null,
    wantReply: boolean,
  ): void;
  shell(channel: number, wantReply: boolean): void;
  exec(channel: number, command: string, wantReply: boolean): void;
  env(channel: number, name: string, value: string, wantReply: boolean): void;
  openssh_agentForward(channel: number, wantReply: boolean): void;
  windowChange(channel: number, rows: number, cols: number, height: number, width: number): void;
  channelData(channel: number, data: Buffer): void;
  channelWindowAdjust(channel: number, amount: number): void;
  channelEOF(channel: number): void;
  channelClose(channel: number): void;
  channelFailure(channel: number): void;
}

/** A channel as ssh2 keeps it in its table (only what trap 11 needs). */
interface Ssh2Channel {
  readonly _exit?: { readonly code: number | null | undefined };
  readonly outgoing: { readonly id: number };
}

export interface Ssh2Internals {
  readonly _protocol: Ssh2Protocol;
  readonly _callbacks: ((failed: unknown) => void)[];
  readonly _chanMgr: {
    add(value: () => void): number;
    get(id: number): unknown;
    remove(id: number): void;
  };
  readonly _resetKA: () => void;
  _agentFwdEnabled: boolean;
  _agent: { getStream(ready: (error: Error | undefined, stream?: Duplex) => void): void } | undefined;
}

const HANDLERS = [
  'SERVICE_ACCEPT',
  'EXT_INFO',
  'USERAUTH_BANNER',
  'USERAUTH_SUCCESS',
  'USERAUTH_FAILURE',
  'USERAUTH_PK_OK',
  'USERAUTH_INFO_REQUEST',
  'USERAUTH_PASSWD_CHANGEREQ',
  'GLOBAL_REQUEST',
  'CHANNEL_OPEN_CONFIRMATION',
  'CHANNEL_OPEN_FAILURE',
  'CHANNEL_DATA',
  'CHANNEL_EXTENDED_DATA',
  'CHANNEL_WINDOW_ADJUST',
  'CHANNEL_SUCCESS',
  'CHANNEL_FAILURE',
  'CHANNEL_REQUEST',
  'CHANNEL_EOF',
  'CHANNEL_CLOSE',
] as const satisfies readonly (keyof Ssh2Handlers)[];

const METHODS = [
  '_parse',
  'authNone',
  'authPassword',
  'authKeyboard',
  'authInfoRes',
  'ping',
  'requestFailure',
  'rekey',
  'session',
  'pty',
  'shell',
  'exec',
  'env',
  'openssh_agentForward',
  'windowChange',
  'channelData',
  'channelWindowAdjust',
  'channelEOF',
  'channelClose',
  'channelFailure',
] as const satisfies readonly (keyof Ssh2Protocol)[];

/**
 * The private parts of a client on which `connect` was called in this same turn of the loop.
 * Throws `AppError('internal')` naming what is missing when ssh2 is not the version this was written for.
 */
export function openInternals(client: Client): Ssh2Internals {
  const missing = missingInternals(client);
  if (missing.length > 0) {
    throw new AppError('internal', texts().sshErrors.missingParts(missing.join(', ')), {
      hint: texts().sshErrors.installSsh2,
    });
  }
  return client as unknown as Ssh2Internals;
}

/** Names of the private parts that this copy of ssh2 lacks; empty for the pinned version. */
export function missingInternals(client: Client): string[] {
  const parts = client as unknown as { [name: string]: unknown };
  const protocol = record(parts['_protocol']);
  const handlers = record(protocol['_handlers']);
  const write = record(record(protocol['_packetRW'])['write']);
  const channels = record(parts['_chanMgr']);
  return [
    ...HANDLERS.filter((name) => typeof handlers[name] !== 'function').map((name) => `_handlers.${name}`),
    ...METHODS.filter((name) => typeof protocol[name] !== 'function'),
    ...(Array.isArray(protocol['_authsQueue']) ? [] : ['_authsQueue']),
    ...['alloc', 'finalize'].filter((name) => typeof write[name] !== 'function').map((name) => `_packetRW.write.${name}`),
    ...(typeof write['allocStart'] === 'number' ? [] : ['_packetRW.write.allocStart']),
    ...(typeof record(protocol['_cipher'])['encrypt'] === 'function' ? [] : ['_cipher.encrypt']),
    ...['add', 'get', 'remove'].filter((name) => typeof channels[name] !== 'function').map((name) => `_chanMgr.${name}`),
    ...(Array.isArray(parts['_callbacks']) ? [] : ['_callbacks']),
    ...(typeof parts['_resetKA'] === 'function' ? [] : ['_resetKA']),
    ...(typeof parts['_agentFwdEnabled'] === 'boolean' ? [] : ['_agentFwdEnabled']),
    ...('_agent' in parts ? [] : ['_agent']),
  ];
}

function record(value: unknown): { [name: string]: unknown } {
  return typeof value === 'object' && value !== null ? (value as { [name: string]: unknown }) : {};
}

/** Sends one message; while a key exchange runs it waits in ssh2's queue, as ssh2's own messages do. */
export function sendPayload(protocol: Ssh2Protocol, payload: Uint8Array): void {
  const { write } = protocol._packetRW;
  const at = write.allocStart;
  const packet = write.alloc(payload.length);
  packet.set(payload, at);
  const ready = write.finalize(packet);
  if (protocol._kexinit === undefined) protocol._cipher.encrypt(ready);
  else (protocol._queue ??= []).push(ready);
}

/** Lets the server open channels to the agent; `open` makes a fresh stream to it for each. */
export function acceptAgentChannels(internals: Ssh2Internals, open: () => Promise<Duplex>): void {
  internals._agentFwdEnabled = true;
  internals._agent = {
    getStream: (ready) =>
      void open().then(
        (stream) => ready(undefined, stream),
        (error: unknown) => ready(error instanceof Error ? error : new Error(String(error))),
      ),
  };
}

/** Global request with an answer wanted (`keepalive@openssh.com`). `answered` is called when any answer came. */
export function pingServer(internals: Ssh2Internals, answered: () => void): void {
  // Answers to global requests carry no number: ssh2 matches them by order in this list.
  internals._callbacks.push(answered);
  internals._protocol.ping();
}

/**
 * Takes the host keys that a server announces once per connection, as OpenSSH does, and `most` of them at most: ssh2 asks for a proof of each
 * and checks it, as many as the server likes and as often. `onLeft` is told how many were left out, if any.
 */
export function takeHostKeysOnce({ _handlers: handlers }: Ssh2Protocol, most: number, onLeft: (count: number) => void): void {
  const original = handlers.GLOBAL_REQUEST;
  let taken = false;
  handlers.GLOBAL_REQUEST = (protocol, name, wantReply, data) => {
    if (name !== 'hostkeys-00@openssh.com') return original(protocol, name, wantReply, data);
    if (taken) {
      if (wantReply) protocol.requestFailure();
      return;
    }
    taken = true;
    const keys = new Map((data as readonly ParsedKey[]).map((key) => [key.getPublicSSH().toString('latin1'), key]));
    if (keys.size > most) onLeft(keys.size - most);
    original(protocol, name, wantReply, [...keys.values()].slice(0, most));
  };
}

/**
 * Puts `collect` before ssh2's own reader of the identification line, which loses bytes when the line comes in more than two pieces.
 * `collect` gets raw bytes until it returns the complete line; ssh2 then reads that and all that follows.
 */
export function readIdentificationWith(
  protocol: Ssh2Protocol,
  collect: (chunk: Buffer) => { line: Buffer; used: number } | undefined,
): void {
  const original = protocol._parse;
  protocol._parse = function parseIdentification(chunk, from, length) {
    const found = collect(chunk.subarray(from, length));
    if (found === undefined) return length;
    this._parse = original;
    original.call(this, found.line, 0, found.line.length);
    return from + found.used;
  };
}

/**
 * OpenSSH's `ClientAliveInterval` asks on an open channel; ssh2 stops answering there once the exit status is known, and the server
 * then drops the whole connection with all its tabs. Answers `failure`, which counts as alive.
 */
export function answerAfterExit(internals: Ssh2Internals): void {
  const handlers = internals._protocol._handlers;
  const original = handlers.CHANNEL_REQUEST;
  handlers.CHANNEL_REQUEST = (protocol, recipient, type, wantReply, data) => {
    const channel = internals._chanMgr.get(recipient) as Ssh2Channel | (() => void) | undefined;
    if (wantReply && typeof channel === 'object' && channel._exit?.code !== undefined) protocol.channelFailure(channel.outgoing.id);
    else original(protocol, recipient, type, wantReply, data);
  };
}

/**
 * AES-GCM in ssh2 starts a cipher for each packet, and from a plain key Node makes a key object each time, which costs more than the
 * decryption. The keys of each exchange are made key objects once. Where the fields are not there nothing is changed: it is speed only.
 */
export function keepKeyObjects(protocol: Ssh2Protocol): void {
  for (const [part, key] of [
    ['_decipher', '_decipherKey'],
    ['_cipher', '_encKey'],
  ] as const) {
    const parts = protocol as unknown as { [name: string]: unknown };
    let current = parts[part];
    Object.defineProperty(protocol, part, {
      configurable: true,
      enumerable: true,
      get: () => current,
      set(next: unknown) {
        current = next;
        const fields = record(next);
        const algorithm = fields[part === '_cipher' ? '_encSSLName' : '_decipherSSLName'];
        if (Buffer.isBuffer(fields[key]) && String(algorithm).endsWith('gcm')) fields[key] = createSecretKey(fields[key]);
      },
    });
  }
}
