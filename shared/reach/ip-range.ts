/** An IPv4 or IPv6 address as a number. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** All addresses that begin with the same `bits` bits as `value`. */
export interface AddressRange extends Address {
  readonly bits: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;
/** `::ffff:0:0/96`, where IPv4 addresses stand inside IPv6. */
const MAPPED = 0xffffn << 32n;

/** Reads an address in its usual writing; an IPv4 address mapped into IPv6 counts as IPv4. Undefined: it is none. */
export function parseAddress(text: string): Address | undefined {
  const four = parseFour(text);
  if (four !== undefined) return { family: 4, value: four };
  const six = parseSix(text);
  if (six === undefined) return undefined;
  return six >> 32n === MAPPED >> 32n ? { family: 4, value: six & 0xffff_ffffn } : { family: 6, value: six };
}

/** Reads `address/bits` or a single address. Bits behind the prefix do not count, as in the clouds. */
export function parseRange(text: string): AddressRange | undefined {
  const [head = '', tail, ...rest] = text.split('/');
  const address = parseAddress(head);
  if (address === undefined || rest.length > 0) return undefined;
  if (tail === undefined) return { ...address, bits: WIDTH[address.family] };
  if (!/^\d{1,3}$/u.test(tail)) return undefined;
  // A mapped range has its 96 bits in front.
  const bits = Number(tail) - (address.family === 4 && head.includes(':') ? 96 : 0);
  return bits < 0 || bits > WIDTH[address.family] ? undefined : { ...address, bits };
}

export function rangeHolds(range: AddressRange, address: Address): boolean {
  if (range.family !== address.family) return false;
  const behind = BigInt(WIDTH[range.family] - range.bits);
  return range.value >> behind === address.value >> behind;
}

/** Whether an address belongs to a network of one's own: RFC 1918, shared (RFC 6598), link-local, loopback, unique local (RFC 4193). */
export function isPrivateAddress(address: Address): boolean {
  return PRIVATE.some((range) => rangeHolds(range, address));
}

const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  '::1',
  'fc00::/7',
  'fe80::/10',
]
  .map(parseRange)
  .filter((range) => range !== undefined);

function parseFour(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // A leading zero means octal to some programs and nothing to others.
    if (!/^(?:0|[1-9]\d{0,2})$/u.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])].reduce((value, group) => (value << 16n) | group, 0n);
}

/** The 16-bit groups of one half; the last may be an IPv4 address. */
function groupsOf(text: string): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 ? parseFour(part) : undefined;
    if (four !== undefined) groups.push(four >> 16n, four & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/iu.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
