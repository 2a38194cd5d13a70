import { stat } from 'node:fs/promises';
import { displayText } from '../../../shared/model/display-text.ts';
import type { KeyInfo, KeyPlace } from '../../../shared/model/key.ts';
import { describeKey } from '../host-keys/fingerprint.ts';
import { ec2Fingerprints } from './ec2-fingerprint.ts';
import { toPrivateKey } from './key-encoding.ts';
import type { KeyFormat } from './key-format.ts';
import { type KeyFile, keyFromText, openKeyObject, readKeyFile } from './load-key.ts';

/** A key as the list shows it, with what a cloud may know it by. */
export interface KeyFacts {
  readonly info: Omit<KeyInfo, 'matches'>;
  readonly publicBlob: Buffer | undefined;
  /** See `ec2Fingerprints`. */
  readonly cloudFingerprints: readonly string[];
}

/** Letters of a comment that are shown. */
const COMMENT_LENGTH = 256;

const FORMATS: Readonly<Record<KeyFormat['format'], string>> = { openssh: 'OpenSSH', pem: 'PEM', pkcs8: 'PKCS#8', ppk: 'PuTTY' };

/** What a key file is, without its passphrase. Throws as `readKeyFile` does, and for an unencrypted key that is damaged. */
export async function readFileFacts(path: string): Promise<KeyFacts> {
  const file = await readKeyFile(path);
  const certificate = `${path}-cert.pub`;
  const beside = await stat(certificate).catch(() => undefined);
  return await facts(file, { kind: 'file', path }, formatName(file), beside?.isFile() === true ? certificate : undefined);
}

/** The same of a key that was kept as text. Throws `AppError('key-format')`. */
export async function readTextFacts(text: string, name: string, place: KeyPlace, format: string): Promise<KeyFacts> {
  const read = await facts(keyFromText(text, name), place, format, undefined);
  return { ...read, info: { ...read.info, comment: read.info.comment === '' ? displayText(name, COMMENT_LENGTH) : read.info.comment } };
}

/** Of a key whose private half somebody else holds. */
export function publicFacts(publicBlob: Buffer, comment: string, place: KeyPlace, format: string): KeyFacts {
  return {
    info: { place, format, ...describeKey(publicBlob), comment: displayText(comment, COMMENT_LENGTH), encrypted: false },
    publicBlob,
    cloudFingerprints: ec2Fingerprints(publicBlob),
  };
}

async function facts(file: KeyFile, place: KeyPlace, format: string, certificate: string | undefined): Promise<KeyFacts> {
  const key = file.encrypted ? undefined : await openKeyObject(file, () => Promise.resolve(''));
  const publicBlob = key === undefined ? file.publicBlob : toPrivateKey(key, file.path).publicBlob;
  return {
    info: {
      place,
      format,
      ...(publicBlob === undefined ? (file.type === undefined ? {} : { type: file.type }) : describeKey(publicBlob)),
      comment: displayText(file.comment ?? '', COMMENT_LENGTH),
      encrypted: file.encrypted,
      ...(certificate === undefined ? {} : { certificate }),
    },
    publicBlob,
    cloudFingerprints: publicBlob === undefined ? [] : ec2Fingerprints(publicBlob, key),
  };
}

function formatName({ format, version }: KeyFormat): string {
  return version === undefined ? FORMATS[format] : `${FORMATS[format]} ${version}`;
}
