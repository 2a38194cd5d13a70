/** How long each part of a connection may take, in milliseconds. */
export interface Timeouts {
  readonly identification: number;
  readonly keyExchange: number;
  /** The server's answer to one authentication message. */
  readonly authentication: number;
  /** The same to a password or answers: the server may be waiting for a tap on a phone. */
  readonly approval: number;
  /** The server's answer to the request for a shell. */
  readonly request: number;
  readonly keepaliveInterval: number;
  /** Unanswered keepalives after which the connection counts as lost. */
  readonly keepaliveCount: number;
  /** The answer to a ping sent after the computer woke up or changed its network. */
  readonly ping: number;
  readonly rekeyInterval: number;
  readonly rekeyBytes: number;
}

export const TIMEOUTS: Timeouts = {
  identification: 15_000,
  keyExchange: 20_000,
  authentication: 30_000,
  approval: 120_000,
  request: 20_000,
  keepaliveInterval: 15_000,
  keepaliveCount: 3,
  ping: 10_000,
  rekeyInterval: 3_600_000,
  rekeyBytes: 1024 ** 3,
};

/** One running timer that stands still while a person is being asked. */
export interface Patience {
  /** Ends the former wait and starts a new one. */
  wait(milliseconds: number, expired: () => void): void;
  done(): void;
  /** Runs `work` with the timer standing still; nested and parallel calls count. */
  standStill<T>(work: () => Promise<T>): Promise<T>;
  /** How long it has stood still so far, in milliseconds; questions at the same time count once. */
  stoodStill(): number;
}

export function createPatience(): Patience {
  let timer: NodeJS.Timeout | undefined;
  let left = 0;
  let since = 0;
  let expire: (() => void) | undefined;
  let still = 0;
  let stillSince = 0;
  let stoodStill = 0;

  function start(): void {
    if (expire === undefined || still > 0) return;
    since = performance.now();
    timer = setTimeout(() => {
      const call = expire;
      expire = undefined;
      call?.();
    }, left);
  }

  return {
    wait(milliseconds, expired) {
      clearTimeout(timer);
      left = milliseconds;
      expire = expired;
      start();
    },
    done() {
      clearTimeout(timer);
      expire = undefined;
    },
    async standStill(work) {
      if (still === 0 && expire !== undefined) {
        clearTimeout(timer);
        left = Math.max(0, left - (performance.now() - since));
      }
      if (still === 0) stillSince = performance.now();
      still += 1;
      try {
        return await work();
      } finally {
        still -= 1;
        if (still === 0) {
          stoodStill += performance.now() - stillSince;
          start();
        }
      }
    },
    stoodStill: () => stoodStill + (still > 0 ? performance.now() - stillSince : 0),
  };
}
