import { useStore } from 'zustand';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { commands, type Command } from './commands.ts';
import styles from './shortcuts-help.module.css';
import { useTexts } from './use-texts.ts';

const c = classNames(styles);
const GROUPS: readonly Command['group'][] = ['Instances', 'Sessions', 'Terminal', 'View', 'Accounts', 'Application'];
/** Keys that belong to the grid itself rather than to a command. */
const MOVES: readonly (readonly ['move' | 'menu', readonly string[]])[] = [
  ['move', ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']],
  ['menu', ['Shift+F10']],
];

/** All keys, from the same list as the menus. */
export function ShortcutsHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { keys: t, groups } = useTexts().frame;
  const byId = useStore(commands, (state) => state.byId);
  const all = [...byId.values()].filter((command) => (command.keys?.length ?? 0) > 0);
  return (
    <Dialog open={open} title={t.title} width={640} onClose={onClose}>
      <div className={c('groups')}>
        {GROUPS.map((group) => {
          const lines = all.filter((command) => command.group === group).map((command) => [command.title, command.keys ?? []] as const);
          const shown = group === 'Instances' ? [...lines, ...MOVES.map(([what, keys]) => [t[what], keys] as const)] : lines;
          return shown.length === 0 ? null : (
            <section key={group} className={c('group')}>
              <h3 className={c('heading')}>{groups[group]}</h3>
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
