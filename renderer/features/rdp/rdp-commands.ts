import { registerCommands } from '../../app/commands.ts';
import { gridHasFocus, hasActive } from '../instances/commands.ts';
import { desktopOf, onActive, openInstanceDesktop } from '../instances/actions.ts';
import { activeRow } from '../instances/instance-store.ts';
import { showError } from '../../ui/toast.tsx';
import { openWay, showDesktops } from './rdp-actions.ts';
import { texts } from '../../../shared/texts/current.ts';

// In a browser this reloads the page without its cache, and a person expects just that.
const OPEN_KEYS = location.protocol === 'http:' ? ['Enter'] : ['Enter', 'Mod+Shift+R'];

/** Remote desktops of instances, and the list of those that are open. Returns what takes the commands away. */
export function registerRdpCommands(): () => void {
  return registerCommands([
    {
      id: 'rdp.open',
      get title() {
        return texts().desktops.desktop;
      },
      group: 'Instances',
      keys: OPEN_KEYS,
      enabled: () => activeRow()?.instance.os === 'windows' && gridHasFocus(),
      run: () => onActive((instance) => void openInstanceDesktop(instance)),
    },
    {
      id: 'rdp.openAny',
      get title() {
        return texts().desktops.commands.any;
      },
      group: 'Instances',
      enabled: () => hasActive() && activeRow()?.instance.os !== 'windows',
      run: () => onActive((instance) => void openInstanceDesktop(instance)),
    },
    {
      id: 'rdp.openWay',
      get title() {
        return texts().desktops.commands.keepOpen;
      },
      group: 'Instances',
      enabled: hasActive,
      run: () => onActive((instance) => void openWay(desktopOf(instance)).then(showDesktops, showError)),
    },
    {
      id: 'rdp.show',
      get title() {
        return texts().desktops.title;
      },
      group: 'View',
      run: showDesktops,
    },
  ]);
}
