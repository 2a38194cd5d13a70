import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RDP_BUILT_IN, type RdpSettings } from '../../../shared/model/rdp.ts';
import { findClients, type FoundClient } from '../clients/find-clients.ts';
import { createJournal } from '../journal/journal.ts';
import { plan } from '../plan/plan.ts';
import { startRelay, type Relay } from '../relay/relay.ts';
import {
  findInFiles,
  findInProcess,
  privateFolder,
  SHADOW_COLOUR,
  startDisplay,
  startShadow,
  startXrdp,
  until,
  whyNoDesktops,
  XRDP_COLOUR,
  type Display,
  type TestDesktop,
  type TestServer,
} from '../testing/desktops.ts';
import { launchClient, type LaunchedClient } from './launch.ts';

const missing = whyNoDesktops();

describe.skipIf(missing !== '')(`real clients at real desktops${missing === '' ? '' : ` (missing: ${missing})`}`, () => {
  let folder: string;
  let display: Display;
  let xrdp: TestDesktop;
  let shadow: TestServer;
  let clients: readonly FoundClient[];
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gangway-desktops-'));
    [display, xrdp, shadow] = await Promise.all([startDisplay(folder, 'client'), startXrdp(), startShadow()]);
    env = {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      DISPLAY: display.name,
      LANG: 'C.UTF-8',
      // Has no business in a client.
      AWS_SECRET_ACCESS_KEY: 'not-for-clients',
    };
    clients = (await findClients(env)).found;
  });
  afterAll(async () => {
    await Promise.all([display?.close(), xrdp?.close(), shadow?.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  let running: Running[] = [];
  beforeEach(() => {
    running = [];
  });
  afterEach(async () => {
    for (const one of running) {
      one.client.close();
      await one.client.cleaned;
      one.relay.close();
    }
    // A session that goes on would be found again by the next sign-in.
    if (xrdp !== undefined) await xrdp.logOff();
  });

  interface Running {
    readonly client: LaunchedClient;
    readonly relay: Relay;
    readonly folder: string;
    readonly log: string[];
    readonly title: string;
    pid(): number;
  }

  let count = 0;
  async function start(
    id: FoundClient['id'],
    server: TestServer,
    change: { password?: string; options?: Partial<RdpSettings> } = {},
  ): Promise<Running> {
    const found = clients.find((client) => client.id === id);
    if (found === undefined) throw new Error(`${id} was not found`);
    count++;
    const log: string[] = [];
    const title = `Desktop ${id} ${count}`;
    let launched: LaunchedClient | undefined;
    const relay = await startRelay({
      host: '127.0.0.7',
      port: 0,
      open: () =>
        new Promise((resolve, reject) => {
          const socket = connect({ host: '127.0.0.1', port: server.port, noDelay: true });
          socket.once('connect', () => resolve(socket));
          socket.once('error', reject);
        }),
      changed: (state) => {
        if (state.kind === 'busy' && state.session) launched?.connected();
      },
      failed: () => {},
    });
    const own = privateFolder(folder);
    const data = plan({
      client: found,
      host: relay.host,
      port: relay.port,
      label: title,
      user: server.user,
      domain: '',
      hasPassword: true,
      options: { ...RDP_BUILT_IN, rdpWidth: 1024, rdpHeight: 700, ...change.options },
      certificate: server.certificate,
      folder: own,
      token: `Test${count}`,
      display: { kind: 'x11' },
      home: folder,
    });
    launched = launchClient(data, {
      password: change.password ?? server.password,
      journal: createJournal(join(folder, 'journal.json')),
      signal: new AbortController().signal,
      log: (text) => void log.push(text),
      env,
    });
    const result: Running = {
      client: launched,
      relay,
      folder: own,
      log,
      title,
      pid: () => Number(/"pid": (\d+)/u.exec(readFileSync(join(folder, 'journal.json'), 'utf8'))?.[1]),
    };
    running.push(result);
    return result;
  }

  /** The desktop is to be seen in the window of the client. */
  const shows = (one: Running, colour: readonly number[]): Promise<unknown> =>
    Promise.race([
      until(
        `the desktop in “${one.title}” (windows: ${display.titles()})`,
        () => display.colourOf(one.title)?.join() === colour.join() || undefined,
      ),
      one.client.ended.then((end) => {
        throw new Error(`The client ended: ${JSON.stringify(end)} ${end.error?.detail ?? ''}\n${one.log.join('\n')}`);
      }),
    ]);

  const leftovers = (one: Running): string[] => readdirSync(folder).filter((name) => one.folder.endsWith(name));

  it('are found with their versions', () => {
    expect(clients.map(({ id, version }) => [id, version.length])).toEqual([
      ['remmina', 3],
      ['freerdp', 3],
    ]);
  });

  describe.each(['remmina', 'freerdp'] as const)('%s', (id) => {
    it('opens the desktop, hides the password, and is closed by the person', async () => {
      const one = await start(id, xrdp);
      await shows(one, XRDP_COLOUR);
      display.type(one.title, 'touch gangway-was-here');
      await until('the file of the test user', () => existsSync(`/home/${xrdp.user}/gangway-was-here`) || undefined);
      expect(statSync(`/home/${xrdp.user}/gangway-was-here`).uid).not.toBe(0);
      rmSync(`/home/${xrdp.user}/gangway-was-here`);
      const pid = await until('the process in the journal', () => one.pid() || undefined);
      expect(findInProcess(pid, xrdp.password)).toEqual([]);
      expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain('not-for-clients');
      // Remmina keeps what it keeps in its home folder; the profile is in the private one.
      expect(findInFiles(folder, xrdp.password)).toEqual([]);
      display.closeWindow(one.title);
      if (id === 'remmina') {
        // It asks whether the session is really to be closed, in a window without a title.
        await until('its question', () => display.titles().trim().split('\n').length > 1 || undefined);
        display.press('alt+y');
      }
      expect(await one.client.ended).toEqual({ how: 'closed' });
      await one.client.cleaned;
      expect(leftovers(one)).toEqual([]);
      expect(JSON.parse(readFileSync(join(folder, 'journal.json'), 'utf8'))).toEqual({ version: 1, records: [] });
      expect(one.log.join('\n')).not.toContain(xrdp.password);
    });

    it('is told when the user logs off', async () => {
      const one = await start(id, xrdp);
      await shows(one, XRDP_COLOUR);
      await xrdp.logOff();
      expect(await one.client.ended).toEqual({ how: id === 'freerdp' ? 'logged-off' : 'closed' });
    });

    it('ends when it is asked to', async () => {
      const one = await start(id, xrdp);
      await shows(one, XRDP_COLOUR);
      one.client.close();
      expect(await one.client.ended).toEqual({ how: 'closed' });
      await one.client.cleaned;
      expect(leftovers(one)).toEqual([]);
    });

    it('takes every option at once', async () => {
      const options: Partial<RdpSettings> = {
        ...{ rdpClipboard: false, rdpDrives: true, rdpSound: 'off', rdpAdmin: true },
        ...{ rdpWidth: 900, rdpHeight: 650, rdpExtraLines: ['connection type:i:7', 'disable wallpaper:i:1'] },
      };
      const one = await start(id, xrdp, { options });
      await shows(one, XRDP_COLOUR);
    });

    it('fills the screen', async () => {
      const one = await start(id, xrdp, { options: { rdpScreen: 'full', rdpAllMonitors: true, rdpSound: 'server' } });
      await shows(one, XRDP_COLOUR);
    });

    it('signs in with network level authentication', async () => {
      const one = await start(id, shadow);
      await shows(one, SHADOW_COLOUR);
    });
  });

  it('FreeRDP tells of a wrong password', async () => {
    const one = await start('freerdp', shadow, { password: 'not this one' });
    const end = await one.client.ended;
    expect(end).toMatchObject({ how: 'failed', error: { code: 'auth-failed', message: expect.stringContaining('password') as string } });
    expect(JSON.stringify(end.error?.toWire())).not.toContain('not this one');
  });

  it('FreeRDP refuses another certificate than the pinned one', async () => {
    const other = { ...xrdp, certificate: shadow.certificate };
    const one = await start('freerdp', other);
    expect(await one.client.ended).toMatchObject({ how: 'failed', error: { code: 'host-key-changed' } });
  });
});
