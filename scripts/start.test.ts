import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { isStale } from './build.ts';
import { findElectron, noWindowBecause, type Electron } from './find-electron.ts';
import { startGangway, type StartOptions } from './start.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program in Electron's place that says with what it was started, then does what `body` says. */
function fakeElectron(body: string): string {
  const file = join(folder, 'electron');
  writeFileSync(file, `#!${process.execPath}\nconsole.log(JSON.stringify(process.argv.slice(2)));\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

async function start(options: Partial<StartOptions>): Promise<{ said: string[]; line: string }> {
  const said: string[] = [];
  const child = await startGangway({
    args: ['--data-dir', join(folder, 'data')],
    env: { PATH: process.env['PATH'], HOME: folder, DISPLAY: ':7' },
    demo: false,
    platform: 'linux',
    superuser: false,
    stdio: 'pipe',
    say: (line) => void said.push(line),
    ...options,
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill();
    await exit;
  });
  if (child.stdout === null) throw new Error('no output to read');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { said, line };
}

const missing = async (): Promise<Electron> => ({ missing: 'Electron could not be fetched' });

describe('npm start', () => {
  it('opens the window where there can be one, with the demo to offer', { timeout: 120_000 }, async () => {
    const binary = fakeElectron('setInterval(() => {}, 1000);');
    const { said, line } = await start({ find: async () => ({ binary }) });
    expect(said).toEqual([]);
    expect(JSON.parse(line)).toEqual([
      expect.stringMatching(/\/$/u),
      '--data-dir',
      join(folder, 'data'),
      '--demo-script',
      expect.stringContaining('demo.ts'),
      '--demo-node',
      process.execPath,
    ]);
  });

  it('goes on in the browser where Electron cannot be had, and says why in one line', async () => {
    const { said, line } = await start({ find: missing });
    expect(said).toEqual(['No desktop window here (Electron could not be fetched); going on in the browser.']);
    expect(line).toMatch(/^Gangway is ready: http:\/\/127\.0\.0\.1:/u);
  });

  it('goes on in the browser when Electron ends at once', async () => {
    const binary = fakeElectron('process.exit(127);');
    const { said, line } = await start({ find: async () => ({ binary }) });
    expect(said).toEqual(['No desktop window here (Electron ended at once with code 127); going on in the browser.']);
    expect(line).toMatch(/^Gangway is ready/u);
  });

  it('goes on in the browser without a display, and does not try to fetch anything', async () => {
    const find = async (): Promise<Electron> => expect.fail('Electron was looked for');
    const { said } = await start({ find, env: { PATH: process.env['PATH'], HOME: folder } });
    expect(said).toEqual(['No desktop window here (there is no display); going on in the browser.']);
  });

  it('is the browser host when its flags ask for it', async () => {
    const find = async (): Promise<Electron> => expect.fail('Electron was looked for');
    const { said, line } = await start({ find, args: ['--no-open', '--data-dir', join(folder, 'data')] });
    expect([said, line]).toEqual([[], expect.stringMatching(/^Gangway is ready/u)]);
  });
});

describe('a desktop window', () => {
  const linux = { platform: 'linux', superuser: false } as const;
  it.each([
    [{ ...linux, env: {} }, 'there is no display'],
    [{ ...linux, env: { DISPLAY: ':0' } }, undefined],
    [{ ...linux, env: { WAYLAND_DISPLAY: 'wayland-0' } }, undefined],
    [{ ...linux, superuser: true, env: { DISPLAY: ':0' } }, 'Electron does not run as root'],
    [{ platform: 'darwin', superuser: false, env: {} } as const, undefined],
    [{ platform: 'win32', superuser: false, env: {} } as const, undefined],
  ])('with %j: %s', (surroundings, reason) => expect(noWindowBecause(surroundings)).toBe(reason));

  it('comes from the binary that is there, else from what its installer brings', async () => {
    const electron = join(folder, 'electron');
    mkdirSync(join(electron, 'dist'), { recursive: true });
    expect(await findElectron({}, electron)).toEqual({ missing: 'Electron is not installed' });
    writeFileSync(join(electron, 'install.js'), 'process.exit(1);');
    expect(await findElectron({ ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }, electron)).toEqual({ missing: 'Electron is not to be fetched' });
    expect(await findElectron({}, electron)).toEqual({ missing: 'Electron could not be fetched' });
    writeFileSync(
      join(electron, 'install.js'),
      "const fs = require('fs'); fs.writeFileSync(__dirname + '/path.txt', 'electron'); fs.writeFileSync(__dirname + '/dist/electron', '');",
    );
    expect(await findElectron({}, electron)).toEqual({ binary: join(electron, 'dist', 'electron') });
    writeFileSync(join(electron, 'install.js'), 'process.exit(1);');
    expect(await findElectron({}, electron)).toEqual({ binary: join(electron, 'dist', 'electron') });
  });
});

describe('the build', () => {
  it('is stale when a part is missing or a source is newer, tests aside', () => {
    const at = (name: string, seconds: number): void => {
      const file = join(folder, name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, '');
      utimesSync(file, seconds, seconds);
    };
    at('shared/a.ts', 100);
    expect(isStale(folder)).toBe(true);
    for (const name of ['out/main/main.js', 'out/main/browser-host.js', 'out/preload/preload.cjs', 'out/renderer/index.html'])
      at(name, 200);
    expect(isStale(folder)).toBe(false);
    at('electron/x.test.ts', 300);
    expect(isStale(folder)).toBe(false);
    at('renderer/deep/in/b.css', 300);
    expect(isStale(folder)).toBe(true);
  });
});
