import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** The demo builds the app first when that is missing or old. */
const startTimeoutMs = 120_000;
const endsWithinMs = 2_000;

let folder: string;
let running: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-demo-test-'));
  running = [];
});

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function startDemo(): Promise<{ child: ChildProcess; url: string; output: () => string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'demo.ts'), '--folder', folder, '--no-open']);
  running.push(child);
  let output = '';
  child.stderr.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The demo ended with ${code}:\n${output}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      const address = /^Gangway is ready: (\S+)$/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  return { child, url, output: () => output };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

test('the demo says where it is, serves the app, and SIGTERM ends all of it within two seconds', { timeout: startTimeoutMs }, async () => {
  const { child, url, output } = await startDemo();
  expect(output()).toContain('2 accounts on AWS, 2 on Alibaba Cloud, 6 regions and 51 instances');
  expect(output()).toContain(folder);
  expect((await fetch(url)).status).toBe(200);
  const config = readFileSync(join(folder, 'home/.aws/config'), 'utf8');
  const world = /endpoint_url = (\S+)/.exec(config)?.[1] ?? '';
  expect((await fetch(world)).status).toBe(404);

  const asked = performance.now();
  child.kill('SIGTERM');
  await ended(child);
  expect(performance.now() - asked).toBeLessThan(endsWithinMs + 500);
  await expect(fetch(url)).rejects.toThrow();
  await expect(fetch(world)).rejects.toThrow();
  expect(existsSync(join(folder, 'demo.pid'))).toBe(false);
});

test('a second demo beside the first leaves its folder alone', { timeout: startTimeoutMs }, async () => {
  const first = await startDemo();
  const config = readFileSync(join(folder, 'home/.aws/config'), 'utf8');
  const second = await startDemo();
  const other = / {2}Kept in {3}(\S+)/.exec(second.output())?.[1] ?? '';
  expect(other).not.toBe(folder);
  expect(readFileSync(join(folder, 'home/.aws/config'), 'utf8')).toBe(config);
  for (const { child } of [second, first]) {
    child.kill('SIGTERM');
    await ended(child);
  }
  expect(existsSync(other)).toBe(false);
});
