import { createStore } from 'zustand/vanilla';
import type { TerminalChange } from '../../../shared/contract/terminals.ts';
import type { Terminal } from '../../../shared/model/terminal.ts';
import { texts } from '../../../shared/texts/current.ts';

/** As many lines of a log as the host keeps. */
const LONGEST_LOG = 1_000;

/** A terminal as the host tells of it. */
export interface TerminalEntry extends Terminal {
  /** When the latest attempt to connect began, epoch milliseconds; older lines of the log belong to earlier shells. */
  readonly attemptAt: number;
  /** It had a shell at least once: there is a screen worth showing. */
  readonly opened: boolean;
}

export interface TerminalsState {
  /** The first list came. */
  readonly ready: boolean;
  /** In the order in which they were opened. */
  readonly byId: ReadonlyMap<string, TerminalEntry>;
}

export const terminals = createStore<TerminalsState>(() => ({ ready: false, byId: new Map() }));

/** Why a terminal of the host has no screen in this page, by its id: its code did not come, or the host would not hand it over. */
export const unshown = createStore<{ readonly [id: string]: string }>(() => ({}));

/** Notes why a terminal has no screen here; `undefined`: nothing is in the way any more. */
export function noteUnshown(id: string, why: string | undefined): void {
  const { [id]: _, ...others } = unshown.getState();
  unshown.setState(why === undefined ? others : { ...others, [id]: why }, true);
}

/** The state after the whole list came. */
export function withSnapshot(list: readonly Terminal[]): TerminalsState {
  return {
    ready: true,
    byId: new Map(list.map((terminal) => [terminal.id, { ...terminal, attemptAt: attemptStart(terminal), opened: hadShell(terminal) }])),
  };
}

/** The state after one change. A change of an unknown terminal changes nothing. */
export function withChange(state: TerminalsState, change: TerminalChange): TerminalsState {
  const byId = new Map(state.byId);
  if (change.kind === 'added') {
    byId.set(change.terminal.id, { ...change.terminal, attemptAt: change.terminal.openedAt, opened: hadShell(change.terminal) });
    return { ...state, byId };
  }
  if (change.kind === 'removed') {
    byId.delete(change.id);
    return { ...state, byId };
  }
  const terminal = byId.get(change.id);
  if (terminal === undefined) return state;
  if (change.kind === 'log') {
    byId.set(change.id, { ...terminal, log: [...terminal.log, ...change.lines].slice(-LONGEST_LOG) });
    return { ...state, byId };
  }
  if (change.kind === 'settings' || change.kind === 'forwards') {
    const { kind: _kind, id, ...what } = change;
    byId.set(id, { ...terminal, ...what });
    return { ...state, byId };
  }
  if (change.kind === 'logging') {
    const { logFile: _file, ...unlogged } = terminal;
    byId.set(change.id, change.logFile === undefined ? unlogged : { ...unlogged, logFile: change.logFile });
    return { ...state, byId };
  }
  const { end: _, ...rest } = terminal;
  byId.set(change.id, {
    ...rest,
    state: change.state,
    opened: terminal.opened || change.state === 'open',
    ...(change.end === undefined ? {} : { end: change.end }),
    ...(change.address === undefined ? {} : { address: change.address }),
    ...(change.user === undefined ? {} : { user: change.user }),
    // Counted by the host's clock, on the lines themselves: the page's clock is already past the first new line.
    ...(change.state === 'connecting' ? { attemptAt: (terminal.log.at(-1)?.at ?? 0) + 1 } : {}),
  });
  return { ...state, byId };
}

// After a reload nothing says when the last attempt began, save that the line of an ended session comes before it.
function attemptStart({ openedAt, log, state }: Terminal): number {
  const ends = log.filter(({ step, state: how }) => step === 'session' && how !== 'started' && how !== 'info');
  const last = state === 'ended' ? ends.at(-2) : ends.at(-1);
  return last === undefined ? openedAt : last.at + 1;
}

function hadShell({ state, log }: Terminal): boolean {
  return state === 'open' || log.some((line) => line.step === 'shell' && line.state === 'done');
}

/**
 * The name of a tab: that of its machine, numbered where several terminals have the same. It never comes from the remote
 * side, which could pass itself off as another machine.
 */
export function tabName(id: string, byId: TerminalsState['byId']): string {
  const own = byId.get(id);
  if (own === undefined) return texts().terminal.unnamed;
  let number = 0;
  for (const other of byId.values()) {
    if (other.name === own.name) number += 1;
    if (other.id === id) break;
  }
  return number > 1 ? `${own.name} (${number})` : own.name;
}
