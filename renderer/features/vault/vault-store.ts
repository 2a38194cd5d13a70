import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { VaultState } from '../../../shared/model/vault.ts';
import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';

/** What the host tells of the vault: never a secret. */
export const vaultStore = createStore<{ readonly vault: VaultState | undefined }>(() => ({ vault: undefined }));

export function useVault(): VaultState | undefined {
  return useStore(vaultStore, (state) => state.vault);
}

export function subscribeVault(): void {
  const take = (vault: VaultState): void => vaultStore.setState({ vault });
  client().subscribe('vault.state', undefined, { snapshot: take, change: take, error: showError });
}

export function lockVault(): void {
  client().call('vault.lock', undefined).catch(showError);
}

export function forgetSecrets(ids: readonly string[]): void {
  client()
    .call('vault.forget', { ids: [...ids] })
    .catch(showError);
}

/** Minutes; 0 is never. */
export function setAutoLock(minutes: number): void {
  client().call('vault.setAutoLock', { minutes }).catch(showError);
}

export function setSavingAllowed(allowed: boolean): void {
  client().call('vault.setSaving', { allowed }).catch(showError);
}
