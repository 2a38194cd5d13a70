import { client } from './client.ts';
import { registerCommands } from './commands.ts';
import { splitRight } from './dock.ts';
import { changeLayout, layoutStore } from './layout.ts';
import { showOverlay } from './overlays.ts';
import { showError } from '../ui/toast.tsx';

/** What the frame itself can do. */
export function registerFrameCommands(): () => void {
  return registerCommands([
    {
      id: 'app.palette',
      title: 'Command palette',
      group: 'Application',
      keys: ['Mod+K', 'Mod+Shift+P'],
      inTerminal: true,
      inQuestion: true,
      run: () => showOverlay('palette'),
    },
    { id: 'app.settings', title: 'Settings', group: 'Application', keys: ['Mod+,'], inTerminal: true, run: () => showOverlay('settings') },
    { id: 'app.shortcuts', title: 'Keyboard shortcuts', group: 'Application', keys: ['?'], run: () => showOverlay('shortcuts') },
    { id: 'accounts.add', title: 'Add a profile…', group: 'Accounts', run: () => showOverlay('add-profile') },
    {
      id: 'accounts.reload',
      title: 'Read profiles again',
      group: 'Accounts',
      run: () => client().call('accounts.reload', undefined).catch(showError),
    },
    {
      id: 'view.sidebar',
      title: 'Show or hide accounts',
      group: 'View',
      keys: ['Mod+B'],
      run: () => {
        const { sidebar } = layoutStore.getState();
        changeLayout({ sidebar: { ...sidebar, open: !sidebar.open } });
      },
    },
    { id: 'view.split', title: 'Move tab to a group at the right', group: 'View', keys: ['Mod+\\'], run: splitRight },
  ]);
}
