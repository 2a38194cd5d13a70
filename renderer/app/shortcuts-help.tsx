import { useStore } from 'zustand';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { commands, type Command } from './commands.ts';
import styles from './shortcuts-help.module.css';

const c = classNames(styles);
const GROUPS: readonly Command['group'][] = ['Instances', 'Terminal', 'View', 'Accounts', 'Application'];
/** Keys that belong to the grid itself rather than to a command. */
const MOVES: readonly (readonly [string, readonly string[]])[] = [
  ['Move through the list', ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']],
  ['Menu of the chosen instance', ['Shift+F10']],
];

/** All keys, from the same list as the menus. */
export function ShortcutsHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const byId = useStore(commands, (state) => state.byId);
  const all = [...byId.values()].filter((command) => (command.keys?.length ?? 0) > 0);
  return (
    <Dialog open={open} title="Keyboard shortcuts" width={640} onClose={onClose}>
      <div className={c('groups')}>
        {GROUPS.map((group) => {
          const lines = all.filter((command) => command.group === group).map((command) => [command.title, command.keys ?? []] as const);
          const shown = group === 'Instances' ? [...lines, ...MOVES] : lines;
          return shown.length === 0 ? null : (
            <section key={group} className={c('group')}>
              <h3 className={c('heading')}>{group}</h3>
              <dl>
                {shown.map(([title, keys]) => (
                  <div key={title} className={c('line')}>
                    <dt>{title}</dt>
                    <dd className={c('keys')}>
                      {keys.map((key) => (
                        <Kbd key={key} keys={key} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
