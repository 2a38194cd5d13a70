import { SearchX, ServerOff } from 'lucide-react';
import { useMemo } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { useAccounts } from '../accounts/account-store.ts';
import { FirstRun } from '../accounts/first-run.tsx';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { GridSkeleton } from './grid-skeleton.tsx';
import { InstanceGrid } from './instance-grid.tsx';
import { instanceStore, inventory, refresh, useInstances } from './instance-store.ts';
import styles from './instances-panel.module.css';
import { loadingOf, problemsIn, problemsOf, type Loading } from './loading.ts';
import { MessageBar } from './message-bar.tsx';
import { OpenAsDialog } from './open-as-dialog.tsx';
import { ProblemRows } from './problem-rows.tsx';
import { PowerTasks } from '../power/power-tasks.tsx';
import { Toolbar } from './toolbar.tsx';
import { useGridRows, type GridRows } from './use-grid-rows.ts';

const c = classNames(styles);

/** The dock's main panel: all instances of all accounts, or the page of a first run. */
export function InstancesPanel() {
  const first = useAccounts((state) => state.ready && state.accounts.length === 0);
  return first ? <FirstRun /> : <Instances />;
}

function Instances() {
  const t = useTexts().instances;
  const grid = useGridRows();
  const accounts = useAccounts((state) => state.accounts);
  const lookedAt = useAccounts((state) => state.lookedAt);
  const version = useInstances((state) => state.scopesVersion);
  const choice = useInstances((state) => state.choice);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the inventory changes in place; its version stands for it
  const loading = useMemo(() => loadingOf(inventory.scopes.values()), [version]);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- as above
  const problems = useMemo(
    () => problemsIn(choice, problemsOf(accounts, inventory.scopes.values(), lookedAt, t)),
    [version, accounts, lookedAt, choice, t],
  );
  return (
    <div className={c('panel')}>
      <Toolbar shown={grid.rows.length} total={grid.total} loading={loading} />
      <ProgressLine label={t.loadingRegions} value={loading.done} max={loading.total} active={loading.active} />
      <Body grid={grid} loading={loading} enabled={accounts.some((account) => account.enabled)} failed={problems.length > 0} />
      {/* Below: above, they would move the rows away from under the pointer. */}
      <ProblemRows problems={problems} />
      <MessageBar />
      <PowerTasks />
      <OpenAsDialog />
    </div>
  );
}

interface BodyProps {
  readonly grid: GridRows;
  readonly loading: Loading;
  readonly enabled: boolean;
  readonly failed: boolean;
}

function Body({ grid, loading, enabled, failed }: BodyProps) {
  const t = useTexts().instances;
  const ready = useInstances((state) => state.ready);
  const chosen = useInstances((state) => state.choice.account !== undefined);
  if (grid.rows.length > 0) return <InstanceGrid rows={grid.rows} view={grid.view} />;
  if (grid.total > 0) {
    return (
      <EmptyState
        icon={<SearchX size={22} aria-hidden />}
        title={t.noMatch}
        text={t.noMatchText(displayText(grid.query, 60))}
        actions={<Button onClick={() => instanceStore.setState({ query: '' })}>{t.clearSearch}</Button>}
      />
    );
  }
  if (!ready || (loading.active && enabled)) return <GridSkeleton />;
  if (!enabled) {
    return <EmptyState icon={<ServerOff size={22} aria-hidden />} title={t.noneOn} text={t.noneOnText} />;
  }
  if (failed) {
    return (
      <EmptyState
        icon={<ServerOff size={22} aria-hidden />}
        title={t.noneLoaded}
        text={t.noneLoadedText}
        actions={<Button onClick={() => refresh()}>{t.retryAll}</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<ServerOff size={22} aria-hidden />}
      title={chosen ? t.noneHere : t.none}
      text={chosen ? t.noneHereText : t.noneText}
      actions={
        chosen ? (
          <Button onClick={() => instanceStore.setState({ choice: {} })}>{t.showAll}</Button>
        ) : (
          <Button onClick={() => refresh()}>{t.refresh}</Button>
        )
      }
    />
  );
}
