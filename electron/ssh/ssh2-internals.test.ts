import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { getCiphers } from 'node:crypto';
import { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { describe, expect, test } from 'vitest';
import { offeredAlgorithms } from './algorithms.ts';
import { missingInternals, openInternals } from './ssh2-internals.ts';

function connectedClient(): InstanceType<typeof ssh2.Client> {
  const client = new ssh2.Client();
  client.on('error', () => {});
  client.connect({ sock: new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }), username: 'u', readyTimeout: 0 });
  return client;
}

describe('the private parts of ssh2', () => {
  test('are all there in the pinned version', async () => {
    const path = createRequire(import.meta.url).resolve('ssh2/package.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version: '1.17.0' });
    expect(missingInternals(connectedClient())).toEqual([]);
  });

  test('that have moved are named before anything is sent', () => {
    const client = connectedClient();
    const { _handlers: handlers } = openInternals(client)._protocol;
    Reflect.deleteProperty(handlers, 'USERAUTH_PK_OK');
    expect(() => openInternals(client)).toThrow(
      expect.objectContaining({ code: 'internal', message: expect.stringContaining('USERAUTH_PK_OK') }),
    );
    expect(missingInternals(new ssh2.Client()).length).toBeGreaterThan(20);
  });
});

describe('the offered algorithms', () => {
  test('are ones that ssh2 and this runtime have', () => {
    const client = new ssh2.Client();
    client.on('error', () => {});
    const sock = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    expect(() => client.connect({ sock, username: 'u', readyTimeout: 0, algorithms: offeredAlgorithms([]) })).not.toThrow();
  });

  test('have no SHA-1, no group exchange and nothing without integrity', () => {
    const offered = JSON.stringify(offeredAlgorithms(['ssh-rsa', 'ssh-dss']));
    expect(offered).not.toMatch(/sha1|"ssh-rsa"|ssh-dss|group-exchange|cbc|md5/u);
  });

  test('begin with the host key types that are known', () => {
    expect(offeredAlgorithms(['ssh-rsa']).serverHostKey).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
    ]);
  });

  test('have chacha20 only where the runtime has it', () => {
    expect(JSON.stringify(offeredAlgorithms([]).cipher).includes('chacha20')).toBe(getCiphers().includes('chacha20'));
  });
});
