import { displayText } from '../../../shared/model/display-text.ts';
import type { DotTone } from '../../ui/status-dot.tsx';
import { stepRows } from './steps.ts';
import type { TerminalEntry } from './terminals-store.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface StatusLine {
  readonly tone: DotTone;
  /** The word for the dot. */
  readonly word: string;
  readonly text: string;
  /** The whole of what `text` says in short. */
  readonly full?: string;
  readonly hint?: string;
}

/** What the strip below a terminal says of it. `waiting`: a question is open, and connecting stands still until it is answered. */
export function statusLine(entry: TerminalEntry, waiting = false): StatusLine {
  const { name, user, address, state, end } = entry;
  const { terminal, sshErrors } = texts();
  const t = terminal.status;
  const machine = displayText(name, 64);
  if (state === 'open') {
    const where = address === undefined || address === '' ? machine : displayText(address, 128);
    return { tone: 'good', word: t.connected, text: user === '' ? where : `${displayText(user, 64)}@${where}` };
  }
  if (state === 'connecting') {
    if (waiting) return { tone: 'busy', word: t.waiting, text: t.forAnswer(machine) };
    const running = stepRows(currentLog(entry)).findLast((row) => row.state === 'running');
    return {
      tone: 'busy',
      word: t.connecting,
      text: running === undefined ? t.connectingTo(machine) : t.step(machine, displayText(running.text, 160)),
    };
  }
  const reason = end?.error === undefined ? undefined : displayText(end.error.message, 240);
  // A button says "Reconnect" right beside it.
  const advice = end?.error?.hint === sshErrors.reconnect ? undefined : end?.error?.hint;
  const hint = advice === undefined ? {} : { hint: displayText(advice, 240) };
  switch (end?.how) {
    case 'lost': {
      const brief = end.error?.brief;
      const why = brief === undefined ? reason : displayText(brief, 240);
      const text = why === undefined ? t.lostTo(machine) : why.includes(machine) ? why : t.lostWhy(why);
      return {
        tone: 'bad',
        word: t.lost,
        text,
        ...(end.error === undefined ? {} : { full: displayText(end.error.message, 1_000) }),
        ...hint,
      };
    }
    case 'failed':
      return { tone: 'bad', word: t.failed, text: reason ?? t.couldNot(machine), ...hint };
    case 'exited':
      return { tone: end.code === 0 ? 'off' : 'idle', word: t.ended, text: t.over(exitText(end.code, end.signal)) };
    default:
      return { tone: 'off', word: t.ended, text: t.closed };
  }
}

/** The lines of the log that belong to the latest attempt. */
export function currentLog({ log, attemptAt }: TerminalEntry): TerminalEntry['log'] {
  return log.filter(({ at }) => at >= attemptAt);
}

function exitText(code: number | undefined, signal: string | undefined): string {
  const { status: t } = texts().terminal;
  if (signal !== undefined) return t.signal(displayText(signal, 32));
  return code === undefined ? t.noCode : t.exit(code);
}
