import { displayText } from '../../../shared/model/display-text.ts';
import type { RdpLaunch } from '../../../shared/model/rdp.ts';
import type { DotTone } from '../../ui/status-dot.tsx';
import { stepRows } from '../terminal/steps.ts';
import { clientName } from './client-choice.ts';

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
  const program = client === 'none' ? 'the client' : clientName(client);
  switch (state) {
    case 'preparing': {
      if (launch.retryAt !== undefined) return { tone: 'busy', word: 'preparing', text: notYetText(launch.retryAt, now) };
      const step = stepRows(launch.log).findLast((row) => row.state === 'running');
      return { tone: 'busy', word: 'preparing', text: step === undefined ? 'Preparing…' : displayText(step.text, 200) };
    }
    case 'launching':
      return { tone: 'busy', word: 'launching', text: `Starting ${program}…` };
    case 'waiting':
      return {
        tone: 'busy',
        word: 'waiting',
        text: address === undefined ? 'Opening the way…' : `The way is open at ${displayText(address, 120)}`,
      };
    case 'connected':
      return {
        tone: 'good',
        word: 'connected',
        text: `Connected for ${elapsed(now - (connectedAt ?? launch.startedAt))} · ↓ ${bytesText(launch.bytesIn)} ↑ ${bytesText(launch.bytesOut)}`,
      };
    case 'failed': {
      const hint = error?.hint === undefined ? {} : { hint: displayText(error.hint, 400) };
      return { tone: 'bad', word: 'failed', text: displayText(error?.message ?? 'It could not be opened.', 400), ...hint };
    }
    case 'ended':
      return {
        tone: 'off',
        word: 'ended',
        text: connectedAt === undefined ? 'Closed' : `Closed · ↓ ${bytesText(launch.bytesIn)} ↑ ${bytesText(launch.bytesOut)}`,
      };
  }
}

function notYetText(retryAt: number, now: number): string {
  const left = Math.ceil((retryAt - now) / 1_000);
  return `Windows has not made its password yet, which takes 4 to 15 minutes. ${left <= 0 ? 'Asking again…' : `Asks again in ${left} s`}`;
}

export function isOver({ state }: RdpLaunch): boolean {
  return state === 'ended' || state === 'failed';
}

/** `8 s`, `4 min`, `2 h 5 min`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
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
  const parts = [
    connected === 0 ? '' : connected === 1 ? '1 desktop' : `${connected} desktops`,
    opening === 0 ? '' : connected === 0 ? `${opening === 1 ? 'desktop' : `${opening} desktops`} opening` : `${opening} opening`,
    waiting === 0 ? '' : waiting === 1 ? '1 way open' : `${waiting} ways open`,
    failed === 0
      ? ''
      : connected + opening + waiting === 0
        ? failed === 1
          ? '1 desktop failed'
          : `${failed} desktops failed`
        : `${failed} failed`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
