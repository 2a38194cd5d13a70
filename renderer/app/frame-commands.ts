import { texts, type Texts } from '../../shared/texts/current.ts';
import { client } from './client.ts';
import { registerCommands } from './commands.ts';
import { canMoveTab, goToNextGroup, hasGroups, moveTab } from './dock-groups.ts';
import { changeLayout, layoutStore } from './layout.ts';
import { showOverlay } from './overlays.ts';
import { showError } from '../ui/toast.tsx';

const words = (): Texts['frame']['commands'] => texts().frame.commands;

/** What the frame itself can do. */
export function registerFrameCommands(): () => void {
  return registerCommands([
    {
      id: 'app.palette',
      get title() {
        return words().palette;
      },
      group: 'Application',
      keys: ['Mod+K', 'Mod+Shift+P'],
      inTerminal: true,
      inQuestion: true,
      run: () => showOverlay('palette'),
    },
    {
      id: 'app.settings',
      get title() {
        return words().settings;
      },
      group: 'Application',
      keys: ['Mod+,'],
      inTerminal: true,
      run: () => showOverlay('settings'),
    },
    {
      id: 'app.shortcuts',
      get title() {
        return words().shortcuts;
      },
      group: 'Application',
      keys: ['?'],
      run: () => showOverlay('shortcuts'),
    },
    {
      id: 'accounts.add',
      get title() {
        return words().addProfile;
      },
      group: 'Accounts',
      run: () => showOverlay('add-profile'),
    },
    {
      id: 'accounts.reload',
      get title() {
        return words().reload;
      },
      group: 'Accounts',
      run: () => client().call('accounts.reload', undefined).catch(showError),
    },
    {
      id: 'view.sidebar',
      get title() {
        return words().sidebar;
      },
      group: 'View',
      keys: ['Mod+B'],
      inTerminal: true,
      run: () => {
        const { sidebar } = layoutStore.getState();
        changeLayout({ sidebar: { ...sidebar, open: !sidebar.open } });
      },
    },
    {
      id: 'view.tabLeft',
      get title() {
        return words().tabLeft;
      },
      group: 'View',
      // With Alt alone they go from tab to tab.
      keys: ['Alt+Shift+PageUp'],
      inTerminal: true,
      enabled: () => canMoveTab('left'),
      run: () => moveTab('left'),
    },
    {
      id: 'view.tabRight',
      get title() {
        return words().tabRight;
      },
      group: 'View',
      keys: ['Mod+\\', 'Alt+Shift+PageDown'],
      inTerminal: true,
      enabled: () => canMoveTab('right'),
      run: () => moveTab('right'),
    },
    {
      id: 'view.nextGroup',
      get title() {
        return words().nextGroup;
      },
      group: 'View',
      // With Ctrl alone it leaves the terminal for its tab.
      keys: ['Ctrl+Shift+F6'],
      inTerminal: true,
      inQuestion: true,
      enabled: hasGroups,
      run: goToNextGroup,
    },
  ]);
}
