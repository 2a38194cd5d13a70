import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Sshd, startSshd } from '../../e2e/testbed/sshd.ts';
import type { TerminalChange } from '../../shared/contract/terminals.ts';
import { createRpcClient, type RpcClient } from '../../shared/rpc/client.ts';
import { createLinkPair } from '../../shared/rpc/link.ts';
import { createHost, type GangwayHost } from './create-host.ts';

let bastion: Sshd;
let web: Sshd;
let folder: string;
let host: GangwayHost;
let page: RpcClient;

beforeAll(async () => {
  [bastion, web] = await Promise.all([startSshd(), startSshd({ config: ['AcceptEnv FOO'] })]);
});
afterAll(() => Promise.all([bastion.stop(), web.stop()]));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-host-'));
  const openExternal = (): Promise<void> => Promise.resolve();
  host = await createHost({ shell: 'browser', version: '0', dataFolder: folder, homeFolder: folder, env: {}, openExternal });
  const [ours, theirs] = createLinkPair();
  page = createRpcClient(ours);
  page.onAsk(({ id, kind }) => (kind === 'hostKey' ? page.answer(id, { choice: 'store' }) : page.dismiss(id)));
  host.attach(theirs);
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a saved session goes its way through another saved session, with its environment and log, and follows its settings', async () => {
  const save = (name: string, sshd: Sshd, settings: object, id?: string): Promise<{ id: string }> =>
    page.call('sessions.save', {
      ...(id === undefined ? {} : { id }),
      ...{ name, folder: null, target: { kind: 'host', host: '127.0.0.1' } },
      settings: { port: sshd.port, user: sshd.user, key: { kind: 'file', path: sshd.clientKeyPath }, ...settings },
    });
  await save('the bastion', bastion, {});
  const settings = { jump: ['the bastion'], environment: [{ name: 'FOO', value: 'bar' }], logging: 'printable', logFile: '~/logs/&H.log' };
  const { id } = await save('web', web, settings);

  const changes: TerminalChange[] = [];
  page.subscribe('terminals.list', undefined, { snapshot: () => {}, change: (change) => changes.push(change) });
  const stream = page.openStream();
  let text = '';
  stream.onBytes((bytes) => {
    text += Buffer.from(bytes).toString();
    stream.grant(bytes.length);
  });
  stream.grant(1024 * 1024);
  const size = { cols: 80, rows: 24 };
  const { terminal } = await page.call('terminals.open', { machine: { kind: 'session', id }, size, stream: stream.id });
  await vi.waitFor(() => expect(changes).toContainEqual(expect.objectContaining({ kind: 'state', state: 'open' })), 10_000);
  stream.write(Buffer.from('echo "<$FOO>"\r'));
  await vi.waitFor(() => expect(text).toContain('<bar>'), 10_000);
  expect(changes).toContainEqual({ kind: 'logging', id: terminal, logFile: join(folder, 'logs', '127.0.0.1.log') });
  await vi.waitFor(() => expect(readFileSync(join(folder, 'logs', '127.0.0.1.log'), 'utf8')).toContain('<bar>'));
  const log = changes.flatMap((change) => (change.kind === 'log' ? change.lines.map((line) => line.text) : []));
  expect(log).toContain(`Trying the bastion → 127.0.0.1:${web.port} (address as given)`);

  await save('web', web, { ...settings, fontSize: 20 }, id);
  await vi.waitFor(() => {
    expect(changes.at(-1)).toMatchObject({ kind: 'settings', id: terminal, settings: { fontSize: 20 } });
  });
  await page.call('settings.set', { terminalScrollback: 1_234 });
  await vi.waitFor(() => expect(changes.at(-1)).toMatchObject({ kind: 'settings', settings: { scrollback: 1_234, fontSize: 20 } }));
  await page.call('terminals.close', { terminal });
});
