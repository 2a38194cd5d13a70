import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FoundClients } from './find-clients.ts';
import { rememberClients } from './remember-clients.ts';

let folder: string;
let program: string;
let looks: number;
let clients: FoundClients;
const find = (): Promise<FoundClients> => {
  looks += 1;
  return Promise.resolve(clients);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-clients-'));
  program = join(folder, 'xfreerdp');
  writeFileSync(program, 'version 2');
  looks = 0;
  clients = { found: [{ id: 'freerdp', name: 'FreeRDP 2.11.7', program, version: [2, 11, 7] }], install: [] };
});
afterEach(() => rmSync(folder, { recursive: true }));

it('looks once while the programs stay what they were, and whenever it is told to', async () => {
  const known = rememberClients(find);
  expect(await known()).toBe(clients);
  expect(await known()).toBe(clients);
  expect(looks).toBe(1);
  await known('again');
  expect(looks).toBe(2);
});

it('looks again after a program was updated, and after it was removed', async () => {
  const known = rememberClients(find);
  await known();
  writeFileSync(program, 'version 3.15');
  await known();
  expect(looks).toBe(2);
  rmSync(program);
  clients = { found: [], install: [] };
  expect((await known()).found).toEqual([]);
  expect(looks).toBe(3);
});

it('does not remember that there was none: one may be installed at any moment', async () => {
  const { found } = clients;
  clients = { found: [], install: [] };
  const known = rememberClients(find);
  await known();
  clients = { found, install: [] };
  expect((await known()).found).toEqual(found);
});
