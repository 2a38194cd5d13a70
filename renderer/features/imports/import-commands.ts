import { registerCommands } from '../../app/commands.ts';
import { showOverlay } from '../../app/overlays.ts';
import { texts } from '../../../shared/texts/current.ts';

export function registerImportCommands(): () => void {
  return registerCommands([
    {
      id: 'sessions.import',
      get title() {
        return texts().imports.importCommand;
      },
      group: 'Application',
      run: () => showOverlay('import'),
    },
    {
      id: 'sessions.export',
      get title() {
        return texts().imports.exportCommand;
      },
      group: 'Application',
      run: () => showOverlay('export'),
    },
  ]);
}
