import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Machine } from '../../shared/model/machine.ts';
import type { RdpLaunch } from '../../shared/model/rdp.ts';
import type { SettingsLayer } from '../../shared/model/session-settings.ts';
import type { AskedPrompt } from '../../shared/rpc/client.ts';
import { makeHome, type Home } from '../testbed/home.ts';
import { pointAtRdp } from '../testbed/rdp-instance.ts';
import { noRdpShadow, SHADOW_COLOUR, SHADOW_COLOUR_OFF, startRdpShadow, type RdpShadow } from '../testbed/rdp-shadow.ts';
import { startSshd, type Sshd } from '../testbed/sshd.ts';
import { startWorld, type World } from '../testbed/world.ts';
import { demoWorld } from '../testbed/worlds/demo.ts';
import { noDisplay, startXDisplay, type XDisplay } from '../testbed/x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, XRDP_START_TIMEOUT, type XrdpServer } from '../testbed/xrdp.ts';
import { startHost, type RealHost, type TestPage } from './real-host.ts';

const WINDOWS = 'erp-app';
/** Also on a computer that has much else to do. Milliseconds. */
const PATIENCE = 40_000;

let world: World;
let home: Home;
let host: RealHost;
let page: TestPage;
let display: XDisplay | undefined;
let sshd: Sshd;
let launches: Map<string, RdpLaunch>;
/** Every kind of question that was asked. */
let asked: AskedPrompt[];

beforeAll(async () => {
  [display, sshd] = await Promise.all([noDisplay === '' ? startXDisplay() : undefined, startSshd()]);
});
afterAll(async () => {
  await display?.stop();
  await sshd.stop();
});

beforeEach(async () => {
  world = await startWorld(demoWorld(), { transitionMs: 0 });
  home = makeHome(world);
  host = await startHost({ env: { ...home.env, DISPLAY: display?.name ?? '' } });
  await arrive();
});
afterEach(async () => {
  await host.stop();
  await world.close();
  // What asks the clients for their versions may write there for a moment more.
  rmSync(home.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

async function arrive(): Promise<void> {
  page = host.page();
  launches = new Map();
  asked = [];
  page.client.onAsk((prompt) => {
    asked.push(prompt);
    page.prompts.push(prompt);
  });
  page.client.subscribe('rdp.launches', undefined, {
    snapshot: (list) => list.forEach((launch) => launches.set(launch.id, launch)),
    change: (change) => {
      if (change.kind === 'removed') return void launches.delete(change.id);
      const { newLines, ...launch } = change.launch;
      launches.set(launch.id, { ...launch, log: [...(launches.get(launch.id)?.log ?? []), ...newLines] });
    },
  });
  await vi.waitFor(() => expect(page.rows.size).toBe(world.data.instances.length), { timeout: 15_000 });
}

/** Puts a server behind the instance, and waits until the list has it. */
async function pointAt(server: Parameters<typeof pointAtRdp>[2]): Promise<void> {
  pointAtRdp(world, WINDOWS, server);
  await page.client.call('instances.refresh', {});
  const row = [...page.rows.values()].find(({ name }) => name === WINDOWS);
  await vi.waitFor(() => expect(page.rows.get(row?.key ?? '')?.tags['gangway:rdp-port']).toBe(String(server.port)), 10_000);
}

function machineOf(name: string): Machine {
  const row = [...page.rows.values()].find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`${name} is not listed.`);
  return { kind: 'instance', account: row.account, region: row.region, instance: row.instance };
}

async function session(settings: SettingsLayer): Promise<Machine> {
  const { account, region, instance } = machineOf(WINDOWS) as Extract<Machine, { kind: 'instance' }>;
  const target = { kind: 'instance', cloud: 'aws', name: WINDOWS, account, region, instance } as const;
  const { id } = await page.client.call('sessions.save', { name: 'desk', folder: null, protocol: 'rdp', target, settings });
  return { kind: 'session', id };
}

async function reaches(id: string, state: RdpLaunch['state'], answer?: (prompt: AskedPrompt) => unknown): Promise<RdpLaunch> {
  return await vi.waitFor(() => {
    for (const prompt of answer === undefined ? [] : [...page.prompts]) {
      const value = answer?.(prompt);
      if (value !== undefined) page.client.answer(prompt.id, value);
    }
    const launch = launches.get(id);
    if (launch?.state !== state) throw new Error(`${launch?.state}: ${JSON.stringify(launch?.error)}\n${textOf(launch)}`);
    return launch;
  }, PATIENCE);
}

/** The desktop of xrdp is on the screen; says what came instead. */
async function shows(title: string, launch: string, server: XrdpServer): Promise<void> {
  await display?.showsColour(title, XRDP_COLOUR).catch(async (error: unknown) => {
    const { state, error: why } = launches.get(launch) ?? {};
    throw new Error(`${String(error)}\n${state}: ${JSON.stringify(why)}\n${textOf(launches.get(launch))}\n${await server.log()}`);
  });
}

const textOf = (launch: RdpLaunch | undefined): string => (launch?.log ?? []).map(({ step, text }) => `${step}: ${text}`).join('\n');

/** Files below a folder, with what is in them. */
function contents(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) found.set(path, readFileSync(path, 'latin1'));
  }
  return found;
}

