import { displayText } from '../../../shared/model/display-text.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { attachTerminal } from './terminal-actions.ts';
import styles from './terminal-panel.module.css';
import type { TerminalEntry } from './terminals-store.ts';

/** In the place of a terminal that runs in the host and has no screen in this page. */
export function Unshown({ terminal, why }: { readonly terminal: TerminalEntry; readonly why: string }) {
  const t = useTexts().terminal;
  const name = displayText(terminal.name, 64);
  return (
    <section className={styles['panel']} aria-label={t.panel(name)} data-terminal-panel={terminal.id}>
      <EmptyState
        title={t.unshown(name)}
        text={`${displayText(why, 400)} ${t.runsOn}`}
        actions={
          <Button look="primary" onClick={() => void attachTerminal(terminal.id)}>
            {t.showAgain}
          </Button>
        }
      />
    </section>
  );
}
