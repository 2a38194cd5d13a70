import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/model/errors.ts';
import type { ImportSource } from '../../../shared/model/import.ts';
import { workerUrl } from '../../ssh/keys/worker-url.ts';
import type { Parsed } from './draft.ts';
import { parseBytes } from './parse-bytes.ts';
import type { ParseAnswer, ParseJob } from './parse-worker.ts';
import { language } from '../../../shared/texts/current.ts';
import { texts } from '../../../shared/texts/current.ts';

/** A file up to this is parsed where it is: it takes less than a thread's start. Bytes. */
const SMALL = 256 * 1024;
/** A quarter of a gigabyte of real sessions takes some seconds; milliseconds. */
const PARSE_TIMEOUT_MS = 60_000;
/** What a file may blow itself up to. MiB. */
const PARSE_MEMORY = 2_048;

export interface ParseHow {
  readonly password?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; the constant above where absent. */
  readonly timeoutMs?: number;
  /** MiB; the constant above where absent. */
  readonly memory?: number;
}

/**
 * Parses the bytes of one file. A large one in a thread of its own, bounded in time and memory: whatever is in it, terminals go on. Throws what
 * `parseBytes` throws, `limit` for a file that is too much, and `cancelled`.
 */
export function parseFile(
  source: ImportSource,
  bytes: Buffer,
  what: string,
  fileName: string,
  { password, signal, timeoutMs = PARSE_TIMEOUT_MS, memory = PARSE_MEMORY }: ParseHow,
): Promise<Parsed> {
  if (bytes.length <= SMALL) return parseBytes(source, bytes, what, fileName, password);
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(new AppError('cancelled', texts().importErrors.cancelled));
    const job: ParseJob = { source, bytes, what, fileName, password, language: language() };
    const worker = new Worker(workerUrl(import.meta.url, 'parse-worker'), {
      workerData: job,
      // Flags of the host process (a test runner's, an inspector's) are not for a thread that only computes.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
    const tooMuch = (): AppError => new AppError('limit', texts().importErrors.tooMuch(what), { hint: texts().importErrors.fewer });
    const stop = (error: AppError): void => {
      reject(error);
      void worker.terminate();
    };
    const aborted = (): void => stop(new AppError('cancelled', texts().importErrors.cancelled));
    const timer = setTimeout(() => stop(tooMuch()), timeoutMs);
    signal?.addEventListener('abort', aborted, { once: true });
    worker.once('message', (answer: ParseAnswer) => (answer.ok ? resolve(answer.parsed) : reject(AppError.fromWire(answer.error))));
    worker.once('error', (error) => reject('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error));
    worker.once('exit', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      reject(new AppError('internal', texts().importErrors.threadEnded(what, code)));
    });
  });
}
