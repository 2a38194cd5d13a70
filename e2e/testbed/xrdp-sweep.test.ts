import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { processes } from './processes.ts';
import { noXrdp, startXrdp, XRDP_START_TIMEOUT } from './xrdp.ts';

const accounts = (): string[] => readFileSync('/etc/passwd', 'utf8').match(/^gwrdp[0-9a-f]{8}(?=:)/gmu) ?? [];

describe.skipIf(noXrdp !== '')(`what a run that died left of xrdp${noXrdp && ` (skipped: ${noXrdp})`}`, () => {
  test('is removed by the next start: servers, account, folder; and a start waits for the one before', {
    timeout: 2 * XRDP_START_TIMEOUT,
  }, async () => {
    const program = `import { startXrdp } from ${JSON.stringify(join(import.meta.dirname, 'xrdp.ts'))};
      const { user, folder } = await startXrdp(); console.log(JSON.stringify({ user, folder })); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const died = new Promise((resolve) => child.once('exit', resolve));
    const [line] = (await new Promise<string[]>((resolve) => createInterface(child.stdout).once('line', (text) => resolve([text])))) as [
      string,
    ];
    const left = JSON.parse(line) as { user: string; folder: string };
    expect(accounts()).toContain(left.user);
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
      expect(processes().filter(({ args }) => args.some((arg) => arg.startsWith(left.folder)))).toEqual([]);
    } finally {
      await server.stop();
    }
    expect(accounts()).not.toContain(server.user);
    expect(existsSync(server.folder)).toBe(false);
  });
});
