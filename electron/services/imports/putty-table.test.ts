import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SETTING_KEYS } from '../../../shared/model/session-settings.ts';

const table = await readFile(join(import.meta.dirname, '../../../docs/putty-settings.md'), 'utf8');
const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| PuTTY |'));

test('the table of PuTTY’s settings has a row for every name that PuTTY writes', async () => {
  const session = await readFile(join(import.meta.dirname, 'fixtures/putty/unix-sessions/simple'), 'utf8');
  const names = session.split('\n').map((line) => line.slice(0, line.indexOf('=')));
  const known = (name: string): boolean => table.includes(`\`${name}\``) || /^(?:Present|Wordness\d+|Colour\d+|)$/u.test(name);
  expect(names.filter((name) => !known(name))).toEqual([]);
  expect(rows.length).toBeGreaterThan(80);
});

test('every setting that the table names exists, and every one that PuTTY has too is named', () => {
  const named = rows.flatMap((row) => [...(row.split('|')[3] ?? '').matchAll(/`([a-z][A-Za-z]+)`/gu)].map((found) => found[1] ?? ''));
  expect(named.filter((name) => ![...SETTING_KEYS, 'known_hosts'].includes(name))).toEqual([]);
  // Of these PuTTY has no like, and of remote desktop nothing.
  const own = ['route', 'connectTimeout', 'hostKeyPolicy', 'tabColour'];
  expect(SETTING_KEYS.filter((key) => !named.includes(key) && !own.includes(key) && !key.startsWith('rdp'))).toEqual([]);
});
