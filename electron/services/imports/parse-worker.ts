import { parentPort, workerData } from 'node:worker_threads';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { ImportSource } from '../../../shared/model/import.ts';
import { MAX_DRAFTS, type Parsed } from './draft.ts';
import { parseBytes } from './parse-bytes.ts';
import { speak } from '../../../shared/texts/current.ts';
import type { Language } from '../../../shared/texts/language.ts';

/** One file for the thread. */
export interface ParseJob {
  readonly source: ImportSource;
  readonly bytes: Uint8Array;
  readonly what: string;
  readonly fileName: string;
  readonly password: string | undefined;
  /** Notes and errors are written in it. */
  readonly language: Language;
}

export type ParseAnswer = { readonly ok: true; readonly parsed: Parsed } | { readonly ok: false; readonly error: WireError };

/** Entry of the worker thread. A bundle needs this file as an input of its own. */
const { source, bytes, what, fileName, password, language } = workerData as ParseJob;
parentPort?.postMessage(await answer());

async function answer(): Promise<ParseAnswer> {
  try {
    await speak(language);
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { drafts, problems } = await parseBytes(source, file, what, fileName, password);
    // Millions of drafts are not handed over only to be left out there.
    return { ok: true, parsed: { drafts: drafts.slice(0, MAX_DRAFTS), problems, found: drafts.length } };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error: error.toWire() };
    throw error;
  }
}
