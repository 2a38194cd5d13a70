import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './build.ts';

const run = promisify(execFile);
const SUITES = [...readFileSync(`${root}/bench/run.ts`, 'utf8').matchAll(/^ {2}(\w+): \(\) => import\('(\.\/[\w-]+\.ts)'\),$/gmu)];

// Node runs the measurements as they are written and knows no JSX: what they measure must not lead to any.
it.each(SUITES.map(([, name = '', file = '']) => [name, file]))('the suite %s of the measurements can be loaded', async (_name, file) => {
  const code = `const { suite } = await import(${JSON.stringify(new URL(file, `file://${root}/bench/`).href)}); console.log(typeof suite); process.exit(0);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code]);
  expect(stdout.trim()).toBe('function');
});

it('all suites of the measurements are tried', () => {
  expect(SUITES.map(([, name]) => name)).toEqual(['stream', 'connect', 'sessions', 'list', 'cloud', 'start', 'rdp', 'peers']);
});
