import { loadavg } from 'node:os';
import { format, type Bench, type Result } from './harness.ts';
import type { MachineFacts } from './machine.ts';

/** What `--json` writes and `--compare` reads. */
export interface Report {
  readonly at: string;
  readonly machine: MachineFacts;
  readonly rounds: number;
  readonly results: readonly Result[];
}

/** Prints each line as it comes and keeps it for the JSON. */
export function createBench(suite: string, rounds: number, results: Result[]): Bench {
  return {
    rounds,
    report(given) {
      const { value, goal } = given;
      const verdict =
        given.verdict ?? (value === undefined ? 'not run' : goal === undefined ? 'measured' : value <= goal ? 'met' : 'missed');
      const result: Result = { ...given, suite, verdict, load: Math.round((loadavg()[0] ?? 0) * 10) / 10 };
      results.push(result);
      console.log(line(result));
    },
    say: (text) => console.error(`  ${suite}: ${text}`),
  };
}

/** `name: value (goal …)`, then the judgement and the load under which it was made. */
export function line(result: Result): string {
  const { value, goal, unit } = result;
  const mark = result.exact === true ? '= ' : '';
  const shown = value === undefined ? 'not run' : show(value, unit);
  const target = goal === undefined ? '' : ` (goal ≤ ${show(goal, unit)})`;
  const judged = result.verdict === 'not run' || result.verdict === 'measured' ? '' : ` ${result.verdict}`;
  const note = result.note === undefined ? '' : ` [${result.note}]`;
  return `${mark}${result.suite}: ${result.name}: ${shown}${target}${judged}, load ${result.load.toFixed(1)}${note}`;
}

export function show(value: number, unit: Result['unit']): string {
  if (unit !== 'bytes') return unit === '×' ? value.toFixed(2) : `${format(value)} ${unit}`;
  if (value < 10_240) return `${value.toFixed(0)} B`;
  return value < 10_485_760 ? `${(value / 1024).toFixed(0)} KiB` : `${(value / 1_048_576).toFixed(0)} MiB`;
}

/** Both runs side by side, in the order of the first. Absolute figures of two runs say little: machine and load are shown. */
export function compare(a: Report, b: Report): string {
  const key = (result: Result): string => `${result.suite}: ${result.name}`;
  const second = new Map(b.results.map((result) => [key(result), result]));
  const names = [...new Set([...a.results, ...b.results].map(key))];
  const first = new Map(a.results.map((result) => [key(result), result]));
  const rows = names.map((name) => {
    const left = first.get(name);
    const right = second.get(name);
    const change =
      left?.value === undefined || right?.value === undefined || left.value === 0
        ? ''
        : `${right.value >= left.value ? '+' : '−'}${Math.abs((right.value / left.value - 1) * 100).toFixed(0)} %`;
    const goal = (right ?? left)?.goal;
    return [name, cell(left), cell(right), change, goal === undefined ? '' : `≤ ${show(goal, (right ?? left)?.unit ?? '×')}`];
  });
  const table = [['', 'first', 'second', 'change', 'goal'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`first:  ${about(a)}`, `second: ${about(b)}`, ...lines].join('\n');
}

function cell(result: Result | undefined): string {
  if (result === undefined) return '-';
  if (result.value === undefined) return 'not run';
  return `${show(result.value, result.unit)}${result.verdict === 'inconclusive' ? ' ?' : ''}`;
}

function about({ at, machine, rounds }: Report): string {
  return `${at}, ${machine.cpus} × ${machine.cpu}, Node ${machine.node}, ${machine.chromium ?? 'no Chromium'}, ${machine.commit ?? 'no commit'}, ${rounds} rounds`;
}
