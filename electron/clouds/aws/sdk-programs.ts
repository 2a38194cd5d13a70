// The one place that knows by which door of the AWS SDK its process provider runs programs. It is not documented: a test fails when it moves.
import { AsyncLocalStorage } from 'node:async_hooks';
import { promisify } from 'node:util';
import { externalDataInterceptor } from '@smithy/core/config';

/** Runs the line of a `credential_process` and gives what it prints. */
export type RunLine = (line: string) => Promise<string>;

const runs = new AsyncLocalStorage<RunLine>();

// Also looked up for a token of an sso-session that is called “exec”: there must be none then.
Object.defineProperty(externalDataInterceptor.getTokenRecord(), 'exec', {
  get() {
    const run = runs.getStore();
    return run && Object.assign(() => {}, { [promisify.custom]: async (line: string) => ({ stdout: await run(line) }) });
  },
});

/** Whatever the SDK runs while it works on `resolve` is run by `run`; by itself it would wait without end and leave the program behind. */
export function withPrograms<T>(run: RunLine, resolve: () => Promise<T>): Promise<T> {
  return runs.run(run, resolve);
}
