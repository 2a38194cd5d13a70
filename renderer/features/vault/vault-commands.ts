import { registerCommands } from '../../app/commands.ts';
import { showOverlay } from '../../app/overlays.ts';
import { lockVault, vaultStore } from './vault-store.ts';
import { texts } from '../../../shared/texts/current.ts';

export function registerVaultCommands(): () => void {
  return registerCommands([
    {
      id: 'vault.open',
      get title() {
        return texts().vault.openCommand;
      },
      group: 'Application',
      run: () => showOverlay('vault'),
    },
    {
      id: 'vault.lock',
      get title() {
        return texts().vault.lockCommand;
      },
      group: 'Application',
      enabled: () => {
        const { vault } = vaultStore.getState();
        return vault !== undefined && vault.protection !== 'none' && !vault.locked;
      },
      run: lockVault,
    },
  ]);
}
