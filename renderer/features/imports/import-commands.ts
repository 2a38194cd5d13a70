import { registerCommands } from '../../app/commands.ts';
import { showOverlay } from '../../app/overlays.ts';

export function registerImportCommands(): () => void {
  return registerCommands([
    { id: 'sessions.import', title: 'Import sessions…', group: 'Application', run: () => showOverlay('import') },
    { id: 'sessions.export', title: 'Export sessions…', group: 'Application', run: () => showOverlay('export') },
  ]);
}
