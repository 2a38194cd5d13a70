import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../shared/model/instance.ts';
import { instancesAnswer, instanceXml } from './endpoint-for-tests.ts';
import { toInstance, type AwsInstance } from './instance-row.ts';
import { readInstancesPage } from './instances-xml.ts';
import { createKnownRows } from './known-rows.ts';
import { createListMemory } from './list-memory.ts';

const SCOPE = 'aws:demo/eu-west-1';

interface Row {
  readonly id: string;
  readonly state: string;
}
const row = (id: string, state: string): Row => ({ id, state });
const xmlOf = (page: readonly Row[]): string =>
  instancesAnswer(page.map(({ id, state }) => instanceXml(id, `<instanceState><name>${state}</name></instanceState>`))).body ?? '';
const instanceOf = (one: AwsInstance): Instance => toInstance(one, 'aws:demo', 'eu-west-1');

/** Both ends, and how many rows crossed. */
function openEnds() {
  let memory = createListMemory();
  const known = createKnownRows();
  const ends = {
    crossed: 0,
    /** The thread is another one. */
    restart: () => void (memory = createListMemory()),
    forgetHere: () => known.forget(),
    list(pages: readonly (readonly Row[])[], ending: 'complete' | 'worker only' | 'neither' = 'complete'): Instance[] {
      const coming = known.begin(SCOPE, instanceOf);
      const list = memory.begin(SCOPE, coming.base);
      const rows = pages.flatMap((page) => {
        // As a message carries it: nothing is shared between the ends.
        const sent = structuredClone(readInstancesPage(xmlOf(page), list).instances);
        ends.crossed += sent.filter((one) => typeof one !== 'string').length;
        return coming.page(sent);
      });
      const name = ending === 'neither' ? undefined : list.end();
      if (ending === 'complete' && name !== undefined) coming.end(name);
      return rows;
    },
  };
  return ends;
}

describe('what crosses from the worker', () => {
  it('is every row at first, then only what is new or has changed; what has not is the same object', () => {
    const ends = openEnds();
    const [a, b] = ends.list([[row('i-1', 'running')], [row('i-2', 'running')]]);
    expect(ends.crossed).toBe(2);
    const again = ends.list([[row('i-1', 'running'), row('i-3', 'pending')], [row('i-2', 'stopped')]]);
    expect(ends.crossed).toBe(4);
    expect(again.map((one) => `${one.instance} ${one.state}`)).toEqual(['i-1 running', 'i-3 pending', 'i-2 stopped']);
    expect(again[0]).toBe(a);
    expect(again[2]).not.toBe(b);
  });

  it('is everything again after another thread has started, and after a list that one end alone holds', () => {
    const ends = openEnds();
    const pages = [[row('i-1', 'running')]];
    ends.list(pages);
    ends.restart();
    ends.list(pages);
    expect(ends.crossed).toBe(2);
    ends.list([[row('i-1', 'stopped')]], 'worker only');
    expect(ends.crossed).toBe(3);
    expect(ends.list(pages)[0]?.state).toBe('running');
    expect(ends.crossed).toBe(4);
  });

  it('always makes the list that was read, whatever happened before', () => {
    const page = fc.array(
      fc.tuple(fc.constantFrom('i-1', 'i-2', 'i-3', 'i-4'), fc.constantFrom('running', 'stopped')).map(([id, state]) => row(id, state)),
      { maxLength: 4 },
    );
    const step = fc.record({
      before: fc.constantFrom('nothing', 'nothing', 'restart', 'forget'),
      pages: fc.array(page, { maxLength: 3 }),
      ending: fc.constantFrom('complete' as const, 'complete' as const, 'worker only' as const, 'neither' as const),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const ends = openEnds();
        for (const { before, pages, ending } of steps) {
          if (before === 'restart') ends.restart();
          if (before === 'forget') ends.forgetHere();
          const last = (rows: readonly Instance[]) => new Map(rows.map((one) => [one.instance, one]));
          expect(last(ends.list(pages, ending))).toEqual(last(readInstancesPage(xmlOf(pages.flat())).instances.map(instanceOf)));
        }
      }),
      { numRuns: 500 },
    );
  });
});
