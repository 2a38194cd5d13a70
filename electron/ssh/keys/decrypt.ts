import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import type { KeyFormat } from './key-format.ts';
import { openPpk, PpkError } from './open-ppk.ts';
import { parsePpk } from './ppk.ts';

/** `wrong`: the passphrase does not open it. `broken`: the content is damaged or of an unknown kind. */
export type Decrypted =
  | { readonly ok: true; readonly pkcs8: Uint8Array }
  | { readonly ok: false; readonly why: 'wrong' | 'broken'; readonly detail: string };

/**
 * Reads a private key into PKCS#8. Blocks for as long as its key derivation takes (bcrypt with 100 rounds: seconds), so encrypted
 * keys are read through the worker thread only. Never throws.
 */
export async function decryptKey(text: string, format: KeyFormat['format'], passphrase: Buffer | undefined): Promise<Decrypted> {
  try {
    const key = await readKey(text, format, passphrase);
    return { ok: true, pkcs8: key.export({ format: 'der', type: 'pkcs8' }) };
  } catch (error) {
    return {
      ok: false,
      why: error instanceof PpkError ? error.why : passphrase === undefined ? 'broken' : 'wrong',
      detail: error instanceof Error ? error.message : String(error),
    };
  }
}

function readKey(text: string, format: KeyFormat['format'], passphrase: Buffer | undefined): KeyObject | Promise<KeyObject> {
  switch (format) {
    case 'ppk':
      return openPpk(parsePpk(text, 'It'), passphrase);
    case 'pkcs8':
      return readPkcs8(text, passphrase);
    default:
      return readSsh(text, passphrase);
  }
}

function readPkcs8(text: string, passphrase: Buffer | undefined): KeyObject {
  return createPrivateKey({ key: text, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
}

function readSsh(text: string, passphrase: Buffer | undefined): KeyObject {
  // openssl writes the parameters of a curve, or attributes, before the key; ssh2 reads from the start only.
  const start = text.search(/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/u);
  const parsed = ssh2.utils.parseKey(start > 0 ? text.slice(start) : text, passphrase);
  if (parsed instanceof Error) throw parsed;
  const pem = parsed.getPrivatePEM();
  if (typeof pem !== 'string') throw new Error('The file has no private part.');
  return createPrivateKey(pem);
}
