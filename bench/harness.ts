/** What one line of the report is made of. Times in ms, sizes in bytes, shares as plain numbers, unless `unit` says so. */
export interface Result {
  readonly suite: string;
  readonly name: string;
  /** `undefined`: not run, `note` says why. */
  readonly value: number | undefined;
  readonly unit: Unit;
  /** The value should be at most this. */
  readonly goal?: number;
  /** Does not depend on how busy the machine is: may be compared between runs and may fail a test. */
  readonly exact?: boolean;
  readonly verdict: Verdict;
  readonly note?: string;
  /** Every counted sample of both sides, for whoever doubts the median. */
  readonly samples?: { readonly ours: readonly number[]; readonly base?: readonly number[] };
  /** One-minute load of the machine when the line was made. */
  readonly load: number;
}

export type Unit = '×' | 'ms' | 'bytes' | '%';
export type Verdict = 'met' | 'missed' | 'inconclusive' | 'measured' | 'not run';

/** What a suite gets: how often, and where its lines go. */
export interface Bench {
  /** Counted rounds; one more is run first and dropped. */
  readonly rounds: number;
  report(result: Omit<Result, 'suite' | 'verdict' | 'load'> & { verdict?: Verdict }): void;
  /** A word on standard error about what is going on. */
  say(text: string): void;
}

export type Suite = (bench: Bench) => Promise<void>;

/** A baseline that varies by more than this between rounds says that the machine was too busy to judge. */
const STEADY = 2;

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const p95 = (values: readonly number[]): number => quantile(values, 0.95);

/** How far the values lie apart, as largest ÷ smallest. */
export function spread(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}

/**
 * Runs both sides by turns, the order swapped each round so that neither always comes second; drops the first round. The
 * ratio is the median of each round's own ratio: what slows the machine for a while slows both sides of a round.
 */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  base: () => Promise<number>,
): Promise<{ ratio: number; steady: boolean; samples: { ours: number[]; base: number[] } }> {
  const samples = { ours: [] as number[], base: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const first = round % 2 === 0 ? await ours() : await base();
    const second = round % 2 === 0 ? await base() : await ours();
    if (round === 0) continue;
    samples.ours.push(round % 2 === 0 ? first : second);
    samples.base.push(round % 2 === 0 ? second : first);
  }
  const ratio = median(samples.ours.map((value, round) => value / (samples.base[round] ?? Number.NaN)));
  return { ratio, steady: spread(samples.base) <= STEADY, samples };
}

/** Runs one measurement over and over; the first is dropped. */
export async function repeat(rounds: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const value = await measure();
    if (round > 0) values.push(value);
  }
  return values;
}

/** Reports a ratio of two sides that took turns. */
export async function reportRatio(
  bench: Bench,
  options: { name: string; goal?: number; note?: string; ours: () => Promise<number>; base: () => Promise<number>; rounds?: number },
): Promise<void> {
  const { ratio, steady, samples } = await alternate(options.rounds ?? bench.rounds, options.ours, options.base);
  bench.report({
    name: options.name,
    value: ratio,
    unit: '×',
    samples,
    note: [options.note, `${format(median(samples.ours))} against ${format(median(samples.base))} ms`].filter(Boolean).join('; '),
    ...(options.goal === undefined ? {} : { goal: options.goal }),
    ...(steady ? {} : { verdict: 'inconclusive' as const }),
  });
}

export function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
