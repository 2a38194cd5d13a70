import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Sshd, startSshd } from '../../e2e/testbed/sshd.ts';
import type { SessionBook } from '../../shared/model/session.ts';
import { createRpcClient, type RpcClient } from '../../shared/rpc/client.ts';
import { createLinkPair } from '../../shared/rpc/link.ts';
import { createHost, type GangwayHost } from './create-host.ts';

const KEYS = join(import.meta.dirname, '../ssh/fixtures/keys');
let sshd: Sshd;
let folder: string;
let host: GangwayHost;
let page: RpcClient;
let asked: string[];

beforeAll(async () => {
  sshd = await startSshd({ hostKeys: ['ecdsa'], config: ['AcceptEnv FOO'] });
  await sshd.authorize([readFileSync(join(KEYS, 'TEST_ed25519_openssh.pub'), 'utf8').trim()]);
});
afterAll(() => sshd.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-host-'));
  await open();
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const openExternal = (): Promise<void> => Promise.resolve();
  host = await createHost({ shell: 'browser', version: '0', dataFolder: folder, homeFolder: folder, env: {}, openExternal });
  const [ours, theirs] = createLinkPair();
  page = createRpcClient(ours);
  asked = [];
  page.onAsk(({ id, kind }) => {
    asked.push(kind);
    page.dismiss(id);
  });
  host.attach(theirs);
}

function book(): Promise<SessionBook> {
  return new Promise((resolve) => {
    const stop = page.subscribe('sessions.list', undefined, {
      snapshot: (value) => {
        resolve(value);
        queueMicrotask(() => stop());
      },
      change: () => {},
    });
  });
}

/** As PuTTY would keep it: the two coordinates of the point, in hexadecimal. */
function puttyHostKey(): string {
  const point = Buffer.from(readFileSync(join(sshd.folder, 'host_ecdsa.pub'), 'utf8').split(' ')[1] ?? '', 'base64').subarray(-64);
  const number = (part: Buffer): string => `0x${part.toString('hex').replace(/^0+/u, '')}`;
  return `ecdsa-sha2-nistp256@${sshd.port}:127.0.0.1 nistp256,${number(point.subarray(0, 32))},${number(point.subarray(32))}\n`;
}

it('what PuTTY saved opens here without a question: its host key is known, its key logs in, its variables are set', async () => {
  const putty = join(folder, '.putty');
  mkdirSync(join(putty, 'sessions'), { recursive: true });
  const values = [
    'Present=1',
    `HostName=${sshd.user}@127.0.0.1`,
    'Protocol=ssh',
    `PortNumber=${sshd.port}`,
    `PublicKeyFile=${join(KEYS, 'TEST_ed25519_v3.ppk')}`,
    'Environment=FOO=b\\,r',
  ];
  writeFileSync(join(putty, 'sessions', 'my%20server%2F1'), `${values.join('\n')}\n`);
  writeFileSync(join(putty, 'sshhostkeys'), puttyHostKey());

  expect(await page.call('imports.places', undefined)).toContainEqual({ source: 'putty', where: putty, what: '1 session, 1 host key' });
  const preview = await page.call('imports.preview', { source: 'putty', from: { kind: 'default' } });
  expect(preview.items.map(({ name, status }) => [name, status])).toEqual([
    ['my server/1', 'new'],
    [`[127.0.0.1]:${sshd.port}`, 'new'],
  ]);
  const items = preview.items.map(({ id }) => id);
  expect(await page.call('imports.apply', { id: preview.id, items, folder: null })).toEqual({ sessions: 1, folders: 0, hostKeys: 1 });

  const { sessions } = await book();
  const id = sessions.find(({ name }) => name === 'my server/1')?.id ?? '';
  const stream = page.openStream();
  let text = '';
  stream.onBytes((bytes) => {
    text += Buffer.from(bytes).toString();
    stream.grant(bytes.length);
  });
  stream.grant(1024 * 1024);
  const size = { cols: 80, rows: 24 };
  const { terminal } = await page.call('terminals.open', { machine: { kind: 'session', id }, size, stream: stream.id });
  await vi.waitFor(() => expect(text).toContain('$ '), 15_000);
  stream.write(Buffer.from('echo "<$FOO>"\r'));
  await vi.waitFor(() => expect(text).toContain('<b,r>'), 15_000);
  expect(asked).toEqual([]);
  await page.call('terminals.close', { terminal });
});

it('an exported file comes back through an upload, also after the sessions were deleted', async () => {
  const parent = await page.call('sessions.saveFolder', { name: 'Work', parent: null, settings: { user: 'ops' } });
  const target = { kind: 'host', host: 'web.example' } as const;
  await page.call('sessions.save', { name: 'web', folder: parent.id, target, settings: { port: 2222 } });
  const { text } = await page.call('imports.export', { format: 'gangway' });
  await page.call('sessions.remove', { ids: [parent.id] });

  const bytes = Buffer.from(text);
  const stream = page.openStream();
  stream.write(bytes);
  const from = { kind: 'upload', name: 'mine.json', bytes: bytes.length, stream: stream.id } as const;
  const preview = await page.call('imports.preview', { source: 'gangway', from });
  const items = preview.items.map(({ id }) => id);
  expect(await page.call('imports.apply', { id: preview.id, items, folder: null })).toEqual({ sessions: 1, folders: 1, hostKeys: 0 });
  await host.close();
  await open();
  const kept = await book();
  expect(kept.folders).toMatchObject([{ name: 'Work', settings: { user: 'ops' } }]);
  expect(kept.sessions).toMatchObject([{ name: 'web', folder: kept.folders[0]?.id, settings: { port: 2222 } }]);
});
