import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SettingsLayer } from '../../shared/model/session-settings.ts';
import type { Step } from '../../shared/model/terminal.ts';
import { makeHome, type Home } from '../testbed/home.ts';
import { startSshd, type Sshd } from '../testbed/sshd.ts';
import { startWorld, type World } from '../testbed/world.ts';
import { demoWorld } from '../testbed/worlds/demo.ts';
import { startHost, type RealHost, type TestPage } from './real-host.ts';

const PROD = '480215937742';
const DEV = '715390264418';
const FIXTURES = join(import.meta.dirname, '../../electron/ssh/fixtures/keys');
const fixture = (name: string): string => readFileSync(join(FIXTURES, `TEST_${name}`), 'utf8');

let sshd: Sshd;
let folder: string;
let world: World;
let home: Home;
let host: RealHost;
let page: TestPage;

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-pairs-'));
  // The development account's pair is a key that also lies here in PuTTY's format.
  const pair = { privateKey: fixture('rsa2048_pem'), publicKey: fixture('rsa2048_openssh.pub').trim() };
  writeFileSync(join(folder, `pair-${DEV}-acme-dev.json`), JSON.stringify(pair));
  world = await startWorld(demoWorld(), { keysFolder: folder });
  home = makeHome(world);
  await sshd.authorize([pair.publicKey, world.keyPair(PROD, 'eu-central-1', 'acme-prod').publicKey]);
  for (const name of ['web-1', 'pipeline', 'build-1']) {
    const { id } = world.instance(name);
    world.setInstance(id, { publicIp: '127.0.0.1', tags: { Name: name, 'gangway:ssh-port': String(sshd.port), user: sshd.user } });
  }
  host = await startHost({ env: home.env });
  page = host.page();
  await vi.waitFor(() => expect(page.rows.size).toBe(world.data.instances.length), { timeout: 15_000 });
});
afterEach(async () => {
  await host.stop();
  await world.close();
  for (const path of [home.folder, folder]) rmSync(path, { recursive: true, force: true });
});

/** Connects to an instance by name; resolves with the lines of its tab's log when it is open. */
async function connect(name: string, settings?: SettingsLayer): Promise<readonly string[]> {
  const row = [...page.rows.values()].find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`${name} is not listed.`);
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
  const { account, region, instance } = row;
  await page.client.call('terminals.open', {
    machine: { kind: 'instance', account, region, instance },
    size: { cols: 80, rows: 24 },
    stream: stream.id,
    user: sshd.user,
    ...(settings === undefined ? {} : { settings }),
  });
  await vi.waitFor(() => {
    const question = page.prompts.find(({ kind }) => kind === 'hostKey');
    if (question !== undefined) page.client.answer(question.id, { choice: 'store' });
    expect(states, lines.map(({ text }) => text).join('\n')).toContain('open');
  }, 15_000);
  return lines.map(({ text }) => text);
}

