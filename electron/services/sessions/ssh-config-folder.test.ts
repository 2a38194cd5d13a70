import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import type { SessionBook } from '../../../shared/model/session.ts';
import type { SshConfigList } from '../../../shared/model/import.ts';
import { createResolveMachine } from './resolve-machine.ts';
import { createSessions } from './sessions.ts';
import { createSshConfigFolder, type SshConfigFolder } from './ssh-config-folder.ts';
import { createSshConfigHandlers } from './ssh-config-handlers.ts';

let home: string;
let file: string;
const stops: (() => void)[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gangway-folder-'));
  mkdirSync(join(home, '.ssh', 'conf.d'), { recursive: true, mode: 0o700 });
  file = join(home, '.ssh', 'config');
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  rmSync(home, { recursive: true, force: true });
});

const write = (text: string, path = file): void => writeFileSync(path, text, { mode: 0o600 });

function open(systemFile?: string): SshConfigFolder {
  return createSshConfigFolder({
    file,
    ...(systemFile === undefined ? {} : { systemFile }),
    context: { localUser: 'me', homeFolder: home, localHost: 'laptop', uid: 1, env: {} },
    onError: (error) => {
      throw error;
    },
  });
}

function listen(folder: SshConfigFolder): SshConfigList[] {
  const heard: SshConfigList[] = [];
  stops.push(folder.subscribe((list) => heard.push(list)));
  return heard;
}

const emptyStore = () => ({
  load: () => Promise.resolve({ value: { defaults: {}, folders: [], sessions: [] } satisfies SessionBook }),
  save: () => Promise.resolve(),
});

describe('the hosts of the SSH config', () => {
  it('are those that Host lines name in full, with what the wildcards say', async () => {
    write('Host web-1 web-? !web-9\n HostName %h.example\nHost db # comment\n Port 5\nHost *\n User all\n');
    expect(await open().list()).toEqual({
      file,
      patterns: [['web-1', 'web-?', '!web-9']],
      problems: [],
      hosts: [
        { alias: 'web-1', host: 'web-1.example', port: 22, user: 'all', where: `${file}:1`, jump: [], identityFiles: [], notes: [] },
        { alias: 'db', host: 'db', port: 5, user: 'all', where: `${file}:3`, jump: [], identityFiles: [], notes: [] },
      ],
    });
  });

  it('include those of included files, unless their block can never apply to them', async () => {
    write('Host inner\n', join(home, '.ssh', 'conf.d', 'a.conf'));
    write('Host hidden\n', join(home, '.ssh', 'conf.d', 'b'));
    write('Include conf.d/*.conf\nHost outer\n Include conf.d/b\n');
    expect((await open().list()).hosts.map(({ alias, where }) => [alias, where])).toEqual([
      ['inner', `${join(home, '.ssh', 'conf.d', 'a.conf')}:1`],
      ['outer', `${file}:2`],
    ]);
  });

  it('take defaults from the system after the person, but no hosts of its own', async () => {
    const system = join(home, 'ssh_config');
    write('Host *\n User system\n Port 9\nHost elsewhere\n', system);
    write('Host a\n User mine\n');
    expect((await open(system).list()).hosts).toMatchObject([{ alias: 'a', user: 'mine', port: 9 }]);
  });

  it('are none where there is no file', async () => {
    expect(await open().list()).toEqual({ file, hosts: [], patterns: [], problems: [] });
  });

  it('keep the others when one cannot be used', async () => {
    write('Host bad\n HostName %q\nHost good\n');
    const list = await open().list();
    expect(list.hosts.map(({ alias }) => alias)).toEqual(['good']);
    expect(list.problems).toMatchObject([
      { code: 'config-broken', message: 'Host bad: hostname cannot be used: %q has no meaning there.' },
    ]);
  });

  it('are also those that a pattern means, looked up by name, but not what only * fits', async () => {
    write('Host web-* !web-9\n HostName %h.example\nHost *\n User all\n');
    const folder = open();
    for (const name of ['web-7', 'web-9', 'other']) await folder.refresh(name);
    expect(folder.findAlias('web-7')).toMatchObject({ host: 'web-7.example', layer: { user: 'all' } });
    expect(folder.findAlias('web-9')).toBeUndefined();
    expect(folder.findAlias('other')).toBeUndefined();

    // A terminal may still be open on it when the file changes.
    write('Host web-*\n HostName %h.moved.example\nHost listed\n');
    await folder.list();
    expect(folder.findAlias('web-7')).toMatchObject({ host: 'web-7.moved.example' });
    write('Host listed\n');
    await folder.list();
    expect(folder.findAlias('web-7')).toBeUndefined();
  });

  it('of a config with thousands of them are all there', async () => {
    const blocks = Array.from({ length: 2_000 }, (_, at) => `Host h${at}\n HostName 10.0.0.${at % 250}\n IdentityFile ~/.ssh/k\n`);
    write(`${blocks.join('')}Host *\n User all\n`);
    expect((await open().list()).hosts).toHaveLength(2_000);
  });
});

