import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startApp } from './app.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-app-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Programs that behave as the app might, so that this test needs no build. */
function program(source: string): { entry: string; env: NodeJS.ProcessEnv; dataFolder: string } {
  const entry = join(folder, 'program.mjs');
  writeFileSync(entry, source);
  return { entry, env: { PATH: process.env['PATH'] }, dataFolder: join(folder, 'data') };
}

const ready = "console.log('Gangway is ready: http://127.0.0.1:1234/#secret');";

test('the address is read from the start line, and stopping gives the exit code', async () => {
  const app = await startApp(program(`process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); ${ready}`));
  expect(app.url).toBe('http://127.0.0.1:1234/#secret');
  expect(await app.stop()).toBe(7);
});

test('an app that has ended already is stopped too', async () => {
  const app = await startApp(program(`${ready} process.exit(0);`));
  await new Promise((resolve) => (app.process.exitCode === null ? app.process.once('exit', resolve) : resolve(0)));
  expect(await app.stop()).toBe(0);
});

test('an app that ends before it is ready is an error with what it printed', async () => {
  await expect(startApp(program("console.error('no room'); process.exit(3);"))).rejects.toThrow(/ended with 3[\s\S]*no room/);
});

test('a missing build is named', async () => {
  const missing = { ...program(''), entry: join(folder, 'nowhere.js') };
  await expect(startApp(missing)).rejects.toThrow('run `npm run build` first');
});
