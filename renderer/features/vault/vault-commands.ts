import { registerCommands } from '../../app/commands.ts';
import { showOverlay } from '../../app/overlays.ts';
import { lockVault, vaultStore } from './vault-store.ts';

export function registerVaultCommands(): () => void {
  return registerCommands([
    { id: 'vault.open', title: 'Vault: saved passwords and keys…', group: 'Application', run: () => showOverlay('vault') },
    {
      id: 'vault.lock',
      title: 'Lock the vault',
      group: 'Application',
      enabled: () => {
        const { vault } = vaultStore.getState();
        return vault !== undefined && vault.protection !== 'none' && !vault.locked;
      },
      run: lockVault,
    },
  ]);
}