describe('while somebody listens', () => {
  it('a change of the file is told', async () => {
    write('Host a\n');
    const folder = open();
    await folder.list();
    const heard = listen(folder);
    appendFileSync(file, 'Host b\n');
    await vi.waitFor(() => expect(heard.at(-1)?.hosts.map(({ alias }) => alias)).toEqual(['a', 'b']), 15_000);
    // As editors save: another file takes its place.
    write('Host c\n', `${file}.new`);
    renameSync(`${file}.new`, file);
    await vi.waitFor(() => expect(heard.at(-1)?.hosts.map(({ alias }) => alias)).toEqual(['c']), 15_000);
  });

  it('a file that an Include finds from now on is told, and then watched', async () => {
    write('Include conf.d/*.conf\nHost a\n');
    const folder = open();
    await folder.list();
    const heard = listen(folder);
    const added = join(home, '.ssh', 'conf.d', 'new.conf');
    write('Host late\n', added);
    await vi.waitFor(() => expect(heard.at(-1)?.hosts.map(({ alias }) => alias)).toEqual(['late', 'a']), 15_000);
    write('Host later\n', added);
    await vi.waitFor(() => expect(heard.at(-1)?.hosts.map(({ alias }) => alias)).toEqual(['later', 'a']), 15_000);
  });

  it('a file that comes to be, and its folder with it, is told', async () => {
    rmSync(join(home, '.ssh'), { recursive: true });
    const folder = open();
    await folder.list();
    const heard = listen(folder);
    mkdirSync(join(home, '.ssh'), { mode: 0o700 });
    write('Host born\n');
    await vi.waitFor(() => expect(heard.at(-1)?.hosts.map(({ alias }) => alias)).toEqual(['born']), 15_000);
  });

  it('nothing is told after the end', async () => {
    write('Host a\n');
    const folder = open();
    const ended: SshConfigList[] = [];
    folder.subscribe((list) => ended.push(list))();
    const heard = listen(folder);
    await folder.list();
    appendFileSync(file, 'Host b\n');
    await vi.waitFor(() => expect(heard).toHaveLength(1), 15_000);
    expect(ended).toEqual([]);
  });
});

describe('an alias as a machine', () => {
  async function resolver() {
    const sessions = await createSessions(emptyStore());
    const folder = open();
    const resolve = createResolveMachine({
      sessions,
      findAlias: folder.findAlias,
      appSettings: () => ({ terminalFontSize: 13, terminalScrollback: 5_000 }),
    });
    return { sessions, folder, resolve };
  }

  it('resolves to what the file says now, over the Default Settings', async () => {
    write('Host web\n HostName web.example\n User first\n');
    const { sessions, folder, resolve } = await resolver();
    await sessions.setDefaults({ user: 'default', compression: true });
    await folder.refresh('web');
    write('Host web\n HostName other.example\n User second\n Port 7\n ProxyJump hop\nHost hop\n HostName hop.example\n User jumper\n');
    await folder.refresh('web');
    expect(resolve({ kind: 'ssh-config', alias: 'web' })).toMatchObject({
      name: 'web',
      target: { kind: 'host', host: 'other.example', port: 7 },
      values: { user: 'second', compression: true, jump: ['jumper@hop.example:22'] },
      origins: { user: '~/.ssh/config', compression: 'Default Settings' },
    });
  });

  it('knows the keys of the jump hosts on its way, by the name they are reached under', async () => {
    write('Host web\n ProxyJump hop\nHost hop\n HostName hop.example\n CheckHostIP no\n IdentityFile ~/.ssh/hop_key\n');
    write('', join(home, '.ssh', 'hop_key'));
    const { folder, resolve } = await resolver();
    await folder.refresh('web');
    expect(resolve({ kind: 'ssh-config', alias: 'hop.example' }).values.key).toEqual({ kind: 'file', path: join(home, '.ssh', 'hop_key') });
    expect(folder.findAlias('elsewhere.example')).toBeUndefined();
  });

  it('that a command reaches is not dialled past that command', async () => {
    write(
      'Host web\n ProxyCommand cloudflared access ssh --hostname %h\nHost known\n ProxyCommand ssh -W %h:%p bastion\nHost far\n ProxyJump web\n',
    );
    const { folder, resolve } = await resolver();
    for (const alias of ['web', 'known']) await folder.refresh(alias);
    expect(() => resolve({ kind: 'ssh-config', alias: 'web' })).toThrow(/web is reached by a ProxyCommand/u);
    expect(resolve({ kind: 'ssh-config', alias: 'known' }).values.jump).toHaveLength(1);
    // It still can be copied, and then be given another way.
    expect(folder.findAlias('web')).toMatchObject({ host: 'web' });
  });

  it('is not found when it is gone, and a plain host of that name is not changed by the file', async () => {
    write('Host web\n HostName web.example\n User me2\n');
    const { folder, resolve } = await resolver();
    await folder.refresh('web');
    write('# nothing\n');
    await folder.refresh('web');
    expect(() => resolve({ kind: 'ssh-config', alias: 'web' })).toThrow(/web is not in the SSH config any more/u);
    expect(resolve({ kind: 'host', host: 'web', port: 22 })).toMatchObject({ target: { host: 'web' }, values: { user: '' } });
  });

  it('is refused by name when its HostName is none', async () => {
    write('Host web\n HostName "not a host"\n');
    const { folder, resolve } = await resolver();
    await folder.refresh('web');
    expect(() => resolve({ kind: 'ssh-config', alias: 'web' })).toThrow(AppError);
  });

  it('can be copied to a saved session, twice even', async () => {
    write('Host web\n HostName web.example\n User deploy\n Port 2200\n');
    const { sessions, folder } = await resolver();
    const { methods } = createSshConfigHandlers(folder, sessions);
    const copy = async () => {
      const { id } = await methods['sessions.copySshConfig']({ alias: 'web', folder: null }, {
        signal: new AbortController().signal,
      } as never);
      return sessions.get(id);
    };
    expect(await copy()).toMatchObject({
      name: 'web',
      target: { kind: 'host', host: 'web.example' },
      settings: { user: 'deploy', port: 2200 },
    });
    expect(await copy()).toMatchObject({ name: 'web (2)' });
    await expect(methods['sessions.copySshConfig']({ alias: 'gone', folder: null }, {} as never)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
