import { createHmac, randomBytes } from 'node:crypto';
import { blobType } from '../wire.ts';

export type Marker = '@revoked' | '@cert-authority';

/** One entry of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHostsEntry {
  readonly marker: Marker | undefined;
  /** The names field as written: a comma list with patterns, or one hashed name. */
  readonly names: string;
  readonly type: string;
  readonly blob: Buffer;
}

/** The name under which a host is looked up: `host` for port 22, else `[host]:port`; lower case. */
export function lookupName(host: string, port: number): string {
  const bare = host.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  return port === 22 ? bare : `[${bare}]:${port}`;
}

/** `undefined` for comments, empty lines and whatever is not an entry: such lines are skipped, never an error. */
export function parseLine(line: string): KnownHostsEntry | undefined {
  const text = line.replace(/^[ \t]+/u, '');
  if (text === '' || text.startsWith('#')) return undefined;
  const fields = text.split(/[ \t]+/u);
  let marker: Marker | undefined;
  if (fields[0]?.startsWith('@')) {
    const first = fields.shift();
    if (first !== '@revoked' && first !== '@cert-authority') return undefined;
    marker = first;
  }
  const [names, type, encoded] = fields;
  if (names === undefined || names === '' || type === undefined || encoded === undefined) return undefined;
  const base64 = encoded.replace(/\r$/u, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(base64)) return undefined;
  const blob = Buffer.from(base64, 'base64');
  // A line whose type and key disagree proves nothing.
  if (blobType(blob) !== type) return undefined;
  return { marker, names, type, blob };
}

/** Whether a names field stands for this lookup name. A matching `!pattern` excludes the whole line. */
export function matchesNames(names: string, name: string): boolean {
  if (names.startsWith('|')) return matchesHash(names, name);
  let matched = false;
  for (const pattern of names.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(pattern.slice(1), name)) return false;
    } else if (!matched) {
      matched = matchesPattern(pattern, name);
    }
  }
  return matched;
}

function matchesHash(names: string, name: string): boolean {
  const found = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/u.exec(names);
  if (found?.[1] === undefined || found[2] === undefined) return false;
  const salt = Buffer.from(found[1], 'base64');
  const hash = Buffer.from(found[2], 'base64');
  return hash.equals(createHmac('sha1', salt).update(name).digest());
}

// Two pointers and one point of return: linear for any number of stars, where a regular expression would take ages.
function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let back = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p;
      back = n;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p += 1;
      n += 1;
    } else if (star !== -1) {
      p = star + 1;
      back += 1;
      n = back;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** A name as OpenSSH hashes it, with a fresh salt. */
export function hashName(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

export function formatEntry(name: string, blob: Uint8Array, hashed: boolean): string {
  return `${hashed ? hashName(name) : name} ${blobType(blob) ?? ''} ${Buffer.from(blob).toString('base64')}\n`;
}
