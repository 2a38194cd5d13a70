import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { WireError } from '../../shared/model/errors.ts';
import { createRpcClient, type RpcClient } from '../../shared/rpc/client.ts';
import { createLinkPair } from '../../shared/rpc/link.ts';
import { createLog } from '../log/log.ts';
import { createHostKeys } from '../ssh/host-keys/host-keys.ts';
import { string } from '../ssh/wire.ts';
import { createHost, type GangwayHost } from './create-host.ts';
import { openStores } from './open-stores.ts';
import type { Platform } from './platform.ts';

let home: string;
let folder: string;
let platform: Platform;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gangway-gone-'));
  folder = join(home, 'data');
  mkdirSync(folder);
  platform = { shell: 'browser', version: '0', dataFolder: folder, homeFolder: home, env: {}, openExternal: () => Promise.resolve() };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const gone = (name: string): object => ({
  code: 'read-only',
  message: `${join(folder, name)} could not be written: the folder ${folder} is gone.`,
  hint: expect.stringContaining('Nothing is kept until it is back.') as string,
});

it('a setting that finds its data folder deleted says so, and is kept again once the folder is back', async () => {
  const host: GangwayHost = await createHost(platform);
  try {
    const [ours, theirs] = createLinkPair();
    const page: RpcClient = createRpcClient(ours);
    host.attach(theirs);
    await page.call('settings.set', { theme: 'dark' });
    rmSync(folder, { recursive: true });
    for (const theme of ['light', 'dark'] as const)
      await expect(page.call('settings.set', { theme })).rejects.toMatchObject(gone('settings.json'));
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder);
    await page.call('settings.set', { theme: 'light' });
    expect(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'light' });
  } finally {
    await host.close();
  }
});

it('every document and the known host keys say it in the same way', async () => {
  const told: WireError[] = [];
  const stores = openStores(platform, (problem) => told.push(problem));
  const saves: (() => Promise<unknown>)[] = [
    ...(await Promise.all(
      [stores.settings, stores.accounts, stores.savedAccounts, stores.choices, stores.hostChoices, stores.sessions, stores.keys].map(
        async (store: { load(): Promise<{ value: unknown }>; save(value: never): Promise<void> }) => {
          const { value } = await store.load();
          return () => store.save(value as never);
        },
      ),
    )),
    () => stores.inventory.save({ scopes: [] }),
    () =>
      createHostKeys({ file: join(folder, 'known_hosts') }).add('h', 22, Buffer.concat([string('ssh-ed25519'), string('k'.repeat(32))])),
  ];
  rmSync(folder, { recursive: true });
  for (const save of saves) {
    await expect(save()).rejects.toMatchObject({
      code: 'read-only',
      message: expect.stringContaining(`the folder ${folder} is gone`) as string,
      hint: expect.stringContaining('--data-dir') as string,
    });
  }
  expect(told).toEqual([expect.objectContaining(gone('instances.jsonl'))]);
});

it('the log does not bring a deleted data folder back', async () => {
  const log = createLog({ folder: join(folder, 'logs') });
  log.info('one');
  await log.flush();
  rmSync(folder, { recursive: true });
  log.info('two');
  await log.flush();
  expect(existsSync(folder)).toBe(false);
  mkdirSync(folder);
  log.info('three');
  await log.flush();
  expect(readFileSync(join(folder, 'logs', 'gangway.log'), 'utf8')).toContain('three');
});
