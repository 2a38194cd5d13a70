import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A Node process of its own that answers questions over IPC: what it costs is its own and nobody else's. */
export interface Child {
  readonly pid: number;
  ask<T>(question: unknown): Promise<T>;
  close(): Promise<void>;
}

export function startChild(file: string, options: { env?: Readonly<Record<string, string>>; flags?: readonly string[] } = {}): Child {
  const child = spawn(process.execPath, [...(options.flags ?? []), fileURLToPath(new URL(file, import.meta.url))], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...options.env },
  });
  return childOf(child);
}

/** Wraps a process that was spawned with an `ipc` channel and answers as `answerParent` does. */
export function childOf(child: ChildProcess): Child {
  let last = 0;
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void gone.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`The process ended with code ${child.exitCode ?? child.signalCode}.`));
  });
  child.on('message', (message: { id: number; value?: never; error?: string }) => {
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) asked?.resolve(message.value as never);
    else asked?.reject(new Error(message.error));
  });
  return {
    pid: child.pid ?? 0,
    ask: (question) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        child.send({ id, question });
      }),
    async close() {
      child.kill();
      await gone;
    },
  };
}

/** The child's end: answers each question with what `answer` gives. Does not keep the process alive. */
export function answerParent(answer: (question: never) => unknown): void {
  process.on('message', (message: { id: number; question: never }) => {
    void (async () => answer(message.question))().then(
      (value) => process.send?.({ id: message.id, value }),
      (error: unknown) =>
        process.send?.({ id: message.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}
