import type { Step, StepName } from '../../../shared/model/terminal.ts';
import { texts } from '../../../shared/texts/current.ts';

/** One line of the list that shows how connecting goes. */
export interface StepRow {
  readonly key: string;
  readonly step: StepName;
  readonly state: 'running' | 'done' | 'failed' | 'info';
  readonly text: string;
  /** How long it took, in milliseconds, once it is over; without the time that a person needed to answer. */
  readonly took?: number;
}

export function stepLabel(step: StepName): string {
  return texts().terminalActions.steps[step];
}

interface OpenRow {
  readonly row: number;
  readonly at: number;
  readonly asked: number;
  /** What was tried, such as `Connecting to 10.0.0.1:22`. */
  readonly text: string;
}

/**
 * Joins the start and the end of each step into one row, in the order in which they began; news of a step under way takes the
 * place of what stood there. Lines of no step under way stand alone.
 */
export function stepRows(log: readonly Step[]): StepRow[] {
  const rows: StepRow[] = [];
  const open = new Map<StepName, readonly OpenRow[]>();
  const change = ({ row }: OpenRow, patch: Partial<StepRow>): void => {
    const before = rows[row];
    if (before !== undefined) rows[row] = { ...before, ...patch };
  };
  log.forEach(({ at, step, state, text, asked = 0 }, index) => {
    const begun = open.get(step) ?? [];
    const line: StepRow = { key: `${index}`, step, state: state === 'started' ? 'running' : state, text };
    const own = begun.find((one) => isAbout(one, text)) ?? begun.at(-1);
    if (state === 'started') {
      open.set(step, [...begun, { row: rows.length, at, asked, text }]);
      rows.push(line);
    } else if (own === undefined) {
      rows.push(line);
    } else if (state === 'info') {
      change(own, { text });
    } else {
      change(own, { state, text, took: Math.max(0, at - own.at - Math.max(0, asked - own.asked)) });
      const others = begun.filter((one) => one !== own);
      // Several addresses are tried side by side: the first that answers ends the others.
      if (state === 'done') for (const other of others) change(other, { state: 'info', text: texts().terminalActions.givenUp(other.text) });
      open.set(step, state === 'done' ? [] : others);
    }
  });
  return rows;
}

/** The rows once nothing goes on any more: a step that another one's failure cut off has no end of its own. */
export function stopped(rows: readonly StepRow[]): StepRow[] {
  return rows.map((row) => (row.state === 'running' ? { ...row, state: 'info' } : row));
}

/** Whether a line tells of this attempt: both name the same address. */
function isAbout(attempt: OpenRow, text: string): boolean {
  const address = attempt.text.split(' ').at(-1) ?? '';
  return address.includes(':') && text.includes(address);
}

/** `12 ms`, `1.4 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  const { durations: t } = texts();
  if (milliseconds < 1_000) return t.milliseconds(Math.round(milliseconds));
  if (milliseconds < 60_000) return t.seconds((milliseconds / 1_000).toFixed(1));
  const seconds = Math.round(milliseconds / 1_000);
  return t.minutesSeconds(Math.floor(seconds / 60), seconds % 60);
}
