import type {
  Contract,
  MethodInput,
  MethodName,
  MethodOutput,
  TopicChange,
  TopicInput,
  TopicName,
  TopicSnapshot,
} from '../contract/contract.ts';
import { AppError, type WireError } from '../model/errors.ts';
import { decodeBytes, parsePageFrame, type HostFrame, type PageFrame } from './frames.ts';
import type { Frame, Link } from './link.ts';
import { MAX_BINARY_FRAME, MAX_CONTROL_FRAME, MAX_OPEN_CALLS } from './limits.ts';
import { createStreams, type ByteStream } from './streams.ts';
import { texts } from '../texts/current.ts';

/** What a handler gets beside its input. `signal` ends with the call, its cancellation or the link. */
export interface CallContext {
  readonly signal: AbortSignal;
  /** Claims the byte stream that the page numbered. */
  stream(id: number): ByteStream;
}

export interface TopicContext<Change> {
  readonly signal: AbortSignal;
  /** Changes emitted before the snapshot was returned are sent after it. */
  emit(change: Change): void;
}

type Answer<T> = T | Promise<T>;

/** A method that answers nothing may be a function that returns nothing. */
type Returned<Output> = undefined extends Output ? Output | void : Output;

export type MethodHandlers = {
  readonly [M in MethodName]: (input: MethodInput<M>, context: CallContext) => Answer<Returned<MethodOutput<M>>>;
};
export type TopicHandlers = {
  readonly [T in TopicName]: (input: TopicInput<T>, context: TopicContext<TopicChange<T>>) => Answer<TopicSnapshot<T>>;
};

export interface ServerOptions {
  readonly link: Link;
  readonly contract: Pick<Contract, 'methods' | 'subscriptions'>;
  readonly methods: MethodHandlers;
  readonly topics: TopicHandlers;
  /** An answer (`undefined` = dismissed) to prompt `id`. */
  readonly onAnswer: (id: string, value: unknown) => void;
  /** Writes an unforeseen error to the log and gives the id under which it stands there. */
  readonly logError: (error: unknown, during: string) => string;
}

/** The host's end of one Link. Whatever the page sends, it answers with an error or not at all; it never throws. */
export interface RpcServer {
  send(frame: HostFrame): void;
  /** Says why, then closes. */
  end(error: WireError): void;
}

// Handlers are looked up by a name from the wire, where their types cannot follow; the schema has checked the input by then.
type AnyHandler = (input: unknown, context: unknown) => unknown;

export function createRpcServer(options: ServerOptions): RpcServer {
  const { link } = options;
  const running = new Map<number, AbortController>();
  const streams = createStreams(link);
  const send = (frame: HostFrame): void => link.send(JSON.stringify(frame));

  function wireError(error: unknown, during: string): WireError {
    if (error instanceof AppError) return error.toWire();
    return {
      code: 'internal',
      message: texts().contractErrors.wentWrong(during),
      hint: texts().contractErrors.logDetails,
      detail: options.logError(error, during),
    };
  }

  async function run(id: number, name: string, kind: 'methods' | 'subscriptions', input: unknown): Promise<void> {
    if (running.has(id)) return send({ t: 'fail', id, error: { code: 'invalid-input', message: `Call ${id} is already under way.` } });
    if (running.size >= MAX_OPEN_CALLS) return send({ t: 'fail', id, error: { code: 'limit', message: 'Too many calls are under way.' } });
    const abort = new AbortController();
    running.set(id, abort);
    let keep = false;
    try {
      const definitions = options.contract[kind] as Readonly<Record<string, { input(): { safeParse(value: unknown): SafeParse } }>>;
      const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
      if (definition === undefined)
        throw new AppError('unknown-method', `There is no ${kind === 'methods' ? 'method' : 'subscription'} of this name.`);
      const parsed = definition.input().safeParse(input);
      if (!parsed.success) throw new AppError('invalid-input', `${name}: ${firstIssue(parsed.error)}`);
      if (kind === 'methods') {
        const handler = options.methods[name as MethodName] as AnyHandler;
        const context: CallContext = { signal: abort.signal, stream: (stream) => streams.open(stream) };
        const value = await handler(parsed.data, context);
        if (running.get(id) === abort) send({ t: 'ok', id, value: value ?? null });
      } else {
        keep = await subscribe(id, name as TopicName, parsed.data, abort);
      }
    } catch (error) {
      if (running.get(id) === abort) send({ t: 'fail', id, error: wireError(error, name) });
    } finally {
      if (!keep && running.get(id) === abort) running.delete(id);
    }
  }

  async function subscribe(id: number, topic: TopicName, input: unknown, abort: AbortController): Promise<boolean> {
    let seq = 0;
    const early: unknown[] = [];
    let ready = false;
    const emit = (value: unknown): void => {
      if (abort.signal.aborted) return;
      if (!ready) early.push(value);
      else send({ t: 'change', id, seq: ++seq, value });
    };
    const handler = options.topics[topic] as AnyHandler;
    const value = await handler(input, { signal: abort.signal, emit });
    if (abort.signal.aborted) return false;
    send({ t: 'snapshot', id, value });
    ready = true;
    for (const change of early) emit(change);
    return true;
  }

  function stop(id: number, tell: boolean): void {
    const abort = running.get(id);
    if (abort === undefined) return;
    running.delete(id);
    abort.abort(new AppError('cancelled', 'Cancelled.'));
    if (tell) send({ t: 'fail', id, error: { code: 'cancelled', message: 'Cancelled.' } });
  }

  function control(frame: PageFrame): void {
    switch (frame.t) {
      case 'call':
        void run(frame.id, frame.method, 'methods', frame.input);
        return;
      case 'subscribe':
        void run(frame.id, frame.topic, 'subscriptions', frame.input);
        return;
      case 'cancel':
        return stop(frame.id, true);
      case 'unsubscribe':
        return stop(frame.id, false);
      case 'answer':
        return options.onAnswer(frame.id, frame.value);
      case 'dismiss':
        return options.onAnswer(frame.id, undefined);
      case 'grant':
      case 'close':
        return streams.control(frame);
    }
  }

  function receive(frame: Frame): void {
    if (typeof frame === 'string') {
      if (frame.length > MAX_CONTROL_FRAME) throw new AppError('limit', 'A control frame is too large.');
      control(parsePageFrame(frame));
    } else {
      if (frame.length > MAX_BINARY_FRAME) throw new AppError('limit', 'A binary frame is too large.');
      const { stream, bytes } = decodeBytes(frame);
      streams.bytes(stream, bytes);
    }
  }

  const server: RpcServer = {
    send,
    end(error) {
      send({ t: 'bye', error });
      link.close();
    },
  };

  link.onFrame((frame) => {
    try {
      receive(frame);
    } catch (error) {
      // A page that breaks the framing is not ours, or broken: no guess about what it meant.
      server.end(wireError(error, 'a frame from the page'));
    }
  });
  link.onClose(() => {
    for (const id of [...running.keys()]) stop(id, false);
    streams.end();
  });
  return server;
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type SafeParse = { success: true; data: unknown } | { success: false; error: { issues: readonly Issue[] } };

// Only the place and the rule: the refused value may hold what must not reach a log.
function firstIssue(error: { issues: readonly Issue[] }): string {
  const issue = error.issues[0];
  if (issue === undefined) return texts().contractErrors.noFit;
  const place = issue.path.map(String).join('.');
  // The only message that repeats something of the input.
  const text = issue.code === 'unrecognized_keys' ? texts().contractErrors.strangeField : issue.message;
  return place === '' ? text : `${place}: ${text}`;
}