describe('keys and the key pairs of a real world', () => {
  it('names at each key the pairs that it is of, made by EC2 or imported', async () => {
    const { keys, problems, folders } = await page.client.call('keys.list', { pairs: true });
    expect(problems).toEqual([]);
    expect(folders).toEqual([join(home.folder, '.ssh')]);
    const pairsOf = (file: string) => {
      const key = keys.find(({ place }) => place.kind === 'file' && place.path.endsWith(file));
      return key?.matches.map(({ account, region, keyName }) => `${account} ${region} ${keyName}`).toSorted();
    };
    const regions = ['ap-southeast-2', 'eu-central-1', 'us-east-1'];
    expect(pairsOf('acme-prod.pem')).toEqual(regions.map((region) => `aws:acme-prod ${region} acme-prod`));
    // Made in the first region and imported into the others: three fingerprints of two kinds.
    expect(pairsOf('acme-dev.pem')).toEqual(regions.map((region) => `aws:acme-dev ${region} acme-dev`));
    const asked = world.calls.filter(({ action }) => action === 'DescribeKeyPairs');
    expect(asked).toHaveLength(6);
  });

  it('tells which region did not answer, and lists the rest', async () => {
    world.faults.add({ match: { account: DEV, region: 'us-east-1', action: 'DescribeKeyPairs' }, effect: { kind: 'denied' } });
    const { keys, problems } = await page.client.call('keys.list', { pairs: true });
    expect(problems).toEqual([expect.objectContaining({ code: 'permission-denied', message: expect.stringContaining('us-east-1') })]);
    expect(keys.flatMap(({ matches }) => matches)).toHaveLength(8);
  });

  it('connects with a key that has another name, found by the fingerprint of the pair', async () => {
    const other = join(home.folder, '.ssh', 'of-my-own');
    renameSync(join(home.folder, '.ssh', 'acme-prod.pem'), other);
    expect(await connect('web-1')).toContain(`Key ${other}: found by the fingerprint of key pair acme-prod`);
  });

  it.each(['pipeline', 'build-1'])('connects to %s with a PuTTY key from a chosen folder, found by fingerprint', async (name) => {
    rmSync(join(home.folder, '.ssh', 'acme-dev.pem'));
    const chosen = join(home.folder, 'putty');
    mkdirSync(chosen);
    copyFileSync(join(FIXTURES, 'TEST_rsa2048_v3.ppk'), join(chosen, 'server.ppk'));
    await page.client.call('keys.addFolder', { path: '~/putty' });
    expect(await connect(name)).toContain(`Key ${join(chosen, 'server.ppk')}: found by the fingerprint of key pair acme-dev`);
  });

  it('makes a key, tells of the change, and gives its public line', async () => {
    const counts: number[] = [];
    page.client.subscribe('keys.changed', undefined, { snapshot: (count) => counts.push(count), change: (count) => counts.push(count) });
    const { publicLine, key } = await page.client.call('keys.generate', { path: '~/.ssh/id_new', comment: 'me', passphrase: '' });
    await vi.waitFor(() => expect(counts).toEqual([0, 1]));
    expect(await page.client.call('keys.publicLine', { place: key.place })).toEqual({ publicLine });
    expect(await page.client.call('keys.inspect', { path: '~/.ssh/id_new' })).toEqual(key);
    await expect(page.client.call('keys.inspect', { path: '~/.ssh/id_new.pub' })).rejects.toMatchObject({ code: 'key-format' });
  });

  it('keeps a key in the vault, sealed, and logs in with it', async () => {
    const path = join(home.folder, '.ssh', 'mine.ppk');
    copyFileSync(join(FIXTURES, 'TEST_rsa2048_v3_pass.ppk'), path);
    const answered = async (kind: string, answer: unknown): Promise<void> => {
      const question = await vi.waitFor(() => {
        const found = page.prompts.find((prompt) => prompt.kind === kind);
        if (found === undefined) throw new Error(`No question ${kind} yet.`);
        return found;
      });
      page.client.answer(question.id, answer);
    };
    const importing = page.client.call('keys.importToVault', { path });
    await answered('passphrase', { passphrase: 'test-pass-1' });
    await answered('vaultCreate', { protection: 'password', password: 'a master password' });
    const { id } = await importing;
    rmSync(path);
    rmSync(join(home.folder, '.ssh', 'acme-dev.pem'));
    const { keys } = await page.client.call('keys.list', { pairs: true });
    const kept = keys.find(({ place }) => place.kind === 'vault');
    expect(kept).toMatchObject({ place: { id }, type: 'ssh-rsa', bits: 2048, comment: 'TEST-ONLY rsa2048' });
    expect(kept?.matches).toHaveLength(3);
    const lines = await connect('build-1', { key: { kind: 'vault', id } });
    expect(lines).toContainEqual(expect.stringContaining('Offering the key in the vault'));
    // The middle of its private part, as PEM has it.
    const part = fixture('rsa2048_pkcs8').split('\n')[12] ?? '';
    expect(part).toHaveLength(64);
    for (const name of readdirSync(host.dataFolder, { recursive: true, encoding: 'utf8' })) {
      const file = join(host.dataFolder, name);
      if (statSync(file).isFile()) expect(readFileSync(file, 'latin1'), name).not.toContain(part);
    }
    await page.client.call('vault.lock', undefined);
    expect((await page.client.call('keys.list', { pairs: false })).keys.filter(({ place }) => place.kind === 'vault')).toEqual([]);
  });
});
