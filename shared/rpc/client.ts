import type { MethodInput, MethodName, MethodOutput, TopicChange, TopicInput, TopicName, TopicSnapshot } from '../contract/contract.ts';
import { AppError, type WireError } from '../model/errors.ts';
import { decodeBytes, parseHostFrame, type HostFrame, type PageFrame } from './frames.ts';
import type { Link } from './link.ts';
import { createStreams, type ByteStream } from './streams.ts';
import { contractErrors } from '../texts/english/contract-errors.ts';
import { spoken } from '../texts/spoken.ts';

export interface SubscriptionListener<T extends TopicName> {
  snapshot(value: TopicSnapshot<T>): void;
  change(value: TopicChange<T>): void;
  error?(error: AppError): void;
}

/** A question of the host, still open until `unask` comes for its id. */
export interface AskedPrompt {
  readonly id: string;
  readonly kind: string;
  readonly input: unknown;
}

/** The page's end of one Link. */
export interface RpcClient {
  call<M extends MethodName>(method: M, input: MethodInput<M>, signal?: AbortSignal): Promise<MethodOutput<M>>;
  /** Returns what ends the subscription. */
  subscribe<T extends TopicName>(topic: T, input: TopicInput<T>, listener: SubscriptionListener<T>): () => void;
  /** A new byte stream; pass its `id` to the method that serves it. */
  openStream(): ByteStream;
  onAsk(asked: (prompt: AskedPrompt) => void): void;
  onUnask(withdrawn: (id: string) => void): void;
  answer(id: string, value: unknown): void;
  dismiss(id: string): void;
  /** The link ended; `error` is the host's reason when it gave one. */
  onEnd(ended: (error: WireError | undefined) => void): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: AppError): void;
}

export function createRpcClient(link: Link): RpcClient {
  let next = 1;
  let nextStream = 1;
  let bye: WireError | undefined;
  let open = true;
  const calls = new Map<number, Pending>();
  const topics = new Map<number, SubscriptionListener<TopicName>>();
  const streams = createStreams(link);
  let asked: (prompt: AskedPrompt) => void = () => {};
  let withdrawn: (id: string) => void = () => {};
  const ended: ((error: WireError | undefined) => void)[] = [];
  const send = (frame: PageFrame): void => link.send(JSON.stringify(frame));
  const gone = (): AppError =>
    bye === undefined ? new AppError('lost', (spoken()?.contractErrors ?? contractErrors).hostEnded) : AppError.fromWire(bye);

  function receive(frame: HostFrame): void {
    switch (frame.t) {
      case 'ok': {
        const pending = calls.get(frame.id);
        calls.delete(frame.id);
        return pending?.resolve(frame.value ?? undefined);
      }
      case 'fail': {
        const error = AppError.fromWire(frame.error);
        calls.get(frame.id)?.reject(error);
        calls.delete(frame.id);
        topics.get(frame.id)?.error?.(error);
        topics.delete(frame.id);
        return;
      }
      case 'snapshot':
        return topics.get(frame.id)?.snapshot(frame.value as never);
      case 'change':
        return topics.get(frame.id)?.change(frame.value as never);
      case 'ask':
        return asked(frame);
      case 'unask':
        return withdrawn(frame.id);
      case 'bye':
        bye = frame.error;
        return;
      case 'grant':
      case 'close':
        return streams.control(frame);
    }
  }

  link.onFrame((frame) => {
    if (typeof frame === 'string') return receive(parseHostFrame(frame));
    const { stream, bytes } = decodeBytes(frame);
    streams.bytes(stream, bytes);
  });
  link.onClose(() => {
    open = false;
    const error = gone();
    for (const pending of calls.values()) pending.reject(error);
    calls.clear();
    topics.clear();
    streams.end(error.toWire());
    for (const callback of ended.splice(0)) callback(bye);
  });

  return {
    call: (method, input, signal) =>
      new Promise((resolve, reject) => {
        if (!open) return reject(gone());
        if (signal?.aborted === true) return reject(new AppError('cancelled', 'Cancelled.'));
        const id = next++;
        calls.set(id, { resolve, reject });
        send({ t: 'call', id, method, input: input ?? null });
        signal?.addEventListener('abort', () => calls.has(id) && send({ t: 'cancel', id }), { once: true });
      }),
    subscribe(topic, input, listener) {
      const id = next++;
      topics.set(id, listener);
      if (open) send({ t: 'subscribe', id, topic, input: input ?? null });
      return () => {
        if (topics.delete(id) && open) send({ t: 'unsubscribe', id });
      };
    },
    openStream: () => streams.open(nextStream++),
    onAsk: (callback) => void (asked = callback),
    onUnask: (callback) => void (withdrawn = callback),
    answer: (id, value) => send({ t: 'answer', id, value }),
    dismiss: (id) => send({ t: 'dismiss', id }),
    onEnd: (callback) => void (open ? ended.push(callback) : callback(bye)),
  };
}
