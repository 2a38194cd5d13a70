import { lookupName } from '../../ssh/host-keys/known-hosts-line.ts';
import { fingerprint } from '../../ssh/host-keys/fingerprint.ts';
import { mpint, string } from '../../ssh/wire.ts';
import { cleanHost, type Draft, type Parsed } from './draft.ts';
import { unescapePercent } from './decode-text.ts';
import { eachLine } from './lines.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Bytes of a coordinate of each NIST curve. */
const CURVES: Readonly<Record<string, number>> = { nistp256: 32, nistp384: 48, nistp521: 66 };
/** Hexadecimal digits of one number: an RSA modulus of 16384 bits. */
const MAX_DIGITS = 4_096;

/** PuTTY's file of host keys on Unix: `type@port:host value` lines. Lines that are none are left out. */
export function parsePuttyHostKeys(text: string): Parsed {
  const drafts: Draft[] = [];
  for (const line of eachLine(text)) {
    const space = line.indexOf(' ');
    if (space === -1 || line.startsWith('#')) continue;
    const draft = puttyHostKey(line.slice(0, space), line.slice(space + 1).trim());
    if (draft !== undefined) drafts.push(draft);
  }
  return { drafts, problems: [] };
}

/** One entry, as the Unix file and the registry have it. `undefined`: not of this form at all. */
export function puttyHostKey(name: string, value: string): Draft | undefined {
  const parts = /^([A-Za-z0-9-]{1,64})@(\d{1,5}):(.{1,300})$/su.exec(name);
  if (parts === null) return undefined;
  const [, type = '', portText = '', hostText = ''] = parts;
  const port = Number(portText);
  const host = cleanHost(unescapePercent(hostText).text);
  const shown = `${hostText}:${portText} (${type})`;
  const skip = (why: string): Draft => ({ kind: 'skipped', what: 'host-key', name: shown, folder: [], why });
  if (host === undefined || port < 1 || port > 65_535) return skip(texts().importNotes.noHost);
  if (type === 'rsa' || type === 'dss' || type === 'ssh-ed448') return skip(texts().importNotes.keyType);
  const blob = hostKeyBlob(type, value);
  if (blob === undefined) return skip(texts().importNotes.unreadKey);
  const sshType = type === 'rsa2' ? 'ssh-rsa' : type;
  return {
    kind: 'host-key',
    name: lookupName(host, port),
    line: `${lookupName(host, port)} ${sshType} ${blob.toString('base64')}`,
    notes: [fingerprint(blob)],
  };
}

/** The public key in SSH's own form (RFC 4253, 5656, 8709) from PuTTY's numbers. */
function hostKeyBlob(type: string, value: string): Buffer | undefined {
  const fields = value.split(',');
  if (type === 'rsa2') {
    const [exponent, modulus] = fields.map(bigEndian);
    if (fields.length !== 2 || exponent === undefined || modulus === undefined || modulus.length < 64) return undefined;
    return Buffer.concat([string('ssh-rsa'), mpint(exponent), mpint(modulus)]);
  }
  if (type === 'ssh-ed25519') {
    const [x, y] = fields.map(bigEndian);
    if (fields.length !== 2 || x === undefined || y === undefined) return undefined;
    const encoded = padded(y, 32);
    if (encoded === undefined || (encoded[0] ?? 0) >= 0x80 || padded(x, 32) === undefined) return undefined;
    // RFC 8032 section 5.1.2: y little-endian, the lowest bit of x on top.
    encoded.reverse();
    encoded[31] = (encoded[31] ?? 0) | (((x.at(-1) ?? 0) & 1) << 7);
    return Buffer.concat([string('ssh-ed25519'), string(encoded)]);
  }
  const curve = /^ecdsa-sha2-(nistp\d{3})$/u.exec(type)?.[1];
  const size = curve === undefined ? undefined : CURVES[curve];
  if (curve === undefined || size === undefined || fields.length !== 3 || fields[0] !== curve) return undefined;
  const [x, y] = fields.slice(1).map((field) => padded(bigEndian(field), size));
  if (x === undefined || y === undefined) return undefined;
  return Buffer.concat([string(type), string(curve), string(Buffer.concat([Buffer.of(4), x, y]))]);
}

/** `0x…` as bytes without leading zeros. */
function bigEndian(text: string): Buffer | undefined {
  if (text.length > MAX_DIGITS + 2 || !/^0x[0-9a-f]+$/iu.test(text)) return undefined;
  const digits = text.slice(2);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start += 1;
  return bytes.subarray(start);
}

function padded(bytes: Buffer | undefined, size: number): Buffer | undefined {
  return bytes === undefined || bytes.length > size ? undefined : Buffer.concat([Buffer.alloc(size - bytes.length), bytes]);
}
