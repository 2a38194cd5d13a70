import { AppError } from '../../../shared/model/errors.ts';
import { blobType } from '../wire.ts';
import { texts } from '../../../shared/texts/current.ts';

/** How an encrypted file of version 3 stretches its passphrase. */
export interface PpkDerivation {
  readonly flavour: 'Argon2id' | 'Argon2i' | 'Argon2d';
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
}

/** A PuTTY key file, read and within bounds; not yet opened or checked. */
export interface Ppk {
  readonly version: 2 | 3;
  readonly type: string;
  readonly encrypted: boolean;
  /** As it stands in the file: the MAC covers these bytes. */
  readonly comment: Buffer;
  readonly publicBlob: Buffer;
  /** Encrypted and padded, or plain. */
  readonly privatePart: Buffer;
  /** Version 3 and encrypted only. */
  readonly derivation: PpkDerivation | undefined;
  readonly mac: Buffer;
}

/** What a file may cost to open. PuTTYgen's own default is 8 MiB, some 13 passes, 1 lane. */
export const PPK_BOUNDS = { memory: 1024 * 1024, passes: 100, parallelism: 16 } as const;

/** Whether a text starts as a PuTTY key. Such a file is read as latin1, byte for byte: its comment has no declared encoding. */
export function isPpk(text: string): boolean {
  return /^(?:\u00ef\u00bb\u00bf|\ufeff)?\s{0,16}PuTTY-User-Key-File-\d/u.test(text);
}

/**
 * Reads a PuTTY key file (versions 2 and 3, PuTTY's manual appendix C) whose bytes are given as latin1. Throws
 * `AppError('key-format')` for damaged files, for versions that nobody reads any more, and for a cost over `PPK_BOUNDS`.
 */
export function parsePpk(text: string, file: string): Ppk {
  const start = text.indexOf('PuTTY-User-Key-File-');
  const lines = text.slice(start).split(/\r\n|\n|\r/u);
  let at = 0;

  /** The value of the next line, which must be the header `name`. */
  function header(name: string): string {
    const line = lines[at];
    if (line === undefined || (line === '' && at >= lines.length - 1)) throw cut(file);
    if (!line.startsWith(`${name}: `) && line !== `${name}:`) throw damaged(file, texts().keyFileErrors.lineShould(at + 1, name));
    at += 1;
    return line.slice(name.length + 2);
  }
  function number(name: string): number {
    const value = header(name);
    if (!/^\d{1,10}$/u.test(value)) throw damaged(file, texts().keyFileErrors.noNumber(name));
    return Number(value);
  }
  function block(name: string): Buffer {
    const count = number(name);
    if (count > lines.length - at) throw cut(file);
    const body = lines.slice(at, at + count);
    at += count;
    if (!body.every((line) => /^[A-Za-z0-9+/]{1,128}={0,2}$/u.test(line))) throw damaged(file, texts().keyFileErrors.noBase64(name));
    return Buffer.from(body.join(''), 'base64');
  }
  function hex(name: string): Buffer {
    const value = header(name);
    if (!/^(?:[0-9a-f]{2}){1,128}$/iu.test(value)) throw damaged(file, texts().keyFileErrors.noHex(name));
    return Buffer.from(value, 'hex');
  }

  const first = /^PuTTY-User-Key-File-(\d{1,9}): (\S{1,64})$/u.exec(lines[at++] ?? '');
  if (first === null) throw damaged(file, texts().keyFileErrors.noType);
  const version = Number(first[1]);
  const type = first[2] ?? '';
  if (version !== 2 && version !== 3) throw otherVersion(file, version);
  const encryption = header('Encryption');
  if (encryption !== 'none' && encryption !== 'aes256-cbc') throw damaged(file, texts().keyFileErrors.unknownEncryption);
  const encrypted = encryption !== 'none';
  const comment = Buffer.from(header('Comment'), 'latin1');
  const publicBlob = block('Public-Lines');
  if (blobType(publicBlob) !== type) throw damaged(file, texts().keyFileErrors.otherType);
  const derivation = version === 3 && encrypted ? readDerivation(header, number, hex, file) : undefined;
  const privatePart = block('Private-Lines');
  const mac = hex('Private-MAC');
  if (mac.length < (version === 2 ? 20 : 32)) throw cut(file);
  if (encrypted && privatePart.length % 16 !== 0) throw damaged(file, texts().keyFileErrors.privateLength);
  return { version, type, encrypted, comment, publicBlob, privatePart, derivation, mac };
}

function readDerivation(
  header: (name: string) => string,
  number: (name: string) => number,
  hex: (name: string) => Buffer,
  file: string,
): PpkDerivation {
  const flavour = header('Key-Derivation');
  if (flavour !== 'Argon2id' && flavour !== 'Argon2i' && flavour !== 'Argon2d')
    throw damaged(file, texts().keyFileErrors.unknownDerivation);
  const memory = number('Argon2-Memory');
  const passes = number('Argon2-Passes');
  const parallelism = number('Argon2-Parallelism');
  const salt = hex('Argon2-Salt');
  const asked: readonly (readonly [boolean, string, string])[] = [
    [
      memory > PPK_BOUNDS.memory,
      texts().keyFileErrors.memory(Math.ceil(memory / 1024)),
      texts().keyFileErrors.mebibytes(PPK_BOUNDS.memory / 1024),
    ],
    [passes > PPK_BOUNDS.passes, texts().keyFileErrors.passes(passes), `${PPK_BOUNDS.passes}`],
    [parallelism > PPK_BOUNDS.parallelism, texts().keyFileErrors.lanes(parallelism), `${PPK_BOUNDS.parallelism}`],
  ];
  for (const [over, cost, bound] of asked) {
    if (!over) continue;
    throw new AppError('key-format', texts().keyFileErrors.tooDearPpk(file, cost, bound), {
      hint: texts().keyFileErrors.usualParameters,
    });
  }
  // RFC 9106, section 3.1: at least 8 blocks of memory a lane; 8 bytes of salt is the least that makes one.
  if (passes < 1 || parallelism < 1 || memory < 8 * parallelism || salt.length < 8) throw damaged(file, texts().keyFileErrors.smallArgon);
  return { flavour, memory, passes, parallelism, salt };
}

function otherVersion(file: string, version: number): AppError {
  return new AppError('key-format', texts().keyFileErrors.ppkVersion(file, version), {
    hint: version < 2 ? texts().keyFileErrors.saveAgain : texts().keyFileErrors.saveThree,
  });
}

function cut(file: string): AppError {
  return new AppError('key-format', texts().keyFileErrors.ppkCutOff(file), { hint: texts().keyFileErrors.copyWhole });
}

function damaged(file: string, why: string): AppError {
  return new AppError('key-format', texts().keyFileErrors.ppkDamaged(file, why), { hint: texts().keyFileErrors.copyAgain });
}
