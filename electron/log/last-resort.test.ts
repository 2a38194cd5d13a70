import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const program = `
  import { surviveUnforeseenErrors } from ${JSON.stringify(new URL('./last-resort.ts', import.meta.url).href)};
  let calls = 0;
  surviveUnforeseenErrors();
  process.on('uncaughtException', () => calls++);
  process.stdin.once('data', () => {
    // The first write after the reader is gone fails later, as an event.
    process.stdout.write('x');
    process.nextTick(() => { throw new Error('password=hunter22'); });
    setTimeout(() => process.exit(calls === 1 ? 0 : 3), 300);
  });
`;

it('an unforeseen error is told once, without secrets, and the process goes on', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const exit = once(child, 'close');
  child.stdin.write('go');
  expect((await exit)[0]).toBe(0);
  expect(stderr).toContain('Gangway met an error');
  expect(stderr).not.toContain('hunter22');
});

it('nobody reading the output any more is not an error that feeds itself', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.write('go');
  expect((await exit)[0]).toBe(0);
});
