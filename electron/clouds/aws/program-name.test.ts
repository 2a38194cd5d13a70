import { expect, it } from 'vitest';
import { programName } from './program-name.ts';

it.each([
  ['aws-vault exec --json prod', 'aws-vault'],
  ['  "/opt/my tools/creds" --password hunter2', '/opt/my tools/creds'],
  [String.raw`C:\tools\creds.exe /p hunter2`, String.raw`C:\tools\creds.exe`],
  ['TOKEN=hunter2 creds', undefined],
  ['TOKEN="hunter 2" creds', undefined],
  ['"hunter2"more creds', undefined],
  ['', undefined],
])('of %j shows the program and nothing else', (line, shown) => {
  expect(programName(line)).toBe(shown);
});
