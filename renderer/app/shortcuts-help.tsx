import { SquareTerminal } from 'lucide-react';
import { useStore } from 'zustand';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { isMac } from '../ui/keys.ts';
import { commands, type Command } from './commands.ts';
import { keysIn } from './shortcuts.ts';
import styles from './shortcuts-help.module.css';
import { useTexts } from './use-texts.ts';

const c = classNames(styles);
const GROUPS: readonly Command['group'][] = ['Instances', 'Sessions', 'Terminal', 'View', 'Accounts', 'Application'];
/** Keys that belong to the grid itself rather than to a command. */
const MOVES: readonly (readonly ['move' | 'menu', readonly string[]])[] = [
  ['move', ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']],
  ['menu', ['Shift+F10']],
];

interface Line {
  readonly title: string;
  readonly keys: readonly string[];
  /** Those that do not go to the shell while the keyboard is in a terminal. */
  readonly inTerminal: readonly string[];
}

/** All keys, from the same list as the menus. */
export function ShortcutsHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { keys: t, groups } = useTexts().frame;
  const byId = useStore(commands, (state) => state.byId);
  const all = [...byId.values()].filter((command) => (command.keys?.length ?? 0) > 0);
  return (
    <Dialog open={open} title={t.title} width={640} onClose={onClose}>
      <p className={c('note')}>
        <SquareTerminal size={12} aria-hidden />
        {t.note}
      </p>
      <div className={c('groups')}>
        {GROUPS.map((group) => {
          const lines = all.filter((command) => command.group === group).map(lineOf);
          const moves = MOVES.map(([what, keys]) => ({ title: t[what], keys, inTerminal: [] }));
          const shown = group === 'Instances' ? [...lines, ...moves] : lines;
          return shown.length === 0 ? null : (
            <section key={group} className={c('group')}>
              <h3 className={c('heading')}>{groups[group]}</h3>
              <dl>
                {shown.map((line) => (
                  <div key={line.title} className={c('line')}>
                    <dt>{line.title}</dt>
                    <dd className={c('keys')}>
                      {line.keys.map((key) => (
                        <span key={key} className={c('key')}>
                          <Kbd keys={key} />
                          {line.inTerminal.includes(key) ? <SquareTerminal size={11} role="img" aria-label={t.inTerminal} /> : null}
                        </span>
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

function lineOf(command: Command): Line {
  return { title: command.title, keys: command.keys ?? [], inTerminal: keysIn(command, 'terminal', isMac()) };
}
