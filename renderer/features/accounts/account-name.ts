import type { Account } from '../../../shared/model/account.ts';
import { texts } from '../../../shared/texts/current.ts';
import { profileOf } from '../instances/rows.ts';
import { accountStore } from './account-store.ts';

/** For thousands of cells: counted anew only when the accounts are others. */
let counted: readonly Account[] | undefined;
let shared: ReadonlySet<string> = new Set();

/** Names of profiles that more than one cloud has. */
function sharedNames(accounts: readonly Account[]): ReadonlySet<string> {
  const clouds = new Map<string, Account['cloud']>();
  const shared = new Set<string>();
  for (const { profile, cloud } of accounts) {
    if ((clouds.get(profile) ?? cloud) !== cloud) shared.add(profile);
    clouds.set(profile, cloud);
  }
  return shared;
}

/** What an account is called: its profile, with its cloud where another one has a profile of this name. */
export function accountName(id: string): string {
  const { accounts } = accountStore.getState();
  if (accounts !== counted) {
    counted = accounts;
    shared = sharedNames(accounts);
  }
  const profile = profileOf(id);
  const account = shared.has(profile) ? accounts.find((one) => one.id === id) : undefined;
  return account === undefined ? profile : `${profile} (${texts().accounts.form.clouds[account.cloud]})`;
}
