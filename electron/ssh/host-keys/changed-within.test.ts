import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { attempt, failure, openShell } from '../../../e2e/testbed/ssh-session.ts';
import { describeKey } from './fingerprint.ts';

let server: InstanceType<typeof ssh2.Server> | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

function hostKey() {
  const pair = ssh2.utils.generateKeyPairSync('ed25519').private;
  const key = ssh2.utils.parseKey(pair);
  if (key instanceof Error) throw key;
  return { pair, key, shown: `ssh-ed25519 ${describeKey(key.getPublicSSH()).sha256}` };
}

test('another key at a rekey ends the connection with both fingerprints and no call to go straight on', async () => {
  const first = hostKey();
  const second = hostKey();
  const listener = new ssh2.Server({ hostKeys: [first.pair] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (context) => context.accept());
    client.on('session', () => {
      // The library has no call for a server that changes its key.
      const { _hostKeys: keys } = (client as unknown as { _protocol: { _hostKeys: Record<string, unknown> } })._protocol;
      keys['ssh-ed25519'] = second.key;
      client.rekey();
    });
  });
  server = listener;
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
  const { port } = listener.address() as AddressInfo;
  const answers = { password: () => ({ password: 'p' }) };
  const { outcome, steps } = attempt({ port, user: 'u', identity: { kind: 'password' }, answers });
  const connection = await outcome;
  const error = await failure(openShell(connection));
  const message = `web-1 showed another host key in the middle of the connection, which was ended. Accepted: ${first.shown}. Then presented: ${second.shown}.`;
  expect(error).toMatchObject({ code: 'host-key-changed', message, detail: `Accepted: ${first.shown}\nPresented: ${second.shown}` });
  expect(error.hint).toMatch(/someone may be between you and it.*Ask who runs it.*only then/u);
  expect(steps.at(-1)).toBe(`host-key failed: ${message}`);
});