/** Processes of this computer whose command line or environment holds a text. */
function processesWith(text: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
    for (const file of ['cmdline', 'environ']) {
      try {
        if (readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(text)) found.push(`${pid} ${file}`);
      } catch {
        // Ended, or not ours to read.
      }
    }
  }
  return found;
}

const launchFolders = (): string[] => {
  try {
    return readdirSync(join(host.dataFolder, 'rdp'));
  } catch {
    return [];
  }
};

describe.skipIf(noXrdp !== '' || noDisplay !== '')(`remote desktops at a real xrdp${noXrdp && ` (skipped: ${noXrdp})`}`, () => {
  let server: XrdpServer;
  beforeAll(async () => {
    server = await startXrdp();
  }, XRDP_START_TIMEOUT);
  beforeEach(() => pointAt(server));
  afterEach(async () => {
    if (server.inSession()) await server.endSession();
  });
  afterAll(() => server?.stop());

  it.each(['freerdp', 'remmina'] as const)(
    '%s opens without a question, is counted, leaves the password nowhere, and goes when it is closed',
    async (client) => {
      const { launch } = await page.client.call('rdp.launch', { machine: machineOf(WINDOWS), client });
      const connected = await reaches(launch, 'connected');
      await shows(WINDOWS, launch, server);
      expect(asked).toEqual([]);
      expect(connected).toMatchObject({ user: server.user, client, route: 'straight', name: WINDOWS });
      expect(textOf(connected)).toContain('Certificate verified: the console log');
      expect(host.host.liveLaunches()).toBe(1);
      await vi.waitFor(() => expect(launches.get(launch)?.bytesIn).toBeGreaterThan(20_000), 5_000);

      expect(processesWith(server.password)).toEqual([]);
      // Remmina empties its file as soon as it is connected; ours goes a moment later.
      await vi.waitFor(() => {
        const holding = [...contents(host.dataFolder)].filter(([, text]) => text.includes(server.password) || /^password=.+/mu.test(text));
        expect(holding.map(([path]) => path)).toEqual([]);
      }, 10_000);
      expect(JSON.stringify([...launches.values()])).not.toContain(server.password);

      await page.client.call('rdp.close', { launch });
      expect(launches.get(launch)).toMatchObject({ state: 'ended' });
      expect(launchFolders()).toEqual([]);
      expect(host.host.liveLaunches()).toBe(0);
      await page.client.call('rdp.close', { launch });
      expect(launches.has(launch)).toBe(false);
    },
    120_000,
  );

  it('goes through a jump host, asks for its key as the launch, and ends when the person logs off', async () => {
    const key = { kind: 'file', path: sshd.clientKeyPath } as const;
    const machine = await session({ jump: [`${sshd.user}@127.0.0.1:${sshd.port}`], key, rdpClient: 'freerdp' });
    const { launch } = await page.client.call('rdp.launch', { machine });
    const answer = (prompt: AskedPrompt): unknown => (prompt.kind === 'hostKey' ? { choice: 'store' } : undefined);
    const connected = await reaches(launch, 'connected', answer);
    await shows('desk', launch, server);
    expect(asked).toMatchObject([{ kind: 'hostKey', input: { launch } }]);
    expect(connected.route).toBe(`through ${sshd.user}@127.0.0.1:${sshd.port}`);
    await server.endSession();
    const ended = await reaches(launch, 'ended');
    expect(textOf(ended)).toContain('Logged off on the machine');
  }, 120_000);

  it('remembers a certificate that the cloud cannot confirm, stops at another one, and goes on when the host is typed', async () => {
    const { id } = world.instance(WINDOWS);
    const machine = await session({ rdpUser: 'ann', rdpClient: 'freerdp' });
    // The console log was overwritten long ago.
    world.faults.add({ match: { action: 'GetConsoleOutput' }, effect: { kind: 'denied' } });
    const store = (prompt: AskedPrompt): unknown => (prompt.kind === 'rdpCertificate' ? { choice: 'store' } : undefined);
    const first = await page.client.call('rdp.openWay', { machine });
    await reaches(first.launch, 'waiting', store);
    expect(asked).toMatchObject([{ kind: 'rdpCertificate', input: { kind: 'new', host: id, presented: { sha256: server.sha256 } } }]);
    const before = server.sha256;

    await server.renewCertificate();
    const second = await page.client.call('rdp.openWay', { machine });
    const wrong = (prompt: AskedPrompt): unknown => (prompt.kind === 'rdpCertificate' ? { choice: 'replace', typed: 'yes' } : undefined);
    expect(await reaches(second.launch, 'failed', wrong)).toMatchObject({ error: { code: 'host-key-rejected' } });
    expect(asked.at(-1)).toMatchObject({ input: { kind: 'changed', known: { sha256: before }, presented: { sha256: server.sha256 } } });

    const third = await page.client.call('rdp.openWay', { machine });
    const typed = (prompt: AskedPrompt): unknown => (prompt.kind === 'rdpCertificate' ? { choice: 'replace', typed: id } : undefined);
    await reaches(third.launch, 'waiting', typed);
    const count = asked.length;
    const fourth = await page.client.call('rdp.openWay', { machine });
    await reaches(fourth.launch, 'waiting');
    expect(asked).toHaveLength(count);
  }, 120_000);

  it('tells that the way died under a session', async () => {
    const { launch } = await page.client.call('rdp.launch', { machine: machineOf(WINDOWS), client: 'freerdp' });
    await reaches(launch, 'connected');
    await server.kill();
    expect(await reaches(launch, 'failed')).toMatchObject({ error: { code: 'lost' } });
    // What happened is told at once, the client may still try to come back for a while.
    await vi.waitFor(() => expect(launchFolders()).toEqual([]), PATIENCE);
    // The last one that needs it.
    await server.stop();
  }, 150_000);
});

