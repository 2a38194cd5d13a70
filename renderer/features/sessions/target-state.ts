import { displayText } from '../../../shared/model/display-text.ts';
import { instanceKey } from '../../../shared/model/instance.ts';
import type { SessionTarget } from '../../../shared/model/session.ts';
import type { Account } from '../../../shared/model/account.ts';
import { accountName } from '../accounts/account-name.ts';
import type { Inventory } from '../instances/rows.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What the tree says of a session's target. */
export interface TargetState {
  /** A word beside the name; absent where there is nothing to say. */
  readonly mark?: string;
  /** The instance is no more. */
  readonly gone?: boolean;
  readonly dim: boolean;
  /** The whole sentence, for the tooltip. */
  readonly title: string;
}

/**
 * Whether the instance of a session can be reached now. That it is gone is said only once its region has answered: while a list
 * is still loading, or its account is off, nobody knows.
 */
export function targetState(target: SessionTarget, inventory: Inventory, accounts: readonly Account[]): TargetState {
  if (target.kind === 'host') return { dim: false, title: displayText(target.host) };
  const t = texts().sessions.target;
  const row = inventory.rows.get(instanceKey(target));
  const where = `${displayText(target.instance, 64)}, ${displayText(target.region, 64)}, ${displayText(accountName(target.account), 64)}`;
  if (row !== undefined) {
    const { state } = row.instance;
    if (state === 'terminated' || state === 'shutting-down') {
      return { mark: t.gone, gone: true, dim: true, title: t.terminated(where) };
    }
    if (state === 'running' || state === 'unknown') return { dim: false, title: where };
    const word = texts().instanceColumns.states[state].toLowerCase();
    return { mark: word, dim: true, title: t.state(where, word) };
  }
  const account = accounts.find(({ id }) => id === target.account);
  if (account === undefined) {
    return { mark: t.gone, gone: true, dim: true, title: t.noProfile(where, displayText(accountName(target.account), 64)) };
  }
  if (!account.enabled) return { dim: true, title: t.off(where) };
  const answered = [...inventory.scopes.values()].some(
    (scope) => scope.account === target.account && scope.region === target.region && scope.state === 'ready',
  );
  if (!answered) return { dim: false, title: t.unanswered(where) };
  return {
    mark: t.gone,
    gone: true,
    dim: true,
    title: t.unlisted(where),
  };
}
