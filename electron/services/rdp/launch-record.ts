import type { WireError } from '../../../shared/model/errors.ts';
import type { RdpLaunch, RdpLaunchChange } from '../../../shared/model/rdp.ts';
import type { Step } from '../../../shared/model/terminal.ts';
import type { ReportStep } from '../../dial/dialer.ts';

/** Lines of a launch's log that are kept. */
const MAX_LOG_LINES = 500;

type Facts = {
  -readonly [K in 'user' | 'client' | 'address' | 'route' | 'retryAt' | 'connectedAt' | 'bytesIn' | 'bytesOut']?: RdpLaunch[K];
};

/** A launch as the page sees it; every change is told. */
export interface LaunchRecord {
  readonly view: RdpLaunch;
  readonly report: ReportStep;
  /** Facts that came to be known. */
  set(facts: Facts): void;
  turn(state: RdpLaunch['state'], facts?: Facts & { readonly error?: WireError }): void;
}

export function createLaunchRecord(options: {
  readonly first: Pick<RdpLaunch, 'id' | 'machine' | 'name' | 'user' | 'client'>;
  readonly now: () => number;
  readonly emit: (change: RdpLaunchChange) => void;
}): LaunchRecord {
  const { now, emit } = options;
  let view: RdpLaunch = { ...options.first, state: 'preparing', startedAt: now(), bytesIn: 0, bytesOut: 0, log: [] };
  const put = (newLines: readonly Step[] = []): void => {
    const { log: _log, ...rest } = view;
    emit({ kind: 'put', launch: { ...rest, newLines } });
  };
  return {
    get view() {
      return view;
    },
    report(step) {
      const line: Step = { at: now(), ...step };
      view = { ...view, log: [...view.log, line].slice(-MAX_LOG_LINES) };
      put([line]);
    },
    set(facts) {
      view = { ...view, ...facts };
      put();
    },
    turn(state, facts = {}) {
      const { error: _error, retryAt: _retryAt, ...rest } = view;
      view = { ...rest, ...facts, state };
      put();
    },
  };
}
