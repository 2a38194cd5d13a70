import { registerCommands } from '../../app/commands.ts';
import { showOverlay } from '../../app/overlays.ts';
import { texts } from '../../../shared/texts/current.ts';

export function registerKeyCommands(): () => void {
  return registerCommands([
    {
      id: 'keys.open',
      get title() {
        return texts().keys.command;
      },
      group: 'Application',
      run: () => showOverlay('keys'),
    },
  ]);
}
