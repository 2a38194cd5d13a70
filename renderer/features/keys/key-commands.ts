import { registerCommands } from '../../app/commands.ts';
import { showOverlay } from '../../app/overlays.ts';

export function registerKeyCommands(): () => void {
  return registerCommands([{ id: 'keys.open', title: 'Keys: list, make, import…', group: 'Application', run: () => showOverlay('keys') }]);
}
