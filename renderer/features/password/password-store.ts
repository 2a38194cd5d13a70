import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Instance } from '../../../shared/model/instance.ts';
import { accountStore } from '../accounts/account-store.ts';

/** A new password that the person wants for an instance. */
export interface PasswordWish {
  /** Key of the instance's row. */
  readonly key: string;
  /** The question for the password that is lost: what is set at once answers it, if it is for this user. */
  readonly question?: { readonly id: string; readonly user: string };
}

const store = createStore<{ readonly wish: PasswordWish | undefined }>(() => ({ wish: undefined }));

export function useNewPassword<T>(select: (state: { readonly wish: PasswordWish | undefined }) => T): T {
  return useStore(store, select);
}

export function askNewPassword(wish: PasswordWish): void {
  store.setState({ wish });
}

export function endNewPassword(): void {
  store.setState({ wish: undefined });
}

/** Whether the instance's cloud sets passwords. */
export function canSetPassword({ account }: Pick<Instance, 'account'>): boolean {
  return accountStore.getState().accounts.some(({ id, setsPasswords }) => id === account && setsPasswords === true);
}
