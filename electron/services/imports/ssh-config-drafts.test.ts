import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSshConfigDrafts } from './ssh-config-drafts.ts';

it('makes a draft of each host that an OpenSSH config names, and says which cannot come in', async () => {
  const home = mkdtempSync(join(tmpdir(), 'gangway-drafts-'));
  const file = join(home, 'config');
  writeFileSync(file, 'Host web\n HostName web.example\n KexAlgorithms x\nHost odd\n HostName "a b"\nHost *\n User all\n', { mode: 0o600 });
  const context = { localUser: 'me', homeFolder: home, localHost: 'laptop', uid: 1, env: {} };
  expect(await readSshConfigDrafts(file, context)).toEqual({
    problems: [],
    drafts: [
      {
        kind: 'session',
        name: 'web',
        folder: [],
        protocol: 'ssh',
        target: { kind: 'host', host: 'web.example' },
        settings: { port: 22, user: 'all' },
        notes: [`${file}:3: kexalgorithms x is not used here.`],
      },
      { kind: 'skipped', what: 'session', name: 'odd', folder: [], why: 'The HostName of odd is not a host name or address.' },
    ],
  });
  rmSync(home, { recursive: true });
});
