import type { Step, StepName } from '../../../shared/model/terminal.ts';

/** One line of the list that shows how connecting goes. */
export interface StepRow {
  readonly key: string;
  readonly label: string;
  readonly state: 'running' | 'done' | 'failed' | 'info';
  readonly text: string;
  /** How long it took, in milliseconds, once it is over. */
  readonly took?: number;
}

const LABELS: Readonly<Record<StepName, string>> = {
  plan: 'Plan',
  resolve: 'Resolve',
  tcp: 'Connect',
  'key-exchange': 'Key exchange',
  'host-key': 'Host key',
  authentication: 'Log in',
  shell: 'Shell',
  session: 'Session',
};

export function stepLabel(step: StepName): string {
  return LABELS[step];
}

/** Joins the start and the end of each step into one row, in the order in which they began. */
export function stepRows(log: readonly Step[]): StepRow[] {
  const rows: StepRow[] = [];
  const open = new Map<StepName, { row: number; at: number }>();
  log.forEach(({ at, step, state, text }, index) => {
    const row = { key: `${index}`, label: LABELS[step], text };
    const begun = open.get(step);
    if (state === 'started') {
      open.set(step, { row: rows.length, at });
      rows.push({ ...row, state: 'running' });
    } else if (state === 'info') {
      rows.push({ ...row, state: 'info' });
    } else if (begun === undefined) {
      rows.push({ ...row, state });
    } else {
      open.delete(step);
      rows[begun.row] = { ...row, key: rows[begun.row]?.key ?? row.key, state, took: Math.max(0, at - begun.at) };
    }
  });
  return rows;
}

/** `12 ms`, `1.4 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
