import { existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noFreeRdp, startFreeRdp, type FreeRdpClient } from './freerdp-client.ts';
import { processes, until } from './processes.ts';
import { noDisplay, startXDisplay, type XDisplay } from './x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, XRDP_START_TIMEOUT, type XrdpServer } from './xrdp.ts';

const why = noXrdp || noDisplay || noFreeRdp;

describe.skipIf(why !== '')(`a real xrdp${why && ` (skipped: ${why})`}`, () => {
  let display: XDisplay;
  let server: XrdpServer;
  let clients: FreeRdpClient[] = [];
  beforeAll(async () => {
    [display, server] = await Promise.all([startXDisplay(), startXrdp()]);
  }, XRDP_START_TIMEOUT);
  afterEach(async () => {
    for (const client of clients) await client.stop();
    clients = [];
    if (server.inSession()) await server.endSession();
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
    await display.type(id, `touch ${file}`);
    await until('the file', 5_000, () => existsSync(file));
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
    await until('the refusal', 10_000, async () =>
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
