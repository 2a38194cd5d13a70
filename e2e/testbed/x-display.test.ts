import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processes, until } from './processes.ts';
import { end, missing, noDisplay, startXDisplay, type XDisplay } from './x-display.ts';

const why = noDisplay || missing(['/usr/bin/xterm']);

describe.skipIf(why !== '')(`a display without a screen${why && ` (skipped: ${why})`}`, { timeout: 180_000 }, () => {
  let display: XDisplay;
  beforeAll(async () => {
    display = await startXDisplay();
  });
  afterAll(() => display.stop());

  const terminal = (title: string, colour: string) =>
    spawn('xterm', ['-geometry', '80x30', '-bg', `#${colour}`, '-T', title, '-e', 'cat'], { env: display.env, stdio: 'ignore' });

  test('finds a window by its whole title, tells its colour, and closes it', async () => {
    const title = 'a.title (with) [signs] $1';
    const child = terminal(title, '336699');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const id = await display.showsColour(title, '336699', { x: 200, y: 200 });
    expect(await display.windows(title)).toEqual([id]);
    expect(await display.windows('title')).toEqual([]);
    expect(await display.windows('aXtitle (with) [signs] $1')).toEqual([]);
    await display.closeWindow(id);
    await gone;
    expect(await display.windows(title)).toEqual([]);
  });

  test('types into the window that was asked for', async () => {
    const first = spawn('xterm', ['-T', 'one', '-e', 'sh', '-c', 'read x; test "$x" = "hello; there"'], {
      env: display.env,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => first.once('exit', resolve));
    const other = terminal('two', '000000');
    const id = await display.window('one');
    await display.window('two');
    await display.type(id, 'hello; there');
    expect(await ended).toBe(0);
    await end(other);
  });

  test('gives no colour of a window that is not there, and says what it saw instead of the one it waited for', async () => {
    expect(await display.pixel('', 1, 1)).toBeUndefined();
    expect(await display.pixel('4294967000', 1, 1)).toBeUndefined();
    const child = terminal('red', 'ff0000');
    await display.showsColour('red', 'ff0000', { x: 200, y: 200 });
    await expect(display.showsColour('red', '00ff00', { x: 200, y: 200, within: 200 })).rejects.toThrow(/00ff00 .* but ff0000/u);
    await end(child);
  });

  test('can be kept as a picture', async () => {
    expect((await display.picture()).subarray(1, 4).toString()).toBe('PNG');
  });

  test('is gone with all that showed itself on it', async () => {
    const own = await startXDisplay();
    const child = spawn('xterm', ['-T', 'last'], { env: own.env, stdio: 'ignore' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    await own.window('last');
    await own.stop();
    await gone;
    expect(own.name).not.toBe(display.name);
    await until('the other display to be there still', 30_000, async () => (await display.picture()).length > 0);
  });

  test('is ended by the next start when its run died', async () => {
    const module = JSON.stringify(join(import.meta.dirname, 'x-display.ts'));
    const program = `import { startXDisplay } from ${module};
      const { name, env } = await startXDisplay(); console.log(JSON.stringify({ name, home: env.HOME })); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const died = new Promise((resolve) => child.once('exit', resolve));
    const line = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
    const left = JSON.parse(line) as { name: string; home: string };
    const server = processes().find(({ name, parent }) => name === 'Xvfb' && parent === child.pid)?.pid;
    expect(server).toBeDefined();
    child.kill('SIGKILL');
    await died;
    const next = await startXDisplay();
    await next.stop();
    expect(processes().map(({ pid }) => pid)).not.toContain(server);
    expect(existsSync(left.home)).toBe(false);
    // The one of this run is not touched.
    expect((await display.picture()).length).toBeGreaterThan(0);
  });
});
