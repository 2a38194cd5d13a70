import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';

const MODULE = JSON.stringify(join(import.meta.dirname, 'end-with-npm.ts'));
const SCRIPT = [
  `const { endWithNpm } = await import(${MODULE});`,
  'endWithNpm();',
  "process.on('SIGTERM', () => { console.log('asked to end'); process.exit(0); });",
  'setInterval(() => {}, 1000);',
  'console.log(process.pid);',
].join(' ');

it.skipIf(process.platform === 'win32')('ends when the shell that npm ran it in is gone', async () => {
  // The shell has something to do behind it, so that it stays its parent.
  const shell = spawn('/bin/sh', ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, SCRIPT], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const output = createInterface({ input: shell.stdout }).on('line', (line) => void lines.push(line));
  await once(output, 'line');
  shell.kill('SIGTERM');
  // Its output ends when the last one that holds it has ended.
  await once(output, 'close');
  expect(lines).toEqual([expect.stringMatching(/^\d+$/u), 'asked to end']);
});
