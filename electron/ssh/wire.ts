/** Encoding of SSH's data types (RFC 4251 section 5). */

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function string(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** A positive number, big endian, as the shortest two's complement. */
export function mpint(value: Uint8Array): Buffer {
  let start = 0;
  while (start < value.length && value[start] === 0) start += 1;
  const bytes = value.subarray(start);
  return string((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** Reads fields one after another; every read past the end throws `RangeError`. */
export interface WireReader {
  uint32(): number;
  byte(): number;
  string(): Buffer;
  rest(): Buffer;
}

export function wireReader(bytes: Uint8Array): WireReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const reader: WireReader = {
    uint32() {
      const value = buffer.readUInt32BE(at);
      at += 4;
      return value;
    },
    byte() {
      const value = buffer.readUInt8(at);
      at += 1;
      return value;
    },
    string() {
      const length = reader.uint32();
      if (length > buffer.length - at) throw new RangeError(`A field of ${length} bytes is longer than what is left.`);
      const value = buffer.subarray(at, at + length);
      at += length;
      return value;
    },
    rest: () => buffer.subarray(at),
  };
  return reader;
}

/** The type that a public key blob names, `undefined` when it is none. */
export function blobType(blob: Uint8Array): string | undefined {
  try {
    const type = wireReader(blob).string().toString('latin1');
    return /^[\x21-\x7e]{1,64}$/u.test(type) ? type : undefined;
  } catch {
    return undefined;
  }
}
