import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createFilter, filterRows, type WhenIdle } from './order.ts';
import { matchesWords, searchWords, toRow, type Row } from './rows.ts';
import { sampleInstance } from './sample.ts';
import { indexRows, type SearchIndex } from './search-index.ts';

function finish(rows: readonly Row[]): SearchIndex {
  for (const steps = indexRows(rows); ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const tag = fc.constantFrom('web', 'Web', 'db', 'prod', 'pro', 'a b', 'line\n\nfeed', '', 'ΑΣ');
const instance = fc.record({
  name: fc.oneof(tag, fc.string({ maxLength: 6 })),
  publicIp: fc.ipV4(),
  type: fc.constantFrom('t3.micro', 'r6i.large'),
  tags: fc.dictionary(fc.constantFrom('Name', 'team', 'role', 'env'), tag),
});

describe('the index of a search', () => {
  test('finds in each row what is in its text, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(instance, { maxLength: 12 }), fc.oneof(tag, fc.string({ maxLength: 3 })), (all, query) => {
        const rows = all.map((one, at) => toRow(sampleInstance({ ...one, instance: `i-${at}` })));
        const index = finish(rows);
        for (const word of searchWords(query))
          expect([...index.find(word)]).toEqual(rows.map((row) => (matchesWords(row, [word]) ? 1 : 0)));
      }),
    );
  });

  test('of no rows finds nothing', () => {
    expect(finish([]).find('web')).toHaveLength(0);
  });

  test('is made in small steps', () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => toRow(sampleInstance({ instance: `i-${n}` })));
    expect([...indexRows(rows)].length).toBeGreaterThan(9);
  });
});

describe('a filter with time to make an index', () => {
  const fleet = (from: number): Row[] =>
    Array.from({ length: 6_000 }, (_, n) =>
      toRow(
        sampleInstance({
          instance: `i-${from + n}`,
          name: `${n % 3 === 0 ? 'web' : 'db'}-${n}`,
          tags: { env: n % 2 === 0 ? 'prod' : 'dev' },
        }),
      ),
    );
  const typed = ['p', 'pr', 'prod', 'prod w', 'prod web', 'prod web-4', '', 'db', 'db dev', 'nothing'];
  const busy = { timeRemaining: () => 0 };

  test('finds the same before the index is there, while it is made, and with it', () => {
    const waiting: Parameters<WhenIdle>[0][] = [];
    const filter = createFilter((task) => waiting.push(task));
    const rows = fleet(0);
    const check = (): void => {
      for (const query of typed) expect(filter(rows, query), query).toEqual(filterRows(rows, searchWords(query)));
    };
    check();
    waiting.shift()?.(busy);
    check();
    let steps = 0;
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift(), steps += 1) task(busy);
    expect(steps).toBeGreaterThan(5);
    const text = vi.spyOn(String.prototype, 'includes');
    const found = filter(rows, 'web');
    // The texts of the rows are left alone: that is what the index is for.
    expect(text.mock.calls.length).toBeLessThan(100);
    text.mockRestore();
    expect(found).toHaveLength(2_000);
    check();
  });

  test('drops the index of rows that are no more', () => {
    const waiting: Parameters<WhenIdle>[0][] = [];
    const filter = createFilter((task) => waiting.push(task));
    filter(fleet(0), 'web');
    const rows = fleet(10_000);
    expect(filter(rows, 'i-1')).toHaveLength(6_000);
    while (waiting.length > 0) waiting.shift()?.({ timeRemaining: () => 50 });
    expect(filter(rows, 'i-10001')).toEqual([rows[1]]);
    expect(filter(rows, 'web')).toEqual(filterRows(rows, ['web']));
  });
});
