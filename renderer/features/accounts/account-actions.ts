import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';

/** Forgets an account whose keys were typed by hand. */
export function removeAccount(account: string): void {
  client().call('accounts.remove', { account }).catch(showError);
}

export function setEnabled(account: string, enabled: boolean): void {
  client().call('accounts.setEnabled', { account, enabled }).catch(showError);
}
