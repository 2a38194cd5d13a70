import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { Ask } from '../../ssh/ssh.ts';
import type { Vault } from './vault.ts';
import { texts } from '../../../shared/texts/current.ts';
import { deferred } from '../../../shared/deferred.ts';

/** Tries at the master password before the question goes away. */
const ATTEMPTS = 3;
const TITLE = 'Vault';

/** Gets the vault open by asking the person. Several who want it at once share one question. */
export interface VaultQuestions {
  /**
   * `false`: the person left it locked, used up the tries, or it cannot be opened (which was told). Rejects with `cancelled` when the signal
   * ends; the question stays as long as somebody else waits for it. `why` is shown.
   */
  open(why: string, signal: AbortSignal): Promise<boolean>;
  /** Makes a vault where there is none. Throws what `Vault.create` throws, and `cancelled` when dismissed. */
  create(why: string, signal: AbortSignal): Promise<void>;
}

export function createVaultQuestions(options: { vault: Vault; ask: Ask; tell: (problem: WireError) => void }): VaultQuestions {
  const { vault, ask, tell } = options;

  const opening = shared(async (why, signal) => {
    // Opened elsewhere meanwhile, from the vault's own page or by another question: nobody needs to answer any more.
    const elsewhere = new AbortController();
    const stop = vault.subscribe(({ locked }) => {
      if (!locked) elsewhere.abort();
    });
    try {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const { password } = await ask('vaultUnlock', { title: TITLE, why, attempt }, AbortSignal.any([signal, elsewhere.signal]));
        if (await opens(password)) return true;
      }
      return false;
    } catch (error) {
      if (elsewhere.signal.aborted) return !vault.state().locked;
      if (error instanceof AppError && error.code === 'cancelled') return false;
      throw error;
    } finally {
      stop();
    }
  });

  const creating = shared(async (why, signal) => {
    await vault.probeSystem();
    const { systemAvailable, systemProblem } = vault.state();
    const system = { systemAvailable, ...(systemProblem === undefined ? {} : { systemProblem }) };
    await vault.create(await ask('vaultCreate', { title: TITLE, why, ...system }, signal));
    return true;
  });

  /** `false`: the password was wrong. */
  async function opens(password?: string): Promise<boolean> {
    try {
      await vault.unlock(password);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'vault-password') return false;
      throw error;
    }
  }

  return {
    async open(why, signal) {
      const { protection, locked } = vault.state();
      if (protection === 'none' || protection === 'broken') return false;
      if (!locked) return true;
      try {
        // The desktop's login is the key: there is nothing to ask.
        return protection === 'system' ? await opens() : await opening(why, signal);
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
        // A broken vault tells of itself. In any case the login goes on without it.
        if (error.code !== 'vault-broken') tell(error.toWire());
        return false;
      }
    },
    async create(why, signal) {
      await creating(why, signal);
    },
  };
}

/** One run for all that come while it lasts. It is cancelled when none of them waits any more. */
function shared(run: (why: string, signal: AbortSignal) => Promise<boolean>): (why: string, signal: AbortSignal) => Promise<boolean> {
  let current: { readonly done: Promise<boolean>; readonly abort: AbortController; waiting: number } | undefined;
  return async (why, signal) => {
    if (signal.aborted) throw new AppError('cancelled', texts().vaultErrors.cancelled);
    if (current === undefined) {
      const abort = new AbortController();
      const mine = { abort, waiting: 0, done: run(why, abort.signal) };
      current = mine;
      const over = (): void => {
        if (current === mine) current = undefined;
      };
      mine.done.then(over, over);
    }
    const mine = current;
    mine.waiting++;
    const gone = deferred<never>();
    const leave = (): void => gone.reject(new AppError('cancelled', texts().vaultErrors.cancelled));
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([mine.done, gone.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      mine.waiting--;
      if (mine.waiting === 0) {
        mine.abort.abort();
        // Whoever comes now asks anew; this run is on its way out.
        if (current === mine) current = undefined;
      }
    }
  };
}
