import type { Account } from '../../../shared/model/account.ts';
import type { Scope } from '../../../shared/model/instance.ts';
import { hasFailed } from '../instances/loading.ts';

/** A line of the sidebar as data; `id` is what the tree selects. */
export type SidebarLine =
  | { readonly kind: 'all'; readonly id: 'all'; readonly count: number }
  | {
      readonly kind: 'account';
      readonly id: string;
      readonly account: Account;
      readonly count: number;
      readonly open: boolean;
      readonly loading: boolean;
      readonly failed: boolean;
    }
  | { readonly kind: 'region'; readonly id: string; readonly scope: Scope }
  | { readonly kind: 'empty'; readonly id: string; readonly account: string; readonly count: number; readonly open: boolean };

export interface Folds {
  /** Accounts that are closed, and accounts whose empty regions are shown. */
  readonly closed: ReadonlySet<string>;
  readonly emptyShown: ReadonlySet<string>;
}

/**
 * Accounts with their regions. Regions without instances are folded into one line at the end: an account has thirty of them, and
 * a person works in two.
 */
export function sidebarLines(accounts: readonly Account[], scopes: Iterable<Scope>, folds: Folds): readonly SidebarLine[] {
  const byAccount = new Map<string, Scope[]>();
  let all = 0;
  for (const scope of scopes) {
    all += scope.count;
    const list = byAccount.get(scope.account);
    if (list === undefined) byAccount.set(scope.account, [scope]);
    else list.push(scope);
  }
  const lines: SidebarLine[] = [{ kind: 'all', id: 'all', count: all }];
  for (const account of accounts) {
    const own = (byAccount.get(account.id) ?? []).toSorted((a, b) => (a.region < b.region ? -1 : 1));
    const open = account.enabled && !folds.closed.has(account.id);
    lines.push({
      kind: 'account',
      id: account.id,
      account,
      count: own.reduce((sum, scope) => sum + scope.count, 0),
      open,
      loading: own.some((scope) => scope.state === 'loading' || scope.state === 'waiting'),
      failed: account.error !== undefined || own.some(hasFailed),
    });
    if (!open) continue;
    const named = own.filter((scope) => scope.region !== '');
    const busy = named.filter((scope) => scope.count > 0 || hasFailed(scope));
    // One that was empty counts as empty while it is looked at again: the tree would jump with each refresh.
    const empty = named.filter(
      (scope) => scope.count === 0 && !hasFailed(scope) && (scope.state === 'ready' || scope.loadedAt !== undefined),
    );
    for (const scope of busy) lines.push({ kind: 'region', id: scope.key, scope });
    if (empty.length === 0) continue;
    const shown = folds.emptyShown.has(account.id);
    lines.push({ kind: 'empty', id: `empty ${account.id}`, account: account.id, count: empty.length, open: shown });
    if (shown) for (const scope of empty) lines.push({ kind: 'region', id: scope.key, scope });
  }
  return lines;
}
