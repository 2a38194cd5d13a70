import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evaluate, type EvaluatedHost } from './evaluate.ts';
import { parseSshConfig } from './read-ssh-config.ts';
import { expandPath } from './tokens.ts';
import { asSshG, hasSsh, sshG } from './testing/ssh-g.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), 'fixtures');

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'gangway-ssh-config-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(join(home, '.ssh'), { recursive: true, force: true });
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
});

function write(name: string, text: string): string {
  const file = join(home, '.ssh', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

const context = () => ({
  localUser: userInfo().username,
  homeFolder: home,
  localHost: 'laptop.example.org',
  uid: 1_000,
  env: { KEYS: '/keys' },
});

async function look(text: string, alias: string, user?: string): Promise<EvaluatedHost> {
  const config = await parseSshConfig({ file: write('config', text), homeFolder: home });
  return evaluate([config], alias, { ...context(), ...(user === undefined ? {} : { user }) });
}

/** The oracle file: `[alias]`, then keyword and values parted by tabs. */
function oracle(): Map<string, Map<string, readonly string[]>> {
  const answers = new Map<string, Map<string, readonly string[]>>();
  let current = new Map<string, readonly string[]>();
  for (const line of readFileSync(join(fixtures, 'expected-ssh-G.tsv'), 'utf8').split('\n')) {
    const alias = /^\[(.+)\]$/u.exec(line)?.[1];
    if (alias !== undefined) answers.set(alias, (current = new Map()));
    else if (line !== '' && !line.startsWith('#')) {
      const [key = '', ...values] = line.split('\t');
      current.set(key, values);
    }
  }
  return answers;
}

describe('a config, evaluated', () => {
  const answers = [...oracle()].filter(([, answer]) => answer.size > 0);

  it.each(answers)('says of %s what ssh -G says', async (alias, expected) => {
    cpSync(join(fixtures, 'dot-ssh'), join(home, '.ssh'), { recursive: true });
    const config = await parseSshConfig({ file: join(home, '.ssh', 'config'), homeFolder: home });
    const host = evaluate([config], alias, { ...context(), localUser: 'root' });
    // ssh ran the command of Match exec for this one; Gangway does not, and says so.
    const wanted = alias === 'execme' ? new Map(expected).set('user', ['nobody']) : expected;
    for (const [key, values] of asSshG(host)) {
      if (wanted.has(key)) expect([key, ...values].join(' ')).toBe([key, ...(wanted.get(key) ?? [])].join(' '));
    }
    for (const key of ['localforward', 'remoteforward', 'dynamicforward', 'proxyjump', 'proxycommand', 'setenv', 'hostkeyalias']) {
      expect([key, asSshG(host).has(key)]).toEqual([key, wanted.has(key)]);
    }
    expect(host.notes.some((note) => note.includes('Match exec'))).toBe(true);
  });

  it('never runs Match exec nor ProxyCommand', async () => {
    const proof = join(home, 'ran');
    const text = `Match exec "touch ${proof}"\n User wrong\nHost *\n ProxyCommand touch ${proof}\n Match canonical exec "touch ${proof}"\n`;
    const host = await look(text, 'a');
    expect(host.user).toBe(context().localUser);
    expect(host.proxyCommand).toBe(`touch ${proof}`);
    expect(() => readFileSync(proof)).toThrow();
    expect(host.notes).toEqual([
      expect.stringContaining(`config:1: Match exec touch ${proof} is not evaluated`),
      expect.stringContaining('config:5: Match canonical is not evaluated'),
    ]);
  });

  it('tells of conditions that it does not know, only where the others fit', async () => {
    const text = 'Match host b tagged x\n User b\nMatch final host a\n User a\nMatch tagged y\n User c\nMatch nonsense z\n User d\n';
    const { notes, user } = await look(text, 'a');
    expect(user).toBe(context().localUser);
    expect(notes.map((note) => note.replace(/^.*config:/u, ''))).toEqual([
      '3: Match final is not evaluated, so what follows it does not apply here.',
      '5: Match tagged y is not evaluated, so what follows it does not apply here.',
      '7: This Match cannot be read (nonsense is not known), so what follows it does not apply.',
    ]);
  });

  it('prefers a user that is given, also in Match user', async () => {
    const text = 'Match user ann\n Port 7\nHost *\n User bob\n';
    expect(await look(text, 'x', 'ann')).toMatchObject({ user: 'ann', port: 7 });
    expect(await look(text, 'x')).toMatchObject({ user: 'bob', port: 22 });
  });

  it('matches Match host against the HostName so far, with its tokens', async () => {
    const text = 'Host web\n HostName %h.example\nMatch host web.example originalhost web\n User inside\n';
    expect(await look(text, 'web')).toMatchObject({ host: 'web.example', user: 'inside' });
  });

  it('notes keywords that it does not know or use, unless IgnoreUnknown names them', async () => {
    const { notes } = await look('IgnoreUnknown Fancy*,Other\nFancyThing 1\nStrange yes\nKexAlgorithms +x\nHost b\n Odd 2\n', 'a');
    expect(notes.map((note) => note.replace(/^.*config:/u, ''))).toEqual([
      '3: strange is not known.',
      '4: kexalgorithms +x is not used here.',
    ]);
  });

  it('passes over values that ssh refuses, with a note', async () => {
    const text = 'Port 70000\nPort 23\nCompression maybe\nServerAliveInterval 1x\nUser "open\nLocalForward x y\nHost "\n User no\n';
    const { port, notes, values } = await look(text, 'a');
    expect(port).toBe(23);
    expect([...values.keys()]).toEqual(['port']);
    expect(notes.map((note) => Number(/config:(\d+)/u.exec(note)?.[1]))).toEqual([1, 3, 4, 5, 6, 7]);
  });

  it('replaces tokens and variables where ssh does', async () => {
    const { tokens } = await look('Host web\n HostName %h.example\n User deploy\n Port 2200\n ProxyJump a,b\n', 'web');
    const values = { ...tokens };
    expect(expandPath('identityfile', '~/%r@%h:%p-%n-%u-%L-%l-%i-%k-%j-%%', values)).toBe(
      `${home}/deploy@web.example:2200-web-${context().localUser}-laptop-laptop.example.org-1000-web-a,b-%`,
    );
    expect(expandPath('identityfile', '${KEYS}/%d', values)).toBe(`/keys/${home}`);
    expect(expandPath('identityfile', '%C', values)).toMatch(/^[0-9a-f]{40}$/u);
    expect(() => expandPath('identityfile', '${NOT_SET}', values)).toThrow(/NOT_SET is not set/u);
    expect(() => expandPath('identityfile', 'x%', values)).toThrow(/has no meaning/u);
    expect(() => expandPath('identityfile', '%z', values)).toThrow(/%z has no meaning/u);
  });

  it('takes ProxyJump or ProxyCommand, whichever stands first', async () => {
    expect((await look('ProxyJump none\nProxyCommand x\nProxyJump b\n', 'a')).jump).toEqual([]);
    expect((await look('ProxyJump none\nProxyCommand x\n', 'a')).proxyCommand).toBe('x');
    expect((await look('ProxyCommand none\nProxyJump b\n', 'a')).jump).toEqual([]);
    expect((await look('ProxyJump u@h:22, %r@two\nProxyCommand x\n', 'a')).proxyCommand).toBeUndefined();
  });
});

describe.skipIf(!hasSsh)('the installed ssh -G', () => {
  it.each([
    ['escapes', 'Host a\n User="de ploy"\n IdentityFile \'~/a "b"\'\n IdentityFile ~/a\\ b # note\n RemoteCommand echo "x" # stays\n', 'a'],
    ['several blocks', 'Host a b\n Port 1\nHost a\n Port 2\n IdentityFile y\nHost *\n IdentityFile x\n IdentityFile y\n', 'a'],
    ['lists', 'SetEnv A=1 B=2\nSetEnv C=3\nSendEnv LANG X_*\nSendEnv -X_* Y\nCertificateFile c\nCertificateFile d\n', 'a'],
    [
      'forwards',
      'LocalForward [::1]:80 h:81\nLocalForward *:82 [fe80::1]:83\nDynamicForward 1080\nRemoteForward 0 h:1\nDynamicForward [::1]:9\n',
      'a',
    ],
    [
      'times',
      'ServerAliveInterval 1h2M\nConnectTimeout 90s\nTCPKeepAlive false\nPubkeyAuthentication no\nStrictHostKeyChecking off\n',
      'a',
    ],
    ['negation', 'Host !a *\n Port 1\nHost * !b\n Port 2\nMatch !host a,c\n User x\nMatch host *,!b\n User y\n', 'a'],
    ['case', 'Host A\n Port 5\nMatch host A\n User up\nMatch originalhost a\n Compression yes\n', 'A'],
    ['carriage returns', 'Host a\r\n  Port = 77\r\n\tUser\t=\tme\r\n', 'a'],
    ['match all', 'Match host a all\n User x\nMatch all\n Port 9\n', 'a'],
    ['an include in a block', 'Host b\n Include inc\nHost a\n Include inc\n Port 3\nHost *\n User late\n', 'a'],
  ])('agrees on %s', async (_what, text, alias) => {
    write('inc', 'User early\nHost a\n Port 4\nHost zz\n Port 6\n');
    const ours = asSshG(await look(text, alias));
    const theirs = await sshG(join(home, '.ssh', 'config'), alias, home);
    expect(theirs).toBeDefined();
    for (const [key, values] of ours) expect([key, theirs?.get(key)]).toEqual([key, values]);
  });
});
