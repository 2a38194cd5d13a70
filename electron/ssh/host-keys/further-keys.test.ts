import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attempt } from '../../../e2e/testbed/ssh-session.ts';
import { string } from '../wire.ts';
import { createHostKeys, KEYS_OF_HOST } from './host-keys.ts';

const ANNOUNCE = 'hostkeys-00@openssh.com';
const PROVE = 'hostkeys-prove-00@openssh.com';
const GLOBAL_REQUEST = 80;
const REQUEST_SUCCESS = 81;

interface HostKey {
  readonly blob: Buffer;
  readonly privateKey: KeyObject;
}

/** The parts of the library's server that are needed to speak OpenSSH's extension, which it has no calls for. */
interface Wire {
  readonly _packetRW: { readonly write: { readonly allocStart: number; alloc(size: number): Buffer; finalize(packet: Buffer): Buffer } };
  readonly _cipher: { encrypt(packet: Buffer): void };
  readonly _kex: { readonly sessionID: Buffer };
  readonly _handlers: {
    GLOBAL_REQUEST: (wire: Wire, name: string, wantReply: boolean, data: Buffer) => void;
    REQUEST_FAILURE: () => void;
  };
}

let folder: string;
let file: string;
let server: InstanceType<typeof ssh2.Server> | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gangway-further-'));
  file = join(folder, 'known_hosts');
});
afterEach(async () => {
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  await rm(folder, { recursive: true, force: true });
});

function hostKey(): HostKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return { blob: Buffer.concat([string('ssh-ed25519'), string(point)]), privateKey };
}

function send({ _packetRW: { write }, _cipher }: Wire, ...parts: Buffer[]): void {
  const payload = Buffer.concat(parts);
  const packet = write.alloc(payload.length);
  packet.set(payload, write.allocStart);
  _cipher.encrypt(write.finalize(packet));
}

/** A server that announces each list of keys in turn and proves what it is asked for. */
async function announcing(messages: readonly (readonly HostKey[])[]) {
  const asked: number[] = [];
  const refused = vi.fn();
  const listener = new ssh2.Server({ hostKeys: [ssh2.utils.generateKeyPairSync('ed25519').private] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (context) => context.accept());
    client.on('ready', () => {
      const wire = (client as unknown as { _protocol: Wire })._protocol;
      wire._handlers.REQUEST_FAILURE = refused;
      wire._handlers.GLOBAL_REQUEST = (_wire, name, _wantReply, data) => {
        if (name !== PROVE) return;
        const keys = messages.flat().filter(({ blob }) => data.includes(blob));
        asked.push(keys.length);
        const proofs = keys.map(({ blob, privateKey }) => {
          const proof = sign(null, Buffer.concat([string(PROVE), string(wire._kex.sessionID), string(blob)]), privateKey);
          return string(Buffer.concat([string('ssh-ed25519'), string(proof)]));
        });
        send(wire, Buffer.of(REQUEST_SUCCESS), ...proofs);
      };
      for (const keys of messages)
        send(wire, Buffer.of(GLOBAL_REQUEST), string(ANNOUNCE), Buffer.of(1), ...keys.map(({ blob }) => string(blob)));
    });
  });
  server = listener;
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
  return { port: (listener.address() as AddressInfo).port, asked, refused };
}

test('announced host keys are taken once and up to a limit, and the rest is said once', async () => {
  const messages = [1, 2, 3].map((message) => Array.from({ length: 40 * message }, hostKey));
  const { port, asked, refused } = await announcing(messages);
  const hostKeys = createHostKeys({ file });
  const { outcome, steps } = attempt({
    port,
    user: 'u',
    identity: { kind: 'password' },
    hostKeys,
    answers: { hostKey: () => ({ choice: 'store' }), password: () => ({ password: 'p' }) },
  });
  const connection = await outcome;
  const left = 'host-key info: The server announced 25 more host keys, not stored: 16 of one host are kept at most';
  await vi.waitFor(() => expect(steps).toContain(left));
  // The later messages were answered: nothing of them is still under way.
  await vi.waitFor(() => expect(refused).toHaveBeenCalledTimes(2));
  connection.close();
  expect(asked).toEqual([KEYS_OF_HOST]);
  // The accepted key is one of those that are kept.
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(KEYS_OF_HOST);
  expect(steps.filter((step) => step.includes('further key'))).toHaveLength(KEYS_OF_HOST - 1);
  expect(steps.filter((step) => step === left)).toHaveLength(1);
});

test('a host with the most keys gets no more, however often it announces others', async () => {
  const hostKeys = createHostKeys({ file });
  const first = await hostKeys.addMissing(
    'h',
    22,
    Array.from({ length: 20 }, () => hostKey().blob),
  );
  expect([first.added.length, first.left]).toEqual([KEYS_OF_HOST, 4]);
  expect(await hostKeys.addMissing('h', 22, [hostKey().blob, ...first.added])).toEqual({ added: [], left: 1 });
  expect((await hostKeys.addMissing('g', 22, [hostKey().blob])).added).toHaveLength(1);
});
