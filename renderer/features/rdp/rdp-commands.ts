import { registerCommands } from '../../app/commands.ts';
import { gridHasFocus, hasActive } from '../instances/commands.ts';
import { desktopOf, onActive, openInstanceDesktop } from '../instances/actions.ts';
import { activeRow } from '../instances/instance-store.ts';
import { showError } from '../../ui/toast.tsx';
import { openWay, showDesktops } from './rdp-actions.ts';

// In a browser this reloads the page without its cache, and a person expects just that.
const OPEN_KEYS = location.protocol === 'http:' ? ['Enter'] : ['Enter', 'Mod+Shift+R'];

/** Remote desktops of instances, and the list of those that are open. Returns what takes the commands away. */
export function registerRdpCommands(): () => void {
  return registerCommands([
    {
      id: 'rdp.open',
      title: 'Remote desktop',
      group: 'Instances',
      keys: OPEN_KEYS,
      enabled: () => activeRow()?.instance.os === 'windows' && gridHasFocus(),
      run: () => onActive((instance) => void openInstanceDesktop(instance)),
    },
    {
      id: 'rdp.openAny',
      title: 'Remote desktop, whatever the system is',
      group: 'Instances',
      enabled: () => hasActive() && activeRow()?.instance.os !== 'windows',
      run: () => onActive((instance) => void openInstanceDesktop(instance)),
    },
    {
      id: 'rdp.openWay',
      title: 'Keep the way open for another desktop program',
      group: 'Instances',
      enabled: hasActive,
      run: () => onActive((instance) => void openWay(desktopOf(instance)).then(showDesktops, showError)),
    },
    { id: 'rdp.show', title: 'Remote desktops', group: 'View', run: showDesktops },
  ]);
}
