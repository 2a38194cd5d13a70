import type { Account, LookedAt } from '../../../shared/model/account.ts';
import type { WireError } from '../../../shared/model/errors.ts';
import type { Scope } from '../../../shared/model/instance.ts';
import { texts, type Texts } from '../../../shared/texts/current.ts';
import { accountName } from '../accounts/account-name.ts';

export type AgeWords = Texts['instances']['age'];

export interface Loading {
  readonly active: boolean;
  readonly done: number;
  readonly total: number;
  /** One that loads now, for the eye: `eu-central-1`. */
  readonly region: string;
  /** Epoch milliseconds of the oldest list that is shown while its region loads or has failed. */
  readonly oldest?: number;
}

/** How far the regions are, in one line. */
export function loadingOf(scopes: Iterable<Scope>): Loading {
  let done = 0;
  let total = 0;
  let region = '';
  let active = false;
  let oldest: number | undefined;
  for (const scope of scopes) {
    total += 1;
    if (scope.state === 'ready' || scope.state === 'failed') done += 1;
    else active = true;
    if (scope.state === 'loading' && region === '') region = scope.region;
    if (isStale(scope) && scope.count > 0) oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, scope.loadedAt ?? 0);
  }
  return { active, done, total, region, ...(oldest === undefined ? {} : { oldest }) };
}

/** The last list did not come, and no other has since. */
export function hasFailed({ state, error }: Scope): boolean {
  return state === 'failed' || error !== undefined;
}

/** A list of this age is not said to be old while it is read anew: all its rows would change their colour for a second, by the timer. */
const FRESH_MS = 15 * 60_000;

/** Whether the rows of a scope are those of an earlier time. */
export function isStale(scope: Scope, now = Date.now()): boolean {
  const { loadedAt, kept, unasked, state } = scope;
  if (loadedAt === undefined) return false;
  return kept === true || unasked === true || hasFailed(scope) || (state !== 'ready' && now - loadedAt > FRESH_MS);
}

/** `just now`, `4 min ago`, `2 h ago`, `3 d ago`. */
export function ageText(then: number, now: number, words: AgeWords = texts().instances.age): string {
  const minutes = Math.floor(Math.max(0, now - then) / 60_000);
  if (minutes < 1) return words.now;
  if (minutes < 60) return words.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? words.hours(hours) : words.days(Math.floor(hours / 24));
}

/** One failure as a person sees it: an expired profile is one line, not one for each of its thirty regions. */
export interface Problem {
  readonly key: string;
  readonly subject: string;
  readonly error: WireError;
  /** What "Retry" loads again. */
  readonly retry: { readonly account?: string; readonly region?: string };
}

/** `lookedAt`: a broken file may hide profiles, or leave one without its region and endpoint. */
export function problemsOf(
  accounts: readonly Account[],
  scopes: Iterable<Scope>,
  lookedAt: readonly LookedAt[],
  words: Pick<Texts['instances'], 'regions'> = texts().instances,
): readonly Problem[] {
  const files = lookedAt.flatMap(({ what, where, problem }): Problem[] =>
    problem === undefined ? [] : [{ key: `${what} ${where}`, subject: what, error: problem, retry: {} }],
  );
  const groups = new Map<string, { account: string; error: WireError; regions: string[] }>();
  const put = (account: string, error: WireError, region: string): void => {
    const key = `${account} ${error.code} ${error.message}`;
    const group = groups.get(key) ?? { account, error, regions: [] };
    if (region !== '') group.regions.push(region);
    groups.set(key, group);
  };
  for (const account of accounts) if (account.error !== undefined) put(account.id, account.error, '');
  for (const scope of scopes) if (scope.error !== undefined) put(scope.account, scope.error, scope.region);
  const ofAccounts = [...groups].map(([key, { account, error, regions }]): Problem => {
    const profile = accountName(account);
    const only = regions.length === 1 ? regions[0] : undefined;
    return {
      key,
      subject: only !== undefined ? `${profile} · ${only}` : regions.length > 1 ? `${profile} · ${words.regions(regions.length)}` : profile,
      error,
      retry: { account, ...(only === undefined ? {} : { region: only }) },
    };
  });
  return [...files, ...ofAccounts];
}

/** Those that concern what is chosen at the left: another account's failure says nothing about this one's list. */
export function problemsIn(
  choice: { readonly account?: string; readonly region?: string },
  problems: readonly Problem[],
): readonly Problem[] {
  return problems.filter(
    ({ retry }) =>
      (choice.account === undefined || retry.account === undefined || retry.account === choice.account) &&
      (choice.region === undefined || retry.region === undefined || retry.region === choice.region),
  );
}
