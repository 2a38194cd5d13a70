import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/model/errors.ts';
import type { AskMfa } from '../cloud.ts';
import type { Connection } from './connection.ts';
import type { FromWorker, OperationName, Operations, Patience, ToWorker, WorkerData } from './messages.ts';
import { language, texts } from '../../../shared/texts/current.ts';

export interface WorkerCall<N extends OperationName> {
  readonly connection: Connection;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly input: Operations[N]['input'];
  readonly onPage?: (page: Operations[N]['page']) => void;
}

/** The host's end of the AWS worker. The thread starts with the first call; if it dies, running calls fail and the next call starts another. */
export interface AwsWorker {
  call<N extends OperationName>(name: N, call: WorkerCall<N>): Promise<Operations[N]['output']>;
  forget(): void;
  close(): Promise<void>;
}

export interface WorkerOptions {
  /** The thread's whole environment: what the SDK reads as `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly askMfa: AskMfa;
  readonly log: (text: string) => void;
  readonly programTimeoutMs: number;
}

interface Pending {
  readonly onPage: ((page: never) => void) | undefined;
  readonly settle: (result: { value: unknown } | { error: Error }) => void;
}

// The source beside this file when run from source, the bundle's own entry when built.
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './aws-worker.ts' : './aws-worker.js', import.meta.url);

/** The thread may be busy with a list, or still loading. Programs that it runs are ended well before. Milliseconds. */
const END_TIMEOUT_MS = 1_000;

export function createAwsWorker(options: WorkerOptions): AwsWorker {
  const pending = new Map<number, Pending>();
  const questions = new Map<number, AbortController>();
  let worker: Worker | undefined;
  let last = 0;
  let closed = false;

  function started(): Worker {
    if (worker !== undefined) return worker;
    const workerData: WorkerData = { programTimeoutMs: options.programTimeoutMs };
    const mine = new Worker(ENTRY, { env: threadEnvironment(options.env), name: 'aws', workerData });
    // A thread that waits for nothing must not keep the process alive.
    mine.unref();
    mine.on('message', (message: FromWorker) => receive(mine, message));
    mine.on('error', (error) => {
      options.log(`the AWS thread ended: ${error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'}`);
      ended(mine);
    });
    mine.on('exit', () => ended(mine));
    worker = mine;
    return mine;
  }

  function ended(mine: Worker): void {
    if (worker !== mine) return;
    worker = undefined;
    for (const question of questions.values()) question.abort(new AppError('cancelled', texts().awsErrors.cancelled));
    questions.clear();
    const error = closed
      ? new AppError('cancelled', texts().awsErrors.closing)
      : new AppError('internal', texts().awsErrors.stopped, { hint: texts().awsErrors.stoppedHint });
    for (const call of [...pending.values()]) call.settle({ error });
  }

  function receive(mine: Worker, message: FromWorker): void {
    switch (message.t) {
      case 'page':
        return pending.get(message.id)?.onPage?.(message.value as never);
      case 'ok':
        return pending.get(message.id)?.settle({ value: message.value });
      case 'fail':
        return pending.get(message.id)?.settle({ error: AppError.fromWire(message.error) });
      case 'ask-mfa':
        return void ask(mine, message);
      case 'unask-mfa':
        return questions.get(message.ask)?.abort(new AppError('cancelled', texts().awsErrors.cancelled));
      case 'log':
        return options.log(message.text);
    }
  }

  async function ask(mine: Worker, message: Extract<FromWorker, { t: 'ask-mfa' }>): Promise<void> {
    const abort = new AbortController();
    questions.set(message.ask, abort);
    const { profile, serial, attempt } = message;
    const answer = (code?: string): void => post(mine, { t: 'mfa', ask: message.ask, ...(code === undefined ? {} : { code }) });
    try {
      answer(await options.askMfa({ profile, serial, attempt }, abort.signal));
    } catch {
      answer();
    } finally {
      questions.delete(message.ask);
    }
  }

  function post(to: Worker, message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    if (worker === to) to.postMessage(message);
  }

  return {
    call<N extends OperationName>(name: N, call: WorkerCall<N>) {
      return new Promise<Operations[N]['output']>((resolve, reject) => {
        if (closed || call.signal.aborted)
          return reject(call.signal.reason instanceof Error ? call.signal.reason : new AppError('cancelled', texts().awsErrors.cancelled));
        const id = ++last;
        const mine = started();
        const onAbort = (): void => {
          post(mine, { t: 'cancel', id });
          pending.get(id)?.settle({
            error: call.signal.reason instanceof Error ? call.signal.reason : new AppError('cancelled', texts().awsErrors.cancelled),
          });
        };
        call.signal.addEventListener('abort', onAbort, { once: true });
        pending.set(id, {
          onPage: call.onPage,
          settle(result) {
            pending.delete(id);
            call.signal.removeEventListener('abort', onAbort);
            if ('error' in result) reject(result.error);
            else resolve(result.value as Operations[N]['output']);
          },
        });
        const { connection, patience, input } = call;
        post(mine, { t: 'call', id, name, connection, patience, language: language(), input });
      });
    },
    forget() {
      if (worker !== undefined) post(worker, { t: 'forget' });
    },
    async close() {
      closed = true;
      const mine = worker;
      if (mine === undefined) return;
      const gone = new Promise((resolve) => {
        mine.once('exit', resolve);
      });
      post(mine, { t: 'end' });
      ended(mine);
      const limit = setTimeout(() => void mine.terminate(), END_TIMEOUT_MS);
      await gone;
      clearTimeout(limit);
    },
  };
}

function threadEnvironment(env: WorkerOptions['env']): Record<string, string> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  // Nothing that is said about one profile may reach another: the host has read these for each profile.
  const dropped = /^AWS_(?:PROFILE|DEFAULT_PROFILE|ENDPOINT_URL(?:_.*)?|REGION|DEFAULT_REGION)$/u;
  return {
    ...Object.fromEntries(given.filter(([name]) => !dropped.test(name))),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
