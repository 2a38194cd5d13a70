import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Terminal } from '../../shared/model/terminal.ts';
import { makeHome, type Home } from '../testbed/home.ts';
import { startSshd, type Sshd } from '../testbed/sshd.ts';
import { startWorld, type World } from '../testbed/world.ts';
import { demoWorld } from '../testbed/worlds/demo.ts';
import { startHost, type RealHost, type TestPage } from './real-host.ts';

let sshd: Sshd;
let world: World;
let home: Home;
let host: RealHost;

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

beforeEach(async () => {
  world = await startWorld(demoWorld());
  home = makeHome(world);
  const { id } = world.instance('web-1');
  const pair = world.keyPair('480215937742', 'eu-central-1', 'acme-prod');
  await sshd.authorize([pair.publicKey]);
  world.setInstance(id, { publicIp: '127.0.0.1', tags: { Name: 'web-1', 'gangway:ssh-port': String(sshd.port), user: sshd.user } });
  host = await startHost({ env: home.env });
});
afterEach(async () => {
  await host.stop();
  await world.close();
  rmSync(home.folder, { recursive: true, force: true });
});

async function find(page: TestPage, name: string) {
  return vi.waitFor(
    () => {
      const row = [...page.rows.values()].find((candidate) => candidate.name === name);
      if (row === undefined) throw new Error(`${name} is not listed yet (${page.rows.size} rows).`);
      return row;
    },
    { timeout: 15_000 },
  );
}

function watch(page: TestPage) {
  const terminals = new Map<string, Terminal>();
  page.client.subscribe('terminals.list', undefined, {
    snapshot: (list) => list.forEach((one) => terminals.set(one.id, one)),
    change: (change) => {
      if (change.kind === 'added') terminals.set(change.terminal.id, change.terminal);
      else if (change.kind === 'state') {
        const old = terminals.get(change.id);
        if (old !== undefined) terminals.set(change.id, { ...old, ...change });
      }
    },
  });
  return terminals;
}

async function openTerminal(page: TestPage, name: string, user?: string) {
  const row = await find(page, name);
  const stream = page.client.openStream();
  let text = '';
  stream.onBytes((bytes) => {
    text += Buffer.from(bytes).toString();
    stream.grant(bytes.length);
  });
  const { account, region, instance } = row;
  const opened = page.client.call('terminals.open', {
    machine: { kind: 'instance', account, region, instance },
    size: { cols: 90, rows: 30 },
    stream: stream.id,
    ...(user === undefined ? {} : { user }),
  });
  stream.grant(1024 * 1024);
  const { terminal } = await opened;
  return { terminal, stream, text: () => text, type: (keys: string) => stream.write(Buffer.from(keys)) };
}

/** Answers the host-key question of the terminal being opened. */
async function trust(page: TestPage): Promise<void> {
  const question = await vi.waitFor(() => {
    const found = page.prompts.find(({ kind }) => kind === 'hostKey');
    if (found === undefined) throw new Error('No host-key question yet.');
    return found;
  }, 10_000);
  page.client.answer(question.id, { choice: 'store' });
}

