import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../clouds/aws/aws.ts';
import { openHome } from '../../clouds/aws/endpoint-for-tests.ts';
import { createDocument } from '../../store/document.ts';
import { accountChoices, createAccounts, type Accounts } from './accounts.ts';
import { speak } from '../../../shared/texts/current.ts';
import type { AccountList } from '../../../shared/model/account.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gangway-accounts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(homeFolder: string): Promise<Accounts> {
  const cloud = createAwsCloud({
    platform: { homeFolder, env: {} },
    askMfa: () => Promise.reject(new Error('not asked')),
    log: { warn: () => {} },
  });
  return await createAccounts({ clouds: [cloud], store: createDocument({ file: path.join(folder, 'accounts.json'), ...accountChoices }) });
}

describe('accounts', () => {
  it('keep a program of a profile from running until the person turns it on, also after a restart', async () => {
    const home = await openHome({ '.aws/config': '[profile prog]\ncredential_process = false\n' });
    try {
      const first = await open(home.homeFolder);
      expect(first.get('aws:prog')?.enabled).toBe(false);
      const lists: boolean[] = [];
      first.subscribe((list) => lists.push(list.accounts[0]?.enabled === true));
      await first.setEnabled('aws:prog', true);
      expect(lists).toEqual([true]);
      expect((await open(home.homeFolder)).get('aws:prog')?.enabled).toBe(true);
      await expect(first.setEnabled('aws:other', true)).rejects.toMatchObject({ code: 'no-profile' });
    } finally {
      await home.remove();
    }
  });

  it('are read again when one of their files has changed, and only then', async () => {
    const home = await openHome({ '.aws/config': '[profile mended\nregion = eu-west-1\n' });
    try {
      const accounts = await open(home.homeFolder);
      expect(await accounts.reloadIfChanged()).toBe(false);
      const lists: string[][] = [];
      accounts.subscribe((list) => lists.push(list.accounts.map(({ profile }) => profile)));
      await writeFile(path.join(home.homeFolder, '.aws/config'), '[profile mended]\nregion = eu-west-1\n');
      expect(await accounts.reloadIfChanged()).toBe(true);
      expect(lists).toEqual([['mended']]);
      // A file that was not there before counts too.
      await writeFile(path.join(home.homeFolder, '.aws/credentials'), '[other]\naws_access_key_id = a\naws_secret_access_key = b\n');
      expect(await accounts.reloadIfChanged()).toBe(true);
      expect(await accounts.reloadIfChanged()).toBe(false);
      expect(accounts.list().accounts).toHaveLength(2);
    } finally {
      await home.remove();
    }
  });

  it('tell what is wrong with their files in the language that is spoken by now', async () => {
    const home = await openHome({ '.aws/config': '[profile broken\nregion = eu-west-1\n' });
    try {
      const accounts = await open(home.homeFolder);
      const { promise: told, resolve } = Promise.withResolvers<AccountList>();
      accounts.subscribe(resolve);
      await speak('zh-CN');
      const [config] = (await told).lookedAt;
      expect(config).toMatchObject({ what: 'AWS config 文件', problem: { message: expect.stringContaining('第 1 行') as string } });
    } finally {
      await speak('en');
      await home.remove();
    }
  });

  it('are there as soon as a profile was added', async () => {
    const home = await openHome({});
    try {
      const accounts = await open(home.homeFolder);
      expect(accounts.list().accounts).toEqual([]);
      const added = await accounts.addProfile({
        profile: 'fresh',
        accessKeyId: 'AKIDNEW1234567890',
        secretAccessKey: 'secretsecretsecret',
        region: 'eu-central-1',
      });
      expect(accounts.get(added.account)).toMatchObject({ profile: 'fresh', region: 'eu-central-1', enabled: true });
    } finally {
      await home.remove();
    }
  });
});
