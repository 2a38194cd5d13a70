import { describe, expect, test } from 'vitest';
import { createFilter, createOrder, filterRows, inScope, nextSort, sortRows } from './order.ts';
import { searchWords, toRow } from './rows.ts';
import { sampleInstance } from './sample.ts';

const row = (instance: string, more: Parameters<typeof sampleInstance>[0] = {}) => toRow(sampleInstance({ instance, ...more }));
const names = (rows: readonly { instance: { name: string } }[]): string[] => rows.map(({ instance }) => instance.name);

describe('order', () => {
  test('numbers in names count as numbers', () => {
    const rows = [row('1', { name: 'web-10' }), row('2', { name: 'web-2' }), row('3', { name: 'Web-1' })];
    expect(names(sortRows(rows, { column: 'name', descending: false }))).toEqual(['Web-1', 'web-2', 'web-10']);
    expect(names(sortRows(rows, { column: 'name', descending: true }))).toEqual(['web-10', 'web-2', 'Web-1']);
  });

  test('addresses sort by their numbers, and none comes last', () => {
    const rows = [
      row('1', { name: 'a' }),
      row('2', { name: 'b', publicIp: '203.0.113.20' }),
      row('3', { name: 'c', publicIp: '203.0.113.3' }),
      row('4', { name: 'd', publicIp: '9.0.0.1' }),
    ];
    expect(names(sortRows(rows, { column: 'publicIp', descending: false }))).toEqual(['d', 'c', 'b', 'a']);
  });

  test('equal values keep one order, whatever order they came in', () => {
    const rows = [row('i-3', { name: 'b' }), row('i-1', { name: 'a' }), row('i-2', { name: 'a' })];
    const sort = { column: 'type', descending: true };
    const once = sortRows(rows, sort).map(({ key }) => key);
    expect(sortRows(rows.toReversed(), sort).map(({ key }) => key)).toEqual(once);
    expect(once.map((key) => key.slice(-3))).toEqual(['i-1', 'i-2', 'i-3']);
  });

  test('rows that change between two pictures stand where sorting anew would put them', () => {
    const columns = ['name', 'state', 'publicIp', 'type'];
    const states = ['running', 'stopped'] as const;
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const any = (id: number) =>
      row(`i-${id}`, { name: `web-${random(4)}`, state: states[random(2)] ?? 'running', publicIp: `203.0.113.${random(3)}` });
    const present = new Map(Array.from({ length: 12 }, (_, id) => [id, any(id)]));
    const order = createOrder();
    const words = {};
    let sort = { column: 'name', descending: false };
    for (let step = 0; step < 400; step++) {
      const id = random(14);
      if (random(5) === 0) present.delete(id);
      else if (random(2) === 0) present.set(id, any(id));
      else {
        // As most refreshes do: the same instance, in another state.
        const old = present.get(id);
        if (old !== undefined) present.set(id, toRow({ ...old.instance, state: states[random(2)] ?? 'running' }));
      }
      if (random(10) === 0) sort = { column: columns[random(columns.length)] ?? 'name', descending: random(2) === 0 };
      const rows = [...present.values()];
      const sorted = order(rows, sort, words);
      expect(sorted.map(({ key }) => key)).toEqual(sortRows(rows, sort).map(({ key }) => key));
      expect(new Set(sorted)).toEqual(new Set(rows));
    }
  });

  test('a column that is no more sorts by name', () => {
    expect(names(sortRows([row('1', { name: 'b' }), row('2', { name: 'a' })], { column: 'gone', descending: false }))).toEqual(['a', 'b']);
  });

  test('a search that goes on from the last one finds what a new search would find', () => {
    const rows = ['web-1', 'web-2 old', 'db-1', 'ΑΣ', 'webold'].map((name, at) => row(String(at), { name }));
    const filter = createFilter();
    const typed = ['w', 'we', 'web', 'web ', 'web o', 'web old', 'web ol', 'b', '', 'α', 'ας', 'ασ', 'nothing', 'd'];
    for (const query of typed) expect(names(filter(rows, query)), query).toEqual(names(filterRows(rows, searchWords(query))));
    const fewer = rows.slice(2);
    expect(names(filter(fewer, 'db'))).toEqual(['db-1']);
    expect(names(filter(rows, 'db-1'))).toEqual(['db-1']);
  });

  test('a click sorts ascending first and turns around after', () => {
    const first = nextSort({ column: 'name', descending: true }, 'type');
    expect(first).toEqual({ column: 'type', descending: false });
    expect(nextSort(first, 'type')).toEqual({ column: 'type', descending: true });
    expect(nextSort(nextSort(first, 'type'), 'type')).toEqual({ column: 'type', descending: false });
  });
});

describe('choice and search', () => {
  const rows = [
    row('1', { name: 'a', account: 'aws:prod', region: 'eu-central-1' }),
    row('2', { name: 'b', account: 'aws:prod', region: 'us-east-1' }),
    row('3', { name: 'c', account: 'aws:staging', region: 'us-east-1' }),
  ];

  test('an account, or one region of it, narrows the list', () => {
    expect(names(inScope(rows, {}))).toEqual(['a', 'b', 'c']);
    expect(names(inScope(rows, { account: 'aws:prod' }))).toEqual(['a', 'b']);
    expect(names(inScope(rows, { account: 'aws:prod', region: 'us-east-1' }))).toEqual(['b']);
  });

  test('no words leave the very same list', () => {
    expect(filterRows(rows, [])).toBe(rows);
    expect(names(filterRows(rows, ['us-east-1', 'staging']))).toEqual(['c']);
  });
});