describe('the host, on a real world and a real sshd', () => {
  it('lists every instance of both accounts', async () => {
    const page = host.page();
    await find(page, 'web-1');
    await vi.waitFor(() => expect(page.rows.size).toBe(world.data.instances.length), { timeout: 15_000 });
  });

  it('opens a shell with the key of the key pair after the host key was accepted', async () => {
    const page = host.page();
    const terminals = watch(page);
    const { terminal, text, type } = await openTerminal(page, 'web-1', sshd.user);
    const question = await vi.waitFor(() => {
      const found = page.prompts.find(({ kind }) => kind === 'hostKey');
      if (found === undefined) throw new Error(JSON.stringify(terminals.get(terminal)));
      return found;
    }, 10_000);
    expect(Object.values(sshd.fingerprints)).toContain((question.input as { presented: { sha256: string } }).presented.sha256);
    page.client.answer(question.id, { choice: 'store' });
    await vi.waitFor(() => expect(terminals.get(terminal)).toMatchObject({ state: 'open', user: sshd.user }), 10_000);
    type('stty size; echo done-$((6*7))\r');
    await vi.waitFor(() => expect(text()).toMatch(/30 90[^]*done-42/u), 10_000);
  });

  it('shares one connection between two tabs and ends it with the last one', async () => {
    const page = host.page();
    const terminals = watch(page);
    const first = await openTerminal(page, 'web-1', sshd.user);
    await trust(page);
    await vi.waitFor(() => expect(terminals.get(first.terminal)?.state).toBe('open'), 10_000);
    const logins = (await sshd.log()).split('Accepted publickey').length;
    const second = await openTerminal(page, 'web-1', sshd.user);
    await vi.waitFor(() => expect(terminals.get(second.terminal)?.state).toBe('open'), 10_000);
    expect((await sshd.log()).split('Accepted publickey').length).toBe(logins);
    expect(await sshd.sessions()).not.toEqual([]);
    await page.client.call('terminals.close', { terminal: first.terminal });
    second.type('echo still-$((40+2))\r');
    await vi.waitFor(() => expect(second.text()).toContain('still-42'), 10_000);
    await page.client.call('terminals.close', { terminal: second.terminal });
    await vi.waitFor(async () => expect(await sshd.sessions()).toEqual([]), 10_000);
  });

  it('takes a megabyte of pasted text whole', async () => {
    const page = host.page();
    const terminals = watch(page);
    const { terminal, text, type } = await openTerminal(page, 'web-1', sshd.user);
    await trust(page);
    await vi.waitFor(() => expect(terminals.get(terminal)?.state).toBe('open'), 10_000);
    type('stty raw -echo; echo ready-$((1+1)); head -c 1000000 | wc -c; echo "end-of-""paste"\r');
    const line = `${'x'.repeat(99)}\n`;
    await vi.waitFor(() => expect(text()).toContain('ready-2'), 10_000);
    type(line.repeat(10_000));
    await vi.waitFor(() => expect(text()).toMatch(/1000000\s+end-of-paste/u), 15_000);
  });

  it('tells which key file opens an instance, keeps another one and refuses what is no key', async () => {
    const page = host.page();
    const { account, region, instance } = await find(page, 'web-1');
    const ref = { account, region, instance };
    const found = home.keys['acme-prod'];
    expect(await page.client.call('instances.key', ref)).toMatchObject({ found });
    await expect(page.client.call('instances.setKeyFile', { ...ref, path: '~/.ssh/none.pem' })).rejects.toMatchObject({
      code: 'key-missing',
    });
    await expect(page.client.call('instances.setKeyFile', { ...ref, path: '~/.aws/config' })).rejects.toMatchObject({ code: 'key-format' });
    const other = home.keys['acme-dev'];
    expect(await page.client.call('instances.setKeyFile', { ...ref, path: '~/.ssh/acme-dev.pem' })).toMatchObject({ chosen: other, found });
    expect(await page.client.call('instances.setKeyFile', { ...ref, path: null })).not.toHaveProperty('chosen');
  });

  it('follows an instance that got another address since it was listed', async () => {
    const { id } = world.instance('web-1');
    const { publicIp, privateIp, tags } = world.instance('web-1');
    // Nobody listens at port 1.
    world.setInstance(id, { publicIp: '127.0.0.1', privateIp: '', tags: { ...tags, 'gangway:ssh-port': '1' } });
    const page = host.page();
    const terminals = watch(page);
    await find(page, 'web-1');
    world.setInstance(id, { publicIp: publicIp ?? '', privateIp: privateIp ?? '', tags });
    const { terminal } = await openTerminal(page, 'web-1', sshd.user);
    await trust(page);
    await vi.waitFor(() => expect(terminals.get(terminal)?.state).toBe('open'), 10_000);
  });

  it('says that an instance was stopped since it was listed, instead of that nobody answers', async () => {
    const { id, tags } = world.instance('web-1');
    world.setInstance(id, { tags: { ...tags, 'gangway:ssh-port': '1' } });
    const page = host.page();
    const terminals = watch(page);
    await find(page, 'web-1');
    world.setInstance(id, { state: 'stopped' });
    const { terminal } = await openTerminal(page, 'web-1', sshd.user);
    await vi.waitFor(() => expect(terminals.get(terminal)?.state).toBe('ended'), 10_000);
    expect(terminals.get(terminal)?.end?.error).toMatchObject({ code: 'not-running' });
  });

  it('refuses a stopped instance at once, by name', async () => {
    const page = host.page();
    const stopped = world.data.instances.find((one) => one.state === 'stopped');
    await expect(openTerminal(page, stopped?.tags['Name'] ?? '')).rejects.toMatchObject({ code: 'not-running' });
  });

  it('hands the place to a second window and tells the first', async () => {
    const first = host.page();
    let reason: unknown;
    first.client.onEnd((error) => (reason = error));
    const second = host.page();
    await vi.waitFor(() => expect(reason).toMatchObject({ code: 'replaced' }));
    await expect(second.client.call('app.info', undefined)).resolves.toMatchObject({ shell: 'browser' });
  });
});
