import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Machine } from '../../shared/model/machine.ts';
import type { SshConfigList } from '../../shared/model/import.ts';
import type { Step } from '../../shared/model/terminal.ts';
import { startSshd, type Sshd } from '../testbed/sshd.ts';
import { startHost, type RealHost, type TestPage } from './real-host.ts';

let bastion: Sshd;
let web: Sshd;
let home: string;
let host: RealHost;
let page: TestPage;

beforeAll(async () => {
  [bastion, web] = await Promise.all([startSshd({ hostKeys: ['ed25519'] }), startSshd({ hostKeys: ['ed25519'] })]);
});
afterAll(() => Promise.all([bastion.stop(), web.stop()]));

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'gangway-config-home-'));
  mkdirSync(join(home, '.ssh', 'conf.d'), { recursive: true, mode: 0o700 });
  host = await startHost({ env: { PATH: process.env['PATH'], HOME: home } });
  page = host.page();
});
afterEach(async () => {
  await host.stop();
  rmSync(home, { recursive: true, force: true });
});

const config = (text: string): void => writeFileSync(join(home, '.ssh', 'config'), text, { mode: 0o600 });

/** Opens a terminal; what the shell prints, and the lines of the log. */
async function open(machine: Machine): Promise<{ type: (keys: string) => void; text: () => string; lines: Step[] }> {
  const lines: Step[] = [];
  const states: string[] = [];
  page.client.subscribe('terminals.list', undefined, {
    snapshot: () => {},
    change: (change) => {
      if (change.kind === 'log') lines.push(...change.lines);
      if (change.kind === 'state') states.push(change.state);
    },
  });
  const stream = page.client.openStream();
  let text = '';
  stream.onBytes((bytes) => {
    text += Buffer.from(bytes).toString('utf8');
    stream.grant(bytes.length);
  });
  await page.client.call('terminals.open', { machine, size: { cols: 200, rows: 24 }, stream: stream.id });
  stream.grant(1024 * 1024);
  await vi.waitFor(() => expect(states, lines.map((line) => line.text).join('\n')).toContain('open'), 15_000);
  return { type: (keys) => stream.write(Buffer.from(keys)), text: () => text, lines };
}

/** A host behind a bastion, each with a login name and a key of its own, and a command that must not run. */
const twoHosts = (): string => `Match exec "touch ${home}/ran"
  User nobody
Host web
  HostName localhost
  Port ${web.port}
  User ${web.user}
  IdentityFile ${web.clientKeyPath}
  ProxyJump bastion
Host bastion
  HostName 127.0.0.1
  Port ${bastion.port}
  User ${bastion.user}
  IdentityFile ${bastion.clientKeyPath}
Host *
  StrictHostKeyChecking accept-new
`;

describe('the SSH config of the person', () => {
  it('opens a host through its jump host, each with its own key, without a question', async () => {
    config(twoHosts());
    const { type, text, lines } = await open({ kind: 'ssh-config', alias: 'web' });
    type('echo "at-$SSH_CONNECTION-$USER"\r');
    await vi.waitFor(() => expect(text()).toMatch(new RegExp(`at-\\S+ \\d+ \\S+ ${web.port}-${web.user}`, 'u')), 15_000);
    expect(page.prompts).toEqual([]);
    expect(readFileSync(join(bastion.folder, 'sshd.log'), 'utf8')).toContain(`Accepted key`);
    expect(lines.some((line) => line.text.includes(String(bastion.port)))).toBe(true);
    expect(() => readFileSync(join(home, 'ran'))).toThrow();
  });

  it('never runs a command, and does not go past one that is the way', async () => {
    const ran = join(home, 'ran');
    const commands = ['ProxyCommand', 'LocalCommand', 'KnownHostsCommand'].map((keyword) => `  ${keyword} touch ${ran}\n`);
    config(`Match exec "touch ${ran}"\nHost web\n  HostName 127.0.0.1\n  Port ${web.port}\n  PermitLocalCommand yes\n${commands.join('')}`);
    const before = readFileSync(join(web.folder, 'sshd.log'), 'utf8');
    await expect(open({ kind: 'ssh-config', alias: 'web' })).rejects.toMatchObject({ code: 'unsupported' });
    await page.client.call('sessions.copySshConfig', { alias: 'web', folder: null });
    expect(() => readFileSync(ran)).toThrow();
    expect(readFileSync(join(web.folder, 'sshd.log'), 'utf8')).toBe(before);
  });

  it('is shown live, and what was just written counts for the next terminal', async () => {
    config('Host old\n');
    let list: SshConfigList | undefined;
    page.client.subscribe('sessions.sshConfig', undefined, { snapshot: (first) => (list = first), change: (next) => (list = next) });
    await vi.waitFor(() => expect(list?.hosts.map(({ alias }) => alias)).toEqual(['old']), 15_000);
    config(twoHosts());
    await open({ kind: 'ssh-config', alias: 'bastion' });
    await vi.waitFor(() => expect(list?.hosts.map(({ alias }) => alias)).toEqual(['web', 'bastion']), 15_000);
    expect(list?.hosts[0]?.notes).toContainEqual(expect.stringContaining('Match exec'));
  });

  it('gives a saved session that works after the config is gone', async () => {
    config(twoHosts());
    const { id } = await page.client.call('sessions.copySshConfig', { alias: 'bastion', folder: null });
    config('');
    const { type, text } = await open({ kind: 'session', id });
    type('echo "user-$USER"\r');
    await vi.waitFor(() => expect(text()).toContain(`user-${bastion.user}`), 15_000);
    await expect(page.client.call('sessions.copySshConfig', { alias: 'bastion', folder: null })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
