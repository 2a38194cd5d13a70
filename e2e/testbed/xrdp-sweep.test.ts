import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { noFreeRdp, startFreeRdp } from './freerdp-client.ts';
import { processes } from './processes.ts';
import { noDisplay, startXDisplay } from './x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, XRDP_START_TIMEOUT, type XrdpServer } from './xrdp.ts';

const accounts = (): string[] => readFileSync('/etc/passwd', 'utf8').match(/^gwrdp[0-9a-f]{8}(?=:)/gmu) ?? [];

const why = noXrdp || noDisplay || noFreeRdp;

/** Locks and sockets of displays that belong to an account. */
const displayFiles = (uid: number): string[] =>
  ['/tmp', '/tmp/.X11-unix', '/run/xrdp/sockdir']
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => /(?:X|_)\d+(?:-lock)?$/u.test(path) && statSync(path, { throwIfNoEntry: false })?.uid === uid);

describe.skipIf(why !== '')(`what a run that died left of xrdp${why && ` (skipped: ${why})`}`, () => {
  test('is removed by the next start: servers, session, account, folder; and a start waits for the one before', {
    timeout: 2 * XRDP_START_TIMEOUT,
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
