import { startRelay, type Relay, type RelayState } from '../../rdp/relay/relay.ts';
import type { MachineWay } from './machine-way.ts';
import type { Clock } from './first-password.ts';

/** How often the bytes of an open session are told. Milliseconds. */
const COUNT_MS = 1_000;
/** A client whose machine broke off may come back or end by itself; after this it counts as disconnected. Milliseconds. */
const GONE_MS = 10_000;
/** One that broke off by itself is about to end, which takes its time on a busy machine. Milliseconds. */
const LEAVING_MS = 30_000;
/** A client that has not come by then shows a question, or does not go where it was sent: a Flatpak takes long to start. Milliseconds. */
const ABSENT_MS = 45_000;
/** Longer than anything lives: the relay stays while the client does. Milliseconds; the most that a timer takes. */
const FOR_EVER = 2_147_483_647;

export interface SessionEvents {
  /** A connection was made; a desktop is not up yet. */
  came?(): void;
  /** Nobody has come for so long that something must be wrong. */
  absent?(): void;
  /** A desktop is up (again). */
  up(): void;
  /** The client broke off by itself; nothing is wrong with that. */
  left?(): void;
  /** No connection any more, for some seconds. `hadSession`: a desktop was up before. */
  down(hadSession: boolean, reason: unknown): void;
  bytes(bytesIn: number, bytesOut: number): void;
  /** The relay is closed. */
  over(): void;
  /** A connection could not be passed on. */
  failed(error: unknown): void;
}

/** A relay, and what its traffic says about the session. `linger`: closes by itself some time after the last connection, for clients whose end nothing else tells. */
export async function watchSession(options: {
  readonly way: MachineWay;
  readonly address: { readonly host: string; readonly port: number };
  readonly linger: boolean;
  readonly clock: Clock;
  readonly events: SessionEvents;
}): Promise<Relay> {
  const { way, clock, events } = options;
  let hadSession = false;
  let reason: unknown;
  let gone: unknown;
  let counting: unknown;
  let told = -1;
  let absent: unknown;

  const count = (relay: Relay): void => {
    if (relay.bytesIn + relay.bytesOut !== told) events.bytes(relay.bytesIn, relay.bytesOut);
    told = relay.bytesIn + relay.bytesOut;
  };
  const countOn = (): void => {
    count(relay);
    counting = clock.setTimeout(countOn, COUNT_MS);
  };
  const changed = (state: RelayState): void => {
    clock.clearTimeout(gone);
    clock.clearTimeout(absent);
    gone = undefined;
    if (state.kind === 'busy') {
      if (!state.session) events.came?.();
      else {
        hadSession = true;
        reason = undefined;
        events.up();
        if (counting === undefined) countOn();
      }
      return;
    }
    clock.clearTimeout(counting);
    counting = undefined;
    count(relay);
    if (state.kind === 'over') return events.over();
    const leaves = hadSession && state.left === 'client' && reason === undefined;
    if (leaves) events.left?.();
    gone = clock.setTimeout(() => events.down(hadSession, reason), leaves ? LEAVING_MS : GONE_MS);
  };
  const begin = (port: number): Promise<Relay> =>
    startRelay({
      open: way.open,
      host: options.address.host,
      port,
      changed,
      failed(error) {
        reason = error;
        events.failed(error);
      },
      ...(options.linger ? {} : { linger: FOR_EVER }),
    });
  // A stable port (macOS) may be taken, for one by the first of two sessions to one machine.
  const relay = await begin(options.address.port).catch((error: unknown) => {
    if (options.address.port === 0) throw error;
    return begin(0);
  });
  absent = clock.setTimeout(() => events.absent?.(), ABSENT_MS);
  return relay;
}
