import { AppError } from '../../../shared/model/errors.ts';
import { wireReader } from '../wire.ts';
import { checkBcryptRounds, checkPkcs8Cost } from './derivation-cost.ts';
import { isPpk, parsePpk } from './ppk.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What a private key file is, as far as it shows without a passphrase. */
export interface KeyFormat {
  readonly format: 'openssh' | 'pem' | 'pkcs8' | 'ppk';
  /** Of PuTTY's format. */
  readonly version?: 2 | 3;
  readonly encrypted: boolean;
  /** Key type where it can be read without decrypting, for example `ssh-ed25519`. */
  readonly type: string | undefined;
  /** The public half, if the file tells it in clear (OpenSSH's own format and PuTTY's do). */
  readonly publicBlob: Buffer | undefined;
  /** Where it can be read without decrypting. */
  readonly comment?: string;
}

const OPENSSH_MAGIC = 'openssh-key-v1\0';
const PPK_TYPES = /^(?:ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521))$/u;
/** What ssh2 decrypts; OpenSSH also knows chacha20-poly1305 for key files. */
const OPENSSH_CIPHERS = /^(?:none|3des-cbc|aes(?:128|192|256)-(?:cbc|ctr)|aes(?:128|256)-gcm@openssh\.com)$/u;

/**
 * Recognises a key file by its first line. Throws `AppError('key-format')` for everything that is no usable private key,
 * saying what it is and how to turn it into one.
 */
export function recogniseKey(text: string, file: string): KeyFormat {
  const wrong = (what: string, hint: string): AppError => new AppError('key-format', texts().keyFileErrors.problem(file, what), { hint });
  if (text.trim() === '') throw wrong(texts().keyFileErrors.empty, texts().keyFileErrors.choosePrivateSaved);
  if (isPpk(text)) return readPutty(text, file);
  if (text.includes('---- BEGIN SSH2 ENCRYPTED PRIVATE KEY')) {
    throw wrong(texts().keyFileErrors.sshCom, texts().keyFileErrors.convert(file, file));
  }
  if (/^SSH PRIVATE KEY FILE FORMAT/u.test(text)) throw wrong(texts().keyFileErrors.ssh1, texts().keyFileErrors.makeNew);
  if (/^\s*(?:ssh|ecdsa|sk)-[\w@.-]{1,64}-cert-v01@openssh\.com /u.test(text)) {
    throw wrong(texts().keyFileErrors.opensshCertificate, texts().keyFileErrors.chooseBelonging);
  }
  if (isPublicHalf(text)) {
    throw wrong(
      texts().keyFileErrors.publicHalf,
      texts().keyFileErrors.choosePrivate(file.endsWith('.pub') ? file.slice(0, -4) : texts().keyFileErrors.withoutPub),
    );
  }
  if (text.includes('-----BEGIN CERTIFICATE')) throw wrong(texts().keyFileErrors.certificate, texts().keyFileErrors.chooseOwn);
  const label = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----/u.exec(text)?.[1];
  if (label !== undefined && !text.includes(`-----END ${label}-----`)) {
    throw wrong(texts().keyFileErrors.cutOff, texts().keyFileErrors.copyWhole);
  }
  switch (label) {
    case 'OPENSSH PRIVATE KEY':
      return readOpenSsh(text, file);
    case 'RSA PRIVATE KEY':
      return { format: 'pem', encrypted: text.includes('Proc-Type: 4,ENCRYPTED'), type: 'ssh-rsa', publicBlob: undefined };
    case 'EC PRIVATE KEY':
      return { format: 'pem', encrypted: text.includes('Proc-Type: 4,ENCRYPTED'), type: undefined, publicBlob: undefined };
    case 'PRIVATE KEY':
    case 'ENCRYPTED PRIVATE KEY':
      checkPkcs8Cost(text, file);
      return { format: 'pkcs8', encrypted: label === 'ENCRYPTED PRIVATE KEY', type: undefined, publicBlob: undefined };
    case 'DSA PRIVATE KEY':
      throw dsa(file);
    default:
      throw wrong(texts().keyFileErrors.notPrivate, texts().keyFileErrors.chooseFormat);
  }
}

