import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noFreeRdp, startFreeRdp, type FreeRdpClient } from './freerdp-client.ts';
import { processes, until } from './processes.ts';
import { noDisplay, startXDisplay, type XDisplay } from './x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, XRDP_START_TIMEOUT, type XrdpServer } from './xrdp.ts';

const why = noXrdp || noDisplay || noFreeRdp;

/** A desktop is there within seconds; a busy machine takes its time. Milliseconds. */
const PATIENT = { timeout: 180_000 };

describe.skipIf(why !== '')(`a real xrdp${why && ` (skipped: ${why})`}`, PATIENT, () => {
  let display: XDisplay;
  let server: XrdpServer;
  let clients: FreeRdpClient[] = [];
  beforeAll(async () => {
    [display, server] = await Promise.all([startXDisplay(), startXrdp()]);
  }, XRDP_START_TIMEOUT);
  afterEach(async () => {
    for (const client of clients) await client.stop();
    clients = [];
    await server.endSession();
  });
  afterAll(() => Promise.all([display?.stop(), server?.stop()]));

  function open(title: string, target: Partial<XrdpServer> = {}): FreeRdpClient {
    const { host, port, user, password, sha256 } = { ...server, ...target };
    const client = startFreeRdp({ display, host, port, user, password, sha256, title });
    clients.push(client);
    return client;
  }

  test('shows its desktop to whoever knows the password, and hears the keyboard', async () => {
    const before = await server.sessions();
    const client = open('desk-1');
    const id = await display.showsColour('desk-1', XRDP_COLOUR);
    expect(server.inSession()).toBe(true);
    expect(await server.sessions()).toBe(before + 1);
    const file = join(server.homeFolder, 'typed');
    await display.typeUntil(id, `touch ${file}`, () => existsSync(file));
    expect(statSync(file).uid).toBe(statSync(server.homeFolder).uid);
    await display.closeWindow(id);
    expect(await client.ended).toBe(0);
  });

  test('ends the session when the person logs off, and the client hears of it', async () => {
    const client = open('desk-2');
    await display.showsColour('desk-2', XRDP_COLOUR);
    await server.endSession();
    expect(await client.ended).toBe(12);
    expect(server.inSession()).toBe(false);
  });

  test('shows a certificate with the fingerprint that it tells, so another one is refused', async () => {
    const client = open('desk-3', { sha256: server.sha256.replace(/^../u, (byte) => (byte === '00' ? '01' : '00')) });
    expect(await client.ended).not.toBe(0);
    expect(server.inSession()).toBe(false);
  });

  test('begins no session for a wrong password', async () => {
    const before = await server.sessions();
    open('desk-4', { password: 'not it' });
    await until('the refusal', 60_000, async () =>
      /AUTHFAIL|login failed|access denied|Username or password error/iu.test(await server.log()),
    );
    expect(await server.sessions()).toBe(before);
    expect(server.inSession()).toBe(false);
  });

  test('answers on loopback only', async () => {
    const socket = connect(server.port, server.host);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  test('takes its connections with it when it is killed, and leaves nothing behind', async () => {
    const own = server;
    const client = open('desk-5');
    await display.showsColour('desk-5', XRDP_COLOUR);
    await own.kill();
    expect(await client.ended).not.toBe(0);
    await own.stop();
    expect(readFileSync('/etc/passwd', 'utf8')).not.toContain(own.user);
    expect(processes().filter(({ args }) => args.some((arg) => arg.includes(own.folder) || arg.includes(own.user)))).toEqual([]);
  });
});

const accounts = (): string[] => readFileSync('/etc/passwd', 'utf8').match(/^gwrdp[0-9a-f]{8}(?=:)/gmu) ?? [];

/** Locks and sockets of displays that belong to an account. */
const displayFiles = (uid: number): string[] =>
  ['/tmp', '/tmp/.X11-unix', '/run/xrdp/sockdir']
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => /(?:X|_)\d+(?:-lock)?$/u.test(path) && statSync(path, { throwIfNoEntry: false })?.uid === uid);

describe.skipIf(why !== '')(`what a run that died left of xrdp${why && ` (skipped: ${why})`}`, () => {
  test('is removed by the next start: servers, session, account, folder; and a start waits for the one before', {
    timeout: XRDP_START_TIMEOUT,
  }, async () => {
    const program = `import { startXrdp } from ${JSON.stringify(join(import.meta.dirname, 'xrdp.ts'))};
      const server = await startXrdp(); console.log(JSON.stringify(server)); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const died = new Promise((resolve) => child.once('exit', resolve));
    const [line] = (await new Promise<string[]>((resolve) => createInterface(child.stdout).once('line', (text) => resolve([text])))) as [
      string,
    ];
    const left = JSON.parse(line) as XrdpServer;
    expect(accounts()).toContain(left.user);
    const uid = statSync(left.homeFolder).uid;
    const display = await startXDisplay();
    const client = startFreeRdp({ display, ...left, title: 'left' });
    await display.showsColour('left', XRDP_COLOUR);
    expect(displayFiles(uid).length).toBeGreaterThan(2);
    let started = false;
    const next = startXrdp().then((server) => {
      started = true;
      return server;
    });
    expect(started).toBe(false);
    child.kill('SIGKILL');
    await died;
    const server = await next;
    try {
      // With the lock held there is nobody else's.
      expect(accounts()).toEqual([server.user]);
      expect(existsSync(left.folder)).toBe(false);
      expect(processes().filter((one) => one.uid === uid)).toEqual([]);
      expect(displayFiles(uid)).toEqual([]);
      expect(processes().filter(({ args }) => args.some((arg) => arg.startsWith(left.folder)))).toEqual([]);
    } finally {
      await client.stop();
      await display.stop();
      await server.stop();
    }
    expect(accounts()).not.toContain(server.user);
    expect(existsSync(server.folder)).toBe(false);
  });
});
