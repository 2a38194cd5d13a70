import { displayText } from '../../../shared/model/display-text.ts';
import type { RdpLaunch } from '../../../shared/model/rdp.ts';
import type { DotTone } from '../../ui/status-dot.tsx';
import { stepRows } from '../terminal/steps.ts';
import { clientName } from './client-choice.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface LaunchLine {
  readonly tone: DotTone;
  /** The word for the dot. */
  readonly word: string;
  readonly text: string;
  /** What can be done about it. */
  readonly hint?: string;
}

/** How a remote desktop stands, in a line. `now` in epoch milliseconds. */
export function launchLine(launch: RdpLaunch, now: number): LaunchLine {
  const { state, client, connectedAt, address, error } = launch;
  const { line: t } = texts().desktops;
  const program = client === 'none' ? t.theClient : clientName(client);
  switch (state) {
    case 'preparing': {
      if (launch.retryAt !== undefined) return { tone: 'busy', word: t.preparing, text: notYetText(launch.retryAt, now) };
      const step = stepRows(launch.log).findLast((row) => row.state === 'running');
      return { tone: 'busy', word: t.preparing, text: step === undefined ? t.preparingText : displayText(step.text, 200) };
    }
    case 'launching':
      return { tone: 'busy', word: t.launching, text: t.starting(program) };
    case 'waiting':
      return {
        tone: 'busy',
        word: t.waiting,
        text: address === undefined ? t.opening : t.openAt(displayText(address, 120)),
      };
    case 'connected':
      return {
        tone: 'good',
        word: t.connected,
        text: t.connectedFor(elapsed(now - (connectedAt ?? launch.startedAt)), bytesText(launch.bytesIn), bytesText(launch.bytesOut)),
      };
    case 'failed': {
      const hint = error?.hint === undefined ? {} : { hint: displayText(error.hint, 400) };
      return { tone: 'bad', word: t.failed, text: displayText(error?.message ?? t.failedText, 400), ...hint };
    }
    case 'ended':
      return {
        tone: 'off',
        word: t.ended,
        text: connectedAt === undefined ? t.closed : t.closedAfter(bytesText(launch.bytesIn), bytesText(launch.bytesOut)),
      };
  }
}

function notYetText(retryAt: number, now: number): string {
  const left = Math.ceil((retryAt - now) / 1_000);
  const { desktops, windowsPassword: t } = texts();
  return desktops.line.notYet(left <= 0 ? t.askingAgain : t.asksIn(left));
}

export function isOver({ state }: RdpLaunch): boolean {
  return state === 'ended' || state === 'failed';
}

/** `8 s`, `4 min`, `2 h 5 min`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const { durations: t } = texts();
  if (seconds < 60) return t.seconds(seconds);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? t.minutes(minutes) : t.hoursMinutes(Math.floor(minutes / 60), minutes % 60);
}

/** `812 B`, `4.2 kB`, `18 MB`; units of 1000. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  let value = bytes / 1_000;
  for (const unit of ['kB', 'MB', 'GB']) {
    if (value < 999.5) return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
    value /= 1_000;
  }
  return `${value.toFixed(1)} TB`;
}

/** What the status bar says: `2 desktops`, `1 desktop, 1 opening`, `1 failed`. Empty where there is nothing to say. */
export function launchCounts(launches: Iterable<RdpLaunch>): string {
  let connected = 0;
  let opening = 0;
  let waiting = 0;
  let failed = 0;
  for (const { state } of launches) {
    if (state === 'connected') connected += 1;
    if (state === 'preparing' || state === 'launching') opening += 1;
    if (state === 'waiting') waiting += 1;
    if (state === 'failed') failed += 1;
  }
  const { counts: t } = texts().desktops;
  const parts = [
    connected === 0 ? '' : t.open(connected),
    opening === 0 ? '' : connected === 0 ? t.opening(opening) : t.moreOpening(opening),
    waiting === 0 ? '' : t.ways(waiting),
    failed === 0 ? '' : connected + opening + waiting === 0 ? t.failed(failed) : t.moreFailed(failed),
  ];
  return parts.filter((part) => part !== '').join(t.comma);
}
