import { describe, expect, test } from 'vitest';
import { emptyInventory, matchesWords, searchWords, takeChange, takeList, toRow } from './rows.ts';
import { sampleInstance, sampleScope } from './sample.ts';

describe('the inventory', () => {
  test('a change puts, replaces and removes by key and leaves the rest alone', () => {
    const inventory = emptyInventory();
    const one = sampleInstance({ instance: 'i-01', name: 'one' });
    const two = sampleInstance({ instance: 'i-02', name: 'two' });
    takeList(inventory, { rows: [one, two], scopes: [sampleScope()] });
    const untouched = inventory.rows.get(two.key);

    const changed = takeChange(inventory, { upsert: [{ ...one, state: 'stopped' }] });

    expect(changed).toEqual({ rows: true, scopes: false });
    expect(inventory.rows.get(one.key)?.instance.state).toBe('stopped');
    expect(inventory.rows.get(two.key)).toBe(untouched);

    takeChange(inventory, { remove: [one.key] });
    expect([...inventory.rows.keys()]).toEqual([two.key]);
  });

  test('a new list takes the place of the old one', () => {
    const inventory = emptyInventory();
    takeList(inventory, { rows: [sampleInstance({ instance: 'i-01' })], scopes: [sampleScope()] });
    takeList(inventory, { rows: [sampleInstance({ instance: 'i-09' })], scopes: [] });
    expect([...inventory.rows.values()].map((row) => row.instance.instance)).toEqual(['i-09']);
    expect(inventory.scopes.size).toBe(0);
  });

  test('scopes come and go by themselves', () => {
    const inventory = emptyInventory();
    expect(takeChange(inventory, { scopes: [sampleScope()] })).toEqual({ rows: false, scopes: true });
    expect(takeChange(inventory, { removeScopes: [sampleScope().key] })).toEqual({ rows: false, scopes: true });
    expect(inventory.scopes.size).toBe(0);
  });
});

describe('search', () => {
  const row = toRow(
    sampleInstance({
      name: 'Web-Frontend',
      publicIp: '203.0.113.5',
      tags: { team: 'Payments' },
      securityGroups: [{ id: 'sg-1', name: 'edge' }],
    }),
  );
  const found = (query: string): boolean => matchesWords(row, searchWords(query));

  test('all words must be there, in any order and in any case', () => {
    expect(found('payments WEB')).toBe(true);
    expect(found('web 203.0.113')).toBe(true);
    expect(found('web staging')).toBe(false);
  });

  test('tags are found as key=value, groups by name, accounts by profile', () => {
    expect(found('team=pay')).toBe(true);
    expect(found('edge')).toBe(true);
    expect(found('prod')).toBe(true);
  });

  test('a word is not found across two values', () => {
    expect(found('frontendi-01')).toBe(false);
  });

  test('an empty query finds everything', () => {
    expect(found('   ')).toBe(true);
  });

  test('a name of a megabyte does not make a search string of a megabyte', () => {
    const huge = toRow(sampleInstance({ name: 'x'.repeat(1_000_000), tags: { long: 'y'.repeat(1_000_000) } }));
    expect(huge.text.length).toBeLessThan(10_000);
    const securityGroups = Array.from({ length: 1_000 }, (_, n) => ({ id: `sg-${n}`, name: 'z'.repeat(1_000) }));
    expect(toRow(sampleInstance({ securityGroups })).text.length).toBeLessThan(10_000);
  });
});