/** Whether a text is, or was meant to be, a private key: what is not is nobody's mistake. */
export function looksLikePrivateKey(text: string): boolean {
  return isPpk(text) || /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|^SSH PRIVATE KEY FILE FORMAT/u.test(text);
}

function isPublicHalf(text: string): boolean {
  return (
    /^\s*(?:ssh-|ecdsa-sha2-|sk-)[\w@.-]+ AAAA/u.test(text) ||
    text.includes('---- BEGIN SSH2 PUBLIC KEY') ||
    /-----BEGIN (?:RSA )?PUBLIC KEY-----/u.test(text)
  );
}

function readPutty(text: string, file: string): KeyFormat {
  const { version, type, encrypted, publicBlob, comment } = parsePpk(text, file);
  if (type === 'ssh-dss') throw dsa(file);
  if (!PPK_TYPES.test(type)) {
    throw new AppError('key-format', texts().keyFileErrors.puttyKind(file, type), {
      hint: texts().keyFileErrors.makeNewPublic,
    });
  }
  return { format: 'ppk', version, encrypted, type, publicBlob, comment: comment.toString('utf8') };
}

export function dsa(file: string): AppError {
  return new AppError('key-format', texts().keyFileErrors.dsa(file), {
    hint: texts().keyFileErrors.makeNewPublic,
  });
}

// PROTOCOL.key of OpenSSH: magic, cipher, kdf, kdf options, number of keys, public blob, private part.
function readOpenSsh(text: string, file: string): KeyFormat {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/u.exec(text)?.[1] ?? '';
  const bytes = Buffer.from(body, 'base64');
  let cipher: string;
  let publicBlob: Buffer;
  let type: string;
  let comment: string | undefined;
  let rounds = 0;
  try {
    if (bytes.toString('latin1', 0, OPENSSH_MAGIC.length) !== OPENSSH_MAGIC) throw new RangeError('no magic');
    const reader = wireReader(bytes.subarray(OPENSSH_MAGIC.length));
    cipher = reader.string().toString('latin1');
    const derivation = reader.string().toString('latin1');
    const options = wireReader(reader.string());
    if (derivation === 'bcrypt') {
      options.string();
      rounds = options.uint32();
    }
    if (reader.uint32() !== 1) throw new RangeError('more than one key');
    publicBlob = Buffer.from(reader.string());
    type = wireReader(publicBlob).string().toString('latin1');
    if (cipher === 'none') comment = opensshComment(reader.string(), type);
  } catch (error) {
    throw new AppError('key-format', texts().keyFileErrors.opensshDamaged(file), {
      hint: texts().keyFileErrors.copyAgain,
      cause: error,
    });
  }
  checkBcryptRounds(rounds, file);
  if (type === 'ssh-dss') throw dsa(file);
  if (type.startsWith('sk-')) {
    throw new AppError('key-format', texts().keyFileErrors.securityKey(file, type), {
      hint: texts().keyFileErrors.addToAgent,
    });
  }
  if (!OPENSSH_CIPHERS.test(cipher)) {
    throw new AppError('key-format', texts().keyFileErrors.otherCipher(file, cipher), {
      hint: texts().keyFileErrors.encryptCtr(file),
    });
  }
  return { format: 'openssh', encrypted: cipher !== 'none', type, publicBlob, ...(comment === undefined ? {} : { comment }) };
}

/** Number of fields between type and comment in the private part, by key type (PROTOCOL.key and PROTOCOL.agent of OpenSSH). */
const PRIVATE_FIELDS: Readonly<Record<string, number>> = { 'ssh-rsa': 6, 'ssh-ed25519': 2 };

function opensshComment(privatePart: Buffer, type: string): string | undefined {
  try {
    const reader = wireReader(privatePart);
    reader.uint32();
    reader.uint32();
    reader.string();
    for (let left = PRIVATE_FIELDS[type] ?? 3; left > 0; left -= 1) reader.string();
    return reader.string().toString('utf8');
  } catch {
    // A damaged private part is told when the key is opened.
    return undefined;
  }
}
