import type { AlibabaService } from './alibaba/call.ts';
import type { Service } from './aws/wire.ts';

/** Which calls a fault hits; what is left out matches everything. */
export interface FaultMatch {
  readonly account?: string;
  readonly accessKeyId?: string;
  readonly region?: string;
  readonly service?: Service | AlibabaService;
  readonly action?: string;
}

/** What happens to a call that is hit. */
export type FaultEffect =
  /** The connection is torn down before an answer. */
  | { readonly kind: 'reset' }
  /** Accepted, read, never answered. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'server-error' }
  | { readonly kind: 'throttle' }
  | { readonly kind: 'denied' }
  /** Any other refusal, by its code: `InsufficientInstanceCapacity`, `OperationNotPermitted`, … */
  | { readonly kind: 'refused'; readonly code: string; readonly message?: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'region-disabled' }
  /** The right answer, cut in the middle. */
  | { readonly kind: 'truncated' }
  /** A page as a captive portal or a proxy answers. */
  | { readonly kind: 'html' }
  /** No rows but a token: legal, and the next call goes on. */
  | { readonly kind: 'empty-page' }
  /** The same token for ever. */
  | { readonly kind: 'token-loop' }
  /** Pages of this size, whatever was asked. */
  | { readonly kind: 'page-size'; readonly size: number }
  /** `GetPasswordData` and `GetConsoleOutput` answer as if the machine had said nothing yet. */
  | { readonly kind: 'not-ready' }
  /** Waits until the fault is released or removed. */
  | { readonly kind: 'hold' };

export interface Fault {
  readonly match: FaultMatch;
  readonly effect: FaultEffect;
  /** Hits this many calls and then no more. */
  readonly times?: number;
}

export interface ActiveFault {
  readonly id: number;
  /** Calls hit so far. */
  readonly hits: () => number;
  /** Resolves when `count` calls have been hit. */
  readonly hit: (count?: number) => Promise<void>;
  /** Lets every held call go on and takes the fault away. */
  readonly remove: () => void;
}

export interface Faults {
  add(fault: Fault): ActiveFault;
  get(id: number): ActiveFault | undefined;
  clear(): void;
  /** Counts the call and says what happens to it, oldest fault first. */
  take(call: Required<FaultMatch>): Promise<FaultEffect[]>;
}

interface Entry {
  readonly fault: Fault;
  readonly active: ActiveFault;
  hits: number;
  readonly waiting: { readonly count: number; readonly done: () => void }[];
  readonly held: (() => void)[];
}

export function createFaults(): Faults {
  const entries = new Map<number, Entry>();
  let last = 0;

  function add(fault: Fault): ActiveFault {
    const id = ++last;
    const active: ActiveFault = {
      id,
      hits: () => entry.hits,
      hit: (count = 1) =>
        new Promise((done) => {
          if (entry.hits >= count) done();
          else entry.waiting.push({ count, done });
        }),
      remove: () => {
        entries.delete(id);
        for (const release of entry.held.splice(0)) release();
      },
    };
    const entry: Entry = { fault, active, hits: 0, waiting: [], held: [] };
    entries.set(id, entry);
    return active;
  }

  async function take(call: Required<FaultMatch>): Promise<FaultEffect[]> {
    const effects: FaultEffect[] = [];
    for (const entry of [...entries.values()]) {
      if (!matches(entry.fault.match, call)) continue;
      if (entry.fault.times !== undefined && entry.hits >= entry.fault.times) continue;
      entry.hits++;
      const released = entry.fault.effect.kind === 'hold' ? new Promise<void>((resolve) => entry.held.push(resolve)) : undefined;
      for (const waiter of entry.waiting) if (entry.hits >= waiter.count) waiter.done();
      if (released) await released;
      else effects.push(entry.fault.effect);
    }
    return effects;
  }

  return {
    add,
    take,
    get: (id) => entries.get(id)?.active,
    clear: () => {
      for (const entry of [...entries.values()]) entry.active.remove();
    },
  };
}

function matches(match: FaultMatch, call: Required<FaultMatch>): boolean {
  return (
    (match.account === undefined || match.account === call.account) &&
    (match.accessKeyId === undefined || match.accessKeyId === call.accessKeyId) &&
    (match.region === undefined || match.region === call.region) &&
    (match.service === undefined || match.service === call.service) &&
    (match.action === undefined || match.action === call.action)
  );
}
