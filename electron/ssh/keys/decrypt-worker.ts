import { parentPort, workerData } from 'node:worker_threads';
import { decryptKey } from './decrypt.ts';
import type { KeyFormat } from './key-format.ts';

/** Entry of the worker thread that opens one encrypted key and ends. A bundle needs this file as an input of its own. */
const { text, format, passphrase } = workerData as { text: string; format: KeyFormat['format']; passphrase: Uint8Array };
const secret = Buffer.from(passphrase.buffer, passphrase.byteOffset, passphrase.byteLength);
try {
  parentPort?.postMessage(await decryptKey(text, format, secret));
} finally {
  secret.fill(0);
}
