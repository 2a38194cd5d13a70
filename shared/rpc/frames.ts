import { AppError, ERROR_CODES, type WireError } from '../model/errors.ts';

/** Control frames from the page to the host. `id` numbers a call, subscription or prompt; `s` a stream; `n` bytes. */
export type PageFrame =
  | { t: 'call'; id: number; method: string; input: unknown }
  | { t: 'cancel'; id: number }
  | { t: 'subscribe'; id: number; topic: string; input: unknown }
  | { t: 'unsubscribe'; id: number }
  | { t: 'answer'; id: string; value: unknown }
  | { t: 'dismiss'; id: string }
  | StreamFrame;

/** Control frames from the host to the page. */
export type HostFrame =
  | { t: 'ok'; id: number; value: unknown }
  | { t: 'fail'; id: number; error: WireError }
  | { t: 'snapshot'; id: number; value: unknown }
  | { t: 'change'; id: number; seq: number; value: unknown }
  | { t: 'ask'; id: string; kind: string; input: unknown }
  | { t: 'unask'; id: string }
  | { t: 'bye'; error: WireError }
  | StreamFrame;

/** Both ways: `grant` lets the other end send `n` more bytes on stream `s`; `close` ends it. */
export type StreamFrame = { t: 'grant'; s: number; n: number } | { t: 'close'; s: number; error?: WireError };

const isNumber = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 256;
const isPresent = (): boolean => true;
const isOptionalError = (value: unknown): boolean => value === undefined || isWireError(value);

type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

const STREAM_SHAPES: Readonly<Record<string, Shape>> = {
  grant: { s: isNumber, n: isNumber },
  close: { s: isNumber, error: isOptionalError },
};

const PAGE_SHAPES: Readonly<Record<string, Shape>> = {
  call: { id: isNumber, method: isText, input: isPresent },
  cancel: { id: isNumber },
  subscribe: { id: isNumber, topic: isText, input: isPresent },
  unsubscribe: { id: isNumber },
  answer: { id: isText, value: isPresent },
  dismiss: { id: isText },
  ...STREAM_SHAPES,
};

const HOST_SHAPES: Readonly<Record<string, Shape>> = {
  ok: { id: isNumber, value: isPresent },
  fail: { id: isNumber, error: isWireError },
  snapshot: { id: isNumber, value: isPresent },
  change: { id: isNumber, seq: isNumber, value: isPresent },
  ask: { id: isText, kind: isText, input: isPresent },
  unask: { id: isText },
  bye: { error: isWireError },
  ...STREAM_SHAPES,
};

export function isWireError(value: unknown): value is WireError {
  if (typeof value !== 'object' || value === null) return false;
  const error = value as Record<string, unknown>;
  return typeof error['message'] === 'string' && (ERROR_CODES as readonly unknown[]).includes(error['code']);
}

/** Reads a control frame that the page sent. Throws `invalid-input` for anything that is not one; never another error. */
export function parsePageFrame(text: string): PageFrame {
  return parse(text, PAGE_SHAPES) as PageFrame;
}

/** Reads a control frame that the host sent. */
export function parseHostFrame(text: string): HostFrame {
  return parse(text, HOST_SHAPES) as HostFrame;
}

function parse(text: string, shapes: Readonly<Record<string, Shape>>): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('invalid-input', 'A control frame is not JSON.');
  }
  if (typeof value !== 'object' || value === null) throw new AppError('invalid-input', 'A control frame is not an object.');
  const frame = value as Record<string, unknown>;
  const kind = frame['t'];
  const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (shape === undefined) throw new AppError('invalid-input', 'A control frame is of an unknown kind.');
  for (const [key, check] of Object.entries(shape)) {
    if (!check(frame[key])) throw new AppError('invalid-input', `A ${String(kind)} frame has a bad "${key}".`);
  }
  return frame;
}

/** A binary frame: stream number as four bytes, most significant first, then the bytes. */
export function encodeBytes(stream: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + bytes.length);
  new DataView(frame.buffer).setUint32(0, stream);
  frame.set(bytes, 4);
  return frame;
}

/** The bytes are a view into the frame. Throws `invalid-input` for a frame too short to hold a stream number. */
export function decodeBytes(frame: Uint8Array): { stream: number; bytes: Uint8Array } {
  if (frame.length < 4) throw new AppError('invalid-input', 'A binary frame is too short.');
  const stream = new DataView(frame.buffer, frame.byteOffset, 4).getUint32(0);
  return { stream, bytes: frame.subarray(4) };
}
