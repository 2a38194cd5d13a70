import { parentPort, workerData } from 'node:worker_threads';
import { pbkdf } from 'bcrypt-pbkdf';
import { type Decrypted, decryptKey } from './decrypt.ts';
import type { KeyFormat } from './key-format.ts';

/** What the thread does, one job in a life. */
export interface KeyWorkerJobs {
  /** Opens an encrypted key. */
  readonly decrypt: {
    readonly input: { readonly text: string; readonly format: KeyFormat['format']; readonly passphrase: Uint8Array };
    readonly output: Decrypted;
  };
  /** OpenSSH's derivation for a key that is to be encrypted. */
  readonly bcrypt: {
    readonly input: { readonly passphrase: Uint8Array; readonly salt: Uint8Array; readonly rounds: number; readonly length: number };
    readonly output: Uint8Array;
  };
}

type Given = { readonly [J in keyof KeyWorkerJobs]: { readonly job: J; readonly input: KeyWorkerJobs[J]['input'] } }[keyof KeyWorkerJobs];

/** Entry of the worker thread. A bundle needs this file as an input of its own. */
const given = workerData as Given;
try {
  parentPort?.postMessage(await run());
} finally {
  given.input.passphrase.fill(0);
}

async function run(): Promise<KeyWorkerJobs[keyof KeyWorkerJobs]['output']> {
  if (given.job === 'decrypt') {
    const { text, format, passphrase } = given.input;
    return await decryptKey(text, format, Buffer.from(passphrase.buffer, passphrase.byteOffset, passphrase.byteLength));
  }
  const { passphrase, salt, rounds, length } = given.input;
  const key = new Uint8Array(length);
  if (pbkdf(passphrase, passphrase.length, salt, salt.length, key, length, rounds) !== 0) throw new Error('bcrypt refused its parameters.');
  return key;
}
