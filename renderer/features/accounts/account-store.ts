import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AccountList } from '../../../shared/model/account.ts';
import { client } from '../../app/client.ts';

export const accountStore = createStore<AccountList & { readonly ready: boolean }>(() => ({ accounts: [], lookedAt: [], ready: false }));

export function useAccounts<T>(select: (state: AccountList & { readonly ready: boolean }) => T): T {
  return useStore(accountStore, select);
}

/** Resolves with the first list: only then is it known whether this is a first run. */
export function subscribeAccounts(): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = (list: AccountList): void => accountStore.setState({ ...list, ready: true });
    client().subscribe('accounts.list', undefined, {
      snapshot(list) {
        take(list);
        resolve();
      },
      change: take,
      error: reject,
    });
  });
}
