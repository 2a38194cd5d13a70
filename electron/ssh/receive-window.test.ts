import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReceiveWindow } from './receive-window.ts';

const KIB = 1024;
const LEAST = 512 * KIB;
const MOST = 4096 * KIB;
/** The largest data packet of a server. */
const PACKET = 32 * KIB;

/**
 * A server that always has more, a link of `roundTrip` ms that carries `bandwidth` bytes a millisecond, and a page that parses `rate` bytes a
 * millisecond; in steps of one. Gives what was parsed in each 100 ms, and how much was under way at most.
 */
function run({
  roundTrip,
  rate,
  bandwidth = Number.POSITIVE_INFINITY,
  ms,
}: {
  roundTrip: number;
  rate: number | ((at: number) => number);
  bandwidth?: number;
  ms: number;
}) {
  let at = 0;
  const window = createReceiveWindow({ least: LEAST, most: MOST, now: () => at });
  window.measured(roundTrip);
  let mayS = LEAST;
  let toPage = 0;
  const coming: { at: number; bytes: number }[] = [];
  const granted: { at: number; bytes: number }[] = [];
  const parsed: number[] = [];
  const underWay: number[] = [];
  for (; at < ms; at++) {
    while (granted[0] !== undefined && granted[0].at <= at) mayS += granted.shift()?.bytes ?? 0;
    for (let room = bandwidth; mayS > 0 && room > 0; ) {
      const bytes = Math.min(PACKET, mayS, room);
      mayS -= bytes;
      room -= bytes;
      coming.push({ at: at + roundTrip / 2, bytes });
    }
    while (coming[0] !== undefined && coming[0].at <= at) {
      const bytes = coming.shift()?.bytes ?? 0;
      expect(window.took(bytes)).toBe(true);
      toPage += bytes;
    }
    const done = Math.min(toPage, typeof rate === 'number' ? rate : rate(at));
    toPage -= done;
    const more = window.given(done);
    if (more > 0) granted.push({ at: at + roundTrip / 2, bytes: more });
    const slot = Math.floor(at / 100);
    parsed[slot] = (parsed[slot] ?? 0) + done;
    underWay[slot] = Math.max(underWay[slot] ?? 0, mayS + toPage + [...coming, ...granted].reduce((sum, { bytes }) => sum + bytes, 0));
  }
  return { parsed, underWay };
}

describe('what may be under way to a terminal', () => {
  it('stays at the least while the page has always something to parse', () => {
    const { parsed, underWay } = run({ roundTrip: 0, rate: 8 * KIB, ms: 2_000 });
    expect(Math.max(...underWay)).toBe(LEAST);
    expect(parsed.at(-1)).toBe(800 * KIB);
  });

  it.each([100, 200, 300])('is raised until a page on a link of %i ms parses without a pause', (roundTrip) => {
    const { parsed, underWay } = run({ roundTrip, rate: 8 * KIB, ms: 5_000 });
    expect(parsed.at(-1)).toBe(800 * KIB);
    expect(Math.max(...underWay)).toBeLessThanOrEqual(MOST);
    // Not further than that takes: what is under way is shown after Ctrl-C.
    expect(Math.max(...underWay)).toBeLessThanOrEqual(4 * 8 * KIB * roundTrip);
  });

  it('is at most four megabytes', () => {
    expect(Math.max(...run({ roundTrip: 1_000, rate: 100 * KIB, ms: 20_000 }).underWay)).toBe(MOST);
  });

  it('stays at the least where the link itself is slow', () => {
    expect(Math.max(...run({ roundTrip: 100, rate: 8 * KIB, bandwidth: KIB, ms: 5_000 }).underWay)).toBe(LEAST);
  });

  it('comes down again when the page falls behind', () => {
    const { underWay } = run({ roundTrip: 200, rate: (at) => (at < 5_000 ? 8 * KIB : KIB), ms: 12_000 });
    expect(underWay[40]).toBeGreaterThan(2 * LEAST);
    expect(underWay.at(-1)).toBeLessThanOrEqual(2 * LEAST);
  });

  it('stays as it is between the keys of a person', () => {
    let at = 0;
    const window = createReceiveWindow({ least: LEAST, most: MOST, now: () => at });
    window.measured(200);
    let more = 0;
    for (; at < 60_000; at += 150) {
      window.took(10);
      more += window.given(10);
    }
    expect(more).toBe(0);
  });

  it('is never passed, whatever comes and however wrongly a consumer counts', () => {
    const step = fc.oneof(
      fc.record({ take: fc.integer({ min: 1, max: 300_000 }) }),
      fc.record({ give: fc.integer({ min: 0, max: 900_000 }) }),
      fc.record({ wait: fc.integer({ min: 0, max: 500 }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.array(step, { maxLength: 200 }), (roundTrip, steps) => {
        let at = 0;
        const window = createReceiveWindow({ least: LEAST, most: MOST, now: () => at });
        window.measured(roundTrip);
        let open = LEAST;
        let held = 0;
        for (const one of steps) {
          if ('wait' in one) at += one.wait;
          else if ('take' in one) {
            const fits = one.take <= open;
            expect(window.took(one.take)).toBe(fits);
            if (fits) {
              open -= one.take;
              held += one.take;
            }
          } else {
            held = Math.max(0, held - one.give);
            open += window.given(one.give);
          }
          expect(open + held).toBeLessThanOrEqual(MOST);
        }
      }),
    );
  });
});
