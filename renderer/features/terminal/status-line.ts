import { displayText } from '../../../shared/model/display-text.ts';
import type { DotTone } from '../../ui/status-dot.tsx';
import { stepRows } from './steps.ts';
import type { TerminalEntry } from './terminals-store.ts';

export interface StatusLine {
  readonly tone: DotTone;
  /** The word for the dot. */
  readonly word: string;
  readonly text: string;
  readonly hint?: string;
}

/** What the strip below a terminal says of it. `waiting`: a question is open, and connecting stands still until it is answered. */
export function statusLine(terminal: TerminalEntry, waiting = false): StatusLine {
  const { name, user, address, state, end } = terminal;
  const machine = displayText(name, 64);
  if (state === 'open') {
    const where = address === undefined || address === '' ? machine : displayText(address, 128);
    return { tone: 'good', word: 'connected', text: user === '' ? where : `${displayText(user, 64)}@${where}` };
  }
  if (state === 'connecting') {
    if (waiting) return { tone: 'busy', word: 'waiting', text: `Connecting to ${machine}: waiting for your answer` };
    const running = stepRows(currentLog(terminal)).findLast((row) => row.state === 'running');
    return {
      tone: 'busy',
      word: 'connecting',
      text: running === undefined ? `Connecting to ${machine}…` : `Connecting to ${machine}: ${displayText(running.text, 160)}`,
    };
  }
  const reason = end?.error === undefined ? undefined : displayText(end.error.message, 240);
  // A button says "Reconnect" right beside it.
  const advice = end?.error?.hint === 'Reconnect.' ? undefined : end?.error?.hint;
  const hint = advice === undefined ? {} : { hint: displayText(advice, 240) };
  switch (end?.how) {
    case 'lost':
      return { tone: 'bad', word: 'lost', text: `Connection to ${machine} lost${reason === undefined ? '.' : `: ${reason}`}`, ...hint };
    case 'failed':
      return { tone: 'bad', word: 'failed', text: reason ?? `Could not connect to ${machine}.`, ...hint };
    case 'exited':
      return { tone: end.code === 0 ? 'off' : 'idle', word: 'ended', text: `Session ended (${exitText(end.code, end.signal)})` };
    default:
      return { tone: 'off', word: 'ended', text: 'Session closed' };
  }
}

/** The lines of the log that belong to the latest attempt. */
export function currentLog({ log, attemptAt }: TerminalEntry): TerminalEntry['log'] {
  return log.filter(({ at }) => at >= attemptAt);
}

function exitText(code: number | undefined, signal: string | undefined): string {
  if (signal !== undefined) return `signal ${displayText(signal, 32)}`;
  return code === undefined ? 'no exit code' : `exit ${code}`;
}
