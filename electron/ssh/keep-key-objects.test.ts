import { KeyObject } from 'node:crypto';
import { expect, it } from 'vitest';
import { keepKeyObjects, type Ssh2Protocol } from './ssh2-internals.ts';

const parts = (algorithm: string) => ({
  _decipher: { _decipherSSLName: algorithm, _decipherKey: Buffer.alloc(32, 1) as unknown },
  _cipher: { _encSSLName: algorithm, _encKey: Buffer.alloc(32, 2) as unknown },
});

it('makes the keys of each exchange key objects, for AES-GCM alone', () => {
  const protocol = { _decipher: undefined as unknown, _cipher: undefined as unknown };
  keepKeyObjects(protocol as unknown as Ssh2Protocol);
  for (let exchange = 0; exchange < 2; exchange++) {
    const { _decipher, _cipher } = parts('aes-256-gcm');
    Object.assign(protocol, { _decipher, _cipher });
    expect(protocol._decipher).toBe(_decipher);
    expect(_decipher._decipherKey).toBeInstanceOf(KeyObject);
    expect((_cipher._encKey as KeyObject).export()).toEqual(Buffer.alloc(32, 2));
  }
  const other = parts('aes-256-ctr');
  Object.assign(protocol, other);
  expect(other._decipher._decipherKey).toBeInstanceOf(Buffer);
});
