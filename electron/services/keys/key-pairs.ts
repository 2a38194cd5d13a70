import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { KeyPairMatch } from '../../../shared/model/key.ts';
import type { Cloud, CloudKeyPair } from '../../clouds/cloud.ts';
import { plainFingerprint } from '../../ssh/keys/ec2-fingerprint.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { texts } from '../../../shared/texts/current.ts';

/** One region of one account. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The key pairs of the clouds, as far as they were asked for; kept for as long as the process lives. */
export interface KeyPairs {
  /** Asks all places again, side by side. What a place refuses with is a problem; what it said before stands then. */
  ask(places: readonly Place[], signal: AbortSignal): Promise<readonly WireError[]>;
  /** The fingerprint of one pair, from what is known or by asking. `undefined`: there is no such pair. Throws what the cloud refuses with. */
  fingerprint(pair: KeyPairMatch, signal: AbortSignal): Promise<string | undefined>;
  /** Known pairs of which one of these is the fingerprint. */
  matches(fingerprints: readonly string[]): readonly KeyPairMatch[];
}

/** Places that are asked at the same time. */
const AT_ONCE = 8;
/** Places that are asked for one list. */
const MAX_PLACES = 200;
/** For one place, retries included; milliseconds. */
const PLACE_TIMEOUT = 20_000;

export function createKeyPairs(options: { readonly accounts: Pick<Accounts, 'get'>; readonly clouds: readonly Cloud[] }): KeyPairs {
  const known = new Map<string, readonly (KeyPairMatch & { readonly fingerprint: string })[]>();

  async function askPlace({ account: id, region }: Place, signal: AbortSignal): Promise<void> {
    const account = options.accounts.get(id);
    const cloud = options.clouds.find((candidate) => candidate.name === account?.cloud);
    if (account === undefined || cloud === undefined) return;
    const timeout = AbortSignal.timeout(PLACE_TIMEOUT);
    let pairs: readonly CloudKeyPair[];
    try {
      pairs = await cloud.keyPairs(account, region, AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (timeout.aborted && !signal.aborted) {
        throw new AppError('timeout', texts().keyErrors.latePairs(account.profile, region, PLACE_TIMEOUT / 1000), {
          hint: texts().keyErrors.tryAgain,
        });
      }
      throw error;
    }
    known.set(
      `${id}|${region}`,
      pairs.map(({ name, fingerprint }) => ({ account: id, region, keyName: name, fingerprint: plainFingerprint(fingerprint) })),
    );
  }

  return {
    async ask(places, signal) {
      const problems: WireError[] = [];
      const asked = places.slice(0, MAX_PLACES);
      if (places.length > asked.length) {
        problems.push({
          code: 'limit',
          message: texts().keyErrors.manyRegions(MAX_PLACES, places.length),
        });
      }
      const waiting = asked.values();
      // Each worker takes the next place when it is done with one.
      const work = async (): Promise<void> => {
        for (const place of waiting) {
          try {
            await askPlace(place, signal);
          } catch (error) {
            signal.throwIfAborted();
            if (!(error instanceof AppError)) throw error;
            problems.push(error.toWire());
          }
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return problems;
    },

    async fingerprint({ account, region, keyName }, signal) {
      const find = (): string | undefined => known.get(`${account}|${region}`)?.find((pair) => pair.keyName === keyName)?.fingerprint;
      const before = find();
      if (before !== undefined) return before;
      await askPlace({ account, region }, signal);
      return find();
    },

    matches(fingerprints) {
      const wanted = new Set(fingerprints);
      const found: KeyPairMatch[] = [];
      for (const pairs of known.values()) {
        for (const { account, region, keyName, fingerprint } of pairs) {
          if (wanted.has(fingerprint)) found.push({ account, region, keyName });
        }
      }
      return found;
    },
  };
}