describe.skipIf(noRdpShadow !== '' || noDisplay !== '')(
  `remote desktops with network level authentication${noRdpShadow && ` (skipped: ${noRdpShadow})`}`,
  () => {
    let shadow: RdpShadow;
    beforeAll(async () => {
      shadow = await startRdpShadow();
    });
    afterAll(() => shadow?.stop());

    it('tells a wrong password, asks for another the next time, and keeps one that worked where that is wished', async () => {
      await pointAt({ ...shadow, password: 'changed since' });
      const { launch } = await page.client.call('rdp.launch', { machine: machineOf(WINDOWS), client: 'freerdp' });
      expect(await reaches(launch, 'failed')).toMatchObject({ error: { code: 'auth-failed' } });

      const answer = (prompt: AskedPrompt): unknown => {
        if (prompt.kind === 'rdpCredentials') return { user: shadow.user, password: shadow.password, remember: true };
        return prompt.kind === 'vaultCreate' ? { protection: 'password', password: 'correct horse' } : undefined;
      };
      const again = await page.client.call('rdp.launch', { machine: machineOf(WINDOWS), client: 'freerdp' });
      await reaches(again.launch, 'connected', answer);
      await display?.showsColour(WINDOWS, SHADOW_COLOUR, { off: SHADOW_COLOUR_OFF });
      expect(asked.find(({ kind }) => kind === 'rdpCredentials')).toMatchObject({
        input: { user: 'Administrator', why: expect.stringContaining('refused') as string, launch: again.launch },
      });
      await vi.waitFor(() => {
        for (const prompt of [...page.prompts]) page.client.answer(prompt.id, answer(prompt));
        expect(textOf(launches.get(again.launch))).toContain('Password saved in the vault');
      }, PATIENCE);
      await page.client.call('rdp.close', { launch: again.launch });
      const count = asked.length;
      const third = await page.client.call('rdp.launch', { machine: machineOf(WINDOWS), client: 'freerdp' });
      expect(textOf(await reaches(third.launch, 'connected'))).toContain('Saved password of Administrator');
      expect(asked).toHaveLength(count);
      expect(await page.client.call('rdp.passwordState', { machine: machineOf(WINDOWS) })).toEqual({
        kind: 'saved',
        user: 'Administrator',
      });
      await page.client.call('rdp.close', { launch: third.launch });
      expect([...contents(host.dataFolder).values()].filter((text) => text.includes(shadow.password))).toEqual([]);
    }, 150_000);

    it('without a client keeps the way open for any, and gives a file without a password', async () => {
      await pointAt(shadow);
      const { launch } = await page.client.call('rdp.openWay', { machine: machineOf(WINDOWS) });
      const waiting = await reaches(launch, 'waiting');
      expect(waiting).toMatchObject({ client: 'none', user: 'Administrator' });
      const [address = '', port = ''] = waiting.address?.split(':') ?? [];
      expect(address).toMatch(/^127\./u);
      const file = await page.client.call('rdp.file', { launch });
      expect(file.fileName).toBe(`${WINDOWS}.rdp`);
      expect(file.text).toContain(`full address:s:${waiting.address}`);
      expect(file.text).not.toContain('password');
      expect(await page.client.call('rdp.revealPassword', { machine: machineOf(WINDOWS) })).toEqual({
        user: 'Administrator',
        password: shadow.password,
      });

      // A second one to the same machine has the same address and a port of its own.
      const other = await page.client.call('rdp.openWay', { machine: machineOf(WINDOWS) });
      const second = await reaches(other.launch, 'waiting');
      expect(second.address?.split(':')[0]).toBe(address);
      expect(second.address).not.toBe(waiting.address);

      const socket = await opened(address, Number(port));
      socket.destroy();
      await page.client.call('rdp.close', { launch });
      await expect(opened(address, Number(port))).rejects.toThrow('ECONNREFUSED');
      expect(host.host.liveLaunches()).toBe(1);
    }, 120_000);
  },
);

describe('remote desktops that cannot be', () => {
  it('are refused at once for an instance that does not run', async () => {
    await expect(page.client.call('rdp.launch', { machine: machineOf('kiosk-relay') })).rejects.toMatchObject({ code: 'not-running' });
    expect(launches.size).toBe(0);
  });

  it('say what answers where no remote desktop does', async () => {
    await pointAt({ host: '127.0.0.1', port: sshd.port, user: 'Administrator', password: 'x', sha1: '00'.repeat(20) });
    const { launch } = await page.client.call('rdp.launch', { machine: machineOf(WINDOWS) });
    expect(await reaches(launch, 'failed')).toMatchObject({
      error: { code: 'protocol', message: expect.stringContaining('SSH') as string },
    });
    expect(host.host.liveLaunches()).toBe(0);
  });
});

function opened(host_: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host_, () => resolve(socket));
    socket.once('error', reject);
  });
}
