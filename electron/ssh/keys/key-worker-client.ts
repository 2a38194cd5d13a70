import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/model/errors.ts';
import type { KeyWorkerJobs } from './decrypt-worker.ts';
import { workerUrl } from './worker-url.ts';
import { texts } from '../../../shared/texts/current.ts';

/**
 * Has one job done in a thread of its own: deriving a key from a passphrase takes seconds. `what` stands in the error when the thread
 * dies. Rejects with what `signal` was aborted with; the thread is ended then.
 */
export function runKeyJob<J extends keyof KeyWorkerJobs>(
  job: J,
  input: KeyWorkerJobs[J]['input'],
  what: string,
  signal?: AbortSignal,
): Promise<KeyWorkerJobs[J]['output']> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = new Worker(workerUrl(import.meta.url, 'decrypt-worker'), {
      workerData: { job, input },
      // Flags of the host process (a test runner's, an inspector's) are not for a thread that only computes.
      execArgv: [],
    });
    // A derivation may take minutes; whoever closes the tab does not wait for it.
    const aborted = (): void => {
      reject(signal?.reason instanceof Error ? signal.reason : new AppError('cancelled', texts().keyFileErrors.cancelled));
      void worker.terminate();
    };
    signal?.addEventListener('abort', aborted, { once: true });
    worker.once('message', (output: KeyWorkerJobs[J]['output']) => resolve(output));
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', aborted);
      reject(new AppError('internal', texts().keyFileErrors.threadEnded(what, code)));
    });
  });
}
