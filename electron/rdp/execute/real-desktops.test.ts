import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../e2e/testbed/processes.ts';
import { noRdpShadow, SHADOW_COLOUR, SHADOW_COLOUR_OFF, startRdpShadow, type RdpShadow } from '../../../e2e/testbed/rdp-shadow.ts';
import { isColour, missing, noDisplay, startXDisplay, type XDisplay } from '../../../e2e/testbed/x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, XRDP_START_TIMEOUT, type XrdpServer } from '../../../e2e/testbed/xrdp.ts';
import { RDP_BUILT_IN, type RdpSettings } from '../../../shared/model/rdp.ts';
import { findClients, type FoundClient } from '../clients/find-clients.ts';
import { createJournal } from '../journal/journal.ts';
import { plan } from '../plan/plan.ts';
import { startRelay, type Relay } from '../relay/relay.ts';
import { findInFiles, findInProcess, privateFolder, until } from '../testing/look.ts';
import { launchClient, type LaunchedClient, type LaunchEnd } from './launch.ts';

const why = noXrdp || noRdpShadow || noDisplay || missing(['/usr/bin/xfreerdp', '/usr/bin/remmina']);

type Server = Pick<RdpShadow, 'port' | 'user' | 'password' | 'sha1' | 'sha256'>;

interface Running {
  readonly client: LaunchedClient;
  readonly relay: Relay;
  readonly folder: string;
  readonly log: readonly string[];
  readonly title: string;
}

