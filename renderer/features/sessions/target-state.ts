import { displayText } from '../../../shared/model/display-text.ts';
import { instanceKey } from '../../../shared/model/instance.ts';
import type { SessionTarget } from '../../../shared/model/session.ts';
import type { Account } from '../../../shared/model/account.ts';
import { STATE_TEXT } from '../instances/columns.ts';
import { profileOf, type Inventory } from '../instances/rows.ts';

/** What the tree says of a session's target. */
export interface TargetState {
  /** A word beside the name; absent where there is nothing to say. */
  readonly mark?: string;
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
  const row = inventory.rows.get(instanceKey(target));
  const where = `${displayText(target.instance, 64)}, ${target.region}, ${displayText(profileOf(target.account), 64)}`;
  if (row !== undefined) {
    const { state } = row.instance;
    if (state === 'terminated' || state === 'shutting-down') {
      return { mark: 'gone', dim: true, title: `${where}: this instance was terminated. The session keeps its settings.` };
    }
    if (state === 'running' || state === 'unknown') return { dim: false, title: where };
    return { mark: STATE_TEXT[state].toLowerCase(), dim: true, title: `${where}: ${STATE_TEXT[state].toLowerCase()}` };
  }
  const account = accounts.find(({ id }) => id === target.account);
  if (account === undefined) {
    return { mark: 'gone', dim: true, title: `${where}: there is no profile ${displayText(profileOf(target.account), 64)} here.` };
  }
  if (!account.enabled) return { dim: true, title: `${where}: the account is turned off.` };
  const answered = [...inventory.scopes.values()].some(
    (scope) => scope.account === target.account && scope.region === target.region && scope.state === 'ready',
  );
  if (!answered) return { dim: false, title: `${where}: its region has not answered yet.` };
  return {
    mark: 'gone',
    dim: true,
    title: `${where}: not in the list of its region any more. The session keeps its settings.`,
  };
}
