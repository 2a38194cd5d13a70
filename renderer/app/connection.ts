import { createStore } from 'zustand/vanilla';
import { AppError, type WireError } from '../../shared/model/errors.ts';
import { texts } from '../../shared/texts/current.ts';
import { muteErrors } from '../ui/toast.tsx';
import { speakAsSystem } from './language.ts';
import { hostAnswers } from './link.ts';
import { NoLink } from './no-link.ts';

/** Where the page stands with its host. Once `open`, the frame is drawn and stays, under a notice when the Link has ended. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'refused'; readonly error: WireError }
  | { readonly state: 'open' }
  | { readonly state: 'ended'; readonly error: WireError; readonly retrying: boolean };

export const connection = createStore<{
  readonly now: Connection;
  /** The frame was drawn once; it stays, whatever becomes of the Link. */
  readonly started: boolean;
}>(() => ({ now: { state: 'connecting' }, started: false }));

/** Waits between two looks whether the host answers again, in milliseconds; the last one goes on. */
const RETRY_AFTER_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000] as const;

/**
 * The Link ended. All that matters lives in the host, so coming back is loading the page anew; it is only done when the host
 * answers, so that a person can read their terminals meanwhile. A page that was replaced stays so until it is told otherwise.
 */
export function linkEnded(reason: WireError | undefined): void {
  muteErrors();
  const error = reason ?? { code: 'lost', message: texts().connecting.ended };
  const retrying = error.code === 'lost';
  connection.setState({ now: { state: 'ended', error, retrying } });
  if (retrying) void comeBack();
}

export async function linkRefused(error: unknown): Promise<void> {
  // What the person chose is in the settings, which are the host's.
  await speakAsSystem();
  const wire = wireOf(error);
  connection.setState({ now: { state: 'refused', error: wire } });
  if (wire.code === 'unreachable') void comeBack();
}

function wireOf(error: unknown): WireError {
  if (error instanceof NoLink) return { code: error.code, ...texts().connecting.refused[error.reason] };
  return error instanceof AppError ? error.toWire() : { code: 'internal', message: String(error) };
}

export function linkOpened(): void {
  connection.setState({ now: { state: 'open' }, started: true });
}

export function reconnect(): void {
  location.reload();
}

async function comeBack(): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const wait = RETRY_AFTER_MS[Math.min(attempt, RETRY_AFTER_MS.length - 1)] ?? 15_000;
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (await hostAnswers()) return reconnect();
  }
}