describe.skipIf(why !== '')(`real clients at real desktops${why && ` (skipped: ${why})`}`, { timeout: 180_000 }, () => {
  let folder: string;
  let journalFile: string;
  let display: XDisplay;
  let xrdp: XrdpServer;
  let shadow: RdpShadow;
  let clients: readonly FoundClient[];
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gangway-desktops-'));
    journalFile = join(folder, 'journal.json');
    [display, xrdp, shadow] = await Promise.all([startXDisplay(), startXrdp(), startRdpShadow()]);
    // The key has no business in a client.
    env = { PATH: '/usr/bin:/bin', HOME: folder, DISPLAY: display.name, LANG: 'C.UTF-8', AWS_SECRET_ACCESS_KEY: 'not-for-clients' };
    clients = (await findClients(env)).found;
  }, XRDP_START_TIMEOUT);
  afterAll(async () => {
    await Promise.all([display?.stop(), xrdp?.stop(), shadow?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  let running: Running[] = [];
  afterEach(async () => {
    for (const one of running) {
      one.client.close();
      await one.client.cleaned;
      one.relay.close();
    }
    running = [];
    // A session that goes on would be found again by the next sign-in.
    await xrdp.endSession();
  });

  let count = 0;
  async function start(
    id: FoundClient['id'],
    server: Server,
    change: { readonly password?: string; readonly options?: Partial<RdpSettings> } = {},
  ): Promise<Running> {
    const found = clients.find((client) => client.id === id);
    if (found === undefined) throw new Error(`${id} was not found`);
    count++;
    const log: string[] = [];
    const title = `Desktop ${id} ${count}`;
    let client: LaunchedClient | undefined;
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
        if (state.kind === 'busy' && state.session) client?.connected();
      },
      failed: () => {},
    });
    const own = privateFolder(folder);
    const made = plan({
      client: found,
      host: relay.host,
      port: relay.port,
      label: title,
      user: server.user,
      domain: '',
      hasPassword: true,
      options: { ...RDP_BUILT_IN, rdpWidth: 1024, rdpHeight: 700, ...change.options },
      certificate: { sha256: server.sha256, sha1: server.sha1 },
      folder: own,
      token: `Test${count}`,
      display: { kind: 'x11' },
      home: folder,
    });
    client = launchClient(made, {
      password: change.password ?? server.password,
      journal: createJournal(journalFile),
      signal: new AbortController().signal,
      log: (text) => void log.push(text),
      env,
    });
    const one = { client, relay, folder: own, log, title };
    running.push(one);
    return one;
  }

  /** The desktop is to be seen in the window of the client. Gives the id of that. */
  const shows = (one: Running, colour: string): Promise<string> =>
    Promise.race([
      until(`the desktop in ${one.title}`, async () => {
        const window = (await display.windows(one.title)).at(-1);
        const pixel = window === undefined ? undefined : await display.pixel(window, 500, 400);
        return pixel !== undefined && isColour(pixel, colour, SHADOW_COLOUR_OFF) ? window : undefined;
      }),
      one.client.ended.then((end) => {
        throw new Error(`The client ended: ${told(one, end)}\n${shadow.log()}`);
      }),
    ]);

  /** Why it ended so, for a test that expected another end. */
  const told = (one: Running, end: LaunchEnd): string => `${JSON.stringify(end)}\n${end.error?.detail ?? ''}\n${one.log.join('\n')}`;

  const noted = (): string => (existsSync(journalFile) ? readFileSync(journalFile, 'utf8') : '');
  const pidOf = (one: Running): Promise<number> =>
    until('the process in the journal', () =>
      noted().includes(one.folder) ? Number(/"pid": (\d+)/u.exec(noted().slice(noted().indexOf(one.folder)))?.[1]) || undefined : undefined,
    );

  it('are found with their versions', () => {
    expect(clients.map(({ id, version }) => [id, version.length])).toEqual([
      ['remmina', 3],
      ['freerdp', 3],
    ]);
  });

  describe.each(['remmina', 'freerdp'] as const)('%s', (id) => {
    it('opens the desktop, hands keys on, shows the password nowhere, and is closed by the person', async () => {
      const one = await start(id, xrdp);
      const window = await shows(one, XRDP_COLOUR);
      const typed = join(xrdp.homeFolder, 'typed');
      await display.typeUntil(window, `touch ${typed}`, () => existsSync(typed));
      expect(statSync(typed).uid).toBe(statSync(xrdp.homeFolder).uid);
      rmSync(typed);

      const pid = await pidOf(one);
      expect(findInProcess(pid, xrdp.password)).toEqual([]);
      expect(findInProcess(pid, 'not-for-clients')).toEqual([]);
      expect(findInFiles(folder, xrdp.password)).toEqual([]);

      await display.closeWindow(window);
      if (id === 'remmina') {
        // It asks whether the session is really to be closed.
        await until('its question', async () => {
          const active = await call('/usr/bin/xdotool', ['getactivewindow'], { env: display.env }).catch(() => Buffer.alloc(0));
          return /^\d+$/u.test(active.toString().trim()) && active.toString().trim() !== window ? true : undefined;
        });
        await call('/usr/bin/xdotool', ['key', 'alt+y'], { env: display.env });
      }
      const end = await one.client.ended;
      expect(end, told(one, end)).toEqual({ how: 'closed' });
      await one.client.cleaned;
      expect(existsSync(one.folder)).toBe(false);
      if (id === 'remmina') expect(readdirSync(join(folder, '.cache', 'remmina'))).toEqual([]);
      expect(JSON.parse(noted())).toEqual({ version: 1, records: [] });
      expect(one.log.join('\n')).not.toContain(xrdp.password);
    });

    it('is told when the user logs off', async () => {
      const one = await start(id, xrdp);
      await shows(one, XRDP_COLOUR);
      await xrdp.endSession();
      const end = await one.client.ended;
      expect(end, told(one, end)).toEqual({ how: 'logged-off' });
    });

    it('ends when it is asked to, and leaves nothing', async () => {
      const one = await start(id, xrdp);
      await shows(one, XRDP_COLOUR);
      one.client.close();
      expect(await one.client.ended).toEqual({ how: 'closed' });
      await one.client.cleaned;
      expect(readdirSync(folder).filter((name) => one.folder.endsWith(name))).toEqual([]);
    });

    it('takes every option at once', async () => {
      const options: Partial<RdpSettings> = {
        ...{ rdpClipboard: false, rdpDrives: true, rdpSound: 'off', rdpAdmin: true },
        ...{ rdpWidth: 900, rdpHeight: 650, rdpExtraLines: ['connection type:i:7', 'disable wallpaper:i:1'] },
      };
      await shows(await start(id, xrdp, { options }), XRDP_COLOUR);
    });

    it('fills the screen', async () => {
      const options: Partial<RdpSettings> = { rdpScreen: 'full', rdpAllMonitors: true, rdpSound: 'server' };
      await shows(await start(id, xrdp, { options }), XRDP_COLOUR);
    });

    it('signs in with network level authentication', async () => {
      await shows(await start(id, shadow), SHADOW_COLOUR);
    });
  });

  it.each([
    ['every punctuation mark and 127 characters', `!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~aB3 `.repeat(4).slice(0, 127)],
    ['an emoji', 'gr🔑ün é'],
  ])('FreeRDP takes a password with %s', async (_what, password) => {
    const server = await startRdpShadow({ password });
    try {
      await shows(await start('freerdp', server), SHADOW_COLOUR);
    } finally {
      await server.stop();
    }
  });

  it('FreeRDP tells of a wrong password', async () => {
    const one = await start('freerdp', shadow, { password: 'not this one' });
    const end = await one.client.ended;
    expect(end).toMatchObject({ how: 'failed', error: { code: 'auth-failed', message: expect.stringContaining('password') as string } });
    expect(JSON.stringify(end.error?.toWire())).not.toContain('not this one');
  });

  it('FreeRDP refuses another certificate than the pinned one', async () => {
    const one = await start('freerdp', { ...pick(xrdp), sha256: shadow.sha256 });
    expect(await one.client.ended).toMatchObject({ how: 'failed', error: { code: 'host-key-changed' } });
    expect(xrdp.inSession()).toBe(false);
  });

  it('Remmina asks at another certificate than the pinned one, and nobody is signed in', async () => {
    const one = await start('remmina', { ...pick(xrdp), sha256: shadow.sha256 });
    // Its question stands in the window: that is grey where the desktop would be.
    const window = await until('the window', async () => (await display.windows(one.title)).at(-1));
    await until('the connection', () => (one.relay.bytesIn > 0 ? true : undefined));
    await until('the question', async () => ((await display.pixel(window, 500, 200)) === 'f6f5f4' ? true : undefined));
    expect(xrdp.inSession()).toBe(false);
    expect(one.relay.state).toEqual({ kind: 'busy', session: false });
  });
});

const pick = ({ port, user, password, sha1, sha256 }: Server): Server => ({ port, user, password, sha1, sha256 });
