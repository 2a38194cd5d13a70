import { Columns3, PanelRight, RefreshCw, Search, X } from 'lucide-react';
import { memo, type KeyboardEvent } from 'react';
import { formatNumber } from '../../../shared/texts/format.ts';
import { runCommand } from '../../app/commands.ts';
import { changeLayout, useLayout } from '../../app/layout.ts';
import { useTexts } from '../../app/use-texts.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { changeSettings, useSettings } from '../settings/settings-store.ts';
import { COLUMNS } from './columns.ts';
import { GRID_ID, SEARCH_ID } from './commands.ts';
import { rowId } from './grid-row.tsx';
import { activeRow, chooseRow, instanceStore, inventory, keepActiveRow, useInstances } from './instance-store.ts';
import styles from './instances-panel.module.css';
import { ageText, type Loading } from './loading.ts';
import { inScope } from './order.ts';
import type { Row } from './rows.ts';

const c = classNames(styles);

export interface ToolbarProps {
  readonly shown: number;
  readonly total: number;
  readonly loading: Loading;
}

/** Search, what loads, and what can be done with the whole list. */
export function Toolbar({ shown, total, loading }: ToolbarProps) {
  const t = useTexts().instances;
  return (
    <div className={c('toolbar')} role="toolbar" aria-label={t.title}>
      <SearchField />
      <span className={c('count')} role="status">
        {total === 0 && loading.active ? '' : shown === total ? formatNumber(total) : t.shown(formatNumber(shown), formatNumber(total))}
      </span>
      <span className={c('loading')}>
        {loading.active ? (
          <>
            <Spinner still={total > 0} />
            <span className={c('loadingText')}>{t.progress(loading.region, loading.done, loading.total)}</span>
          </>
        ) : loading.oldest === undefined ? null : (
          <span className={c('loadingText')}>{t.someFrom(ageText(loading.oldest, Date.now()))}</span>
        )}
      </span>
      <Buttons />
    </div>
  );
}

function SearchField() {
  const t = useTexts().instances;
  const query = useInstances((state) => state.query);
  return (
    <div className={c('search')}>
      <TextField
        id={SEARCH_ID}
        type="text"
        role="searchbox"
        aria-label={t.search}
        placeholder={t.searchPlaceholder}
        value={query}
        before={<Search size={13} aria-hidden />}
        after={
          query === '' ? (
            <Kbd keys="/" />
          ) : (
            <button type="button" className={c('clear')} aria-label={t.clearSearch} onClick={() => search('')}>
              <X size={12} aria-hidden />
            </button>
          )
        }
        onChange={(event) => search(event.target.value)}
        onKeyDown={onSearchKey}
      />
    </div>
  );
}

/** Apart from the rest, which is drawn anew with each key of a search. */
const Buttons = memo(function Buttons() {
  const t = useTexts().instances;
  return (
    <>
      <IconButton label={t.refreshAll} icon={<RefreshCw size={14} aria-hidden />} onClick={() => runCommand('instances.refresh')} />
      <ColumnsMenu />
      <DetailsButton />
    </>
  );
});

function search(query: string): void {
  instanceStore.setState({ query });
}

function onSearchKey(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key === 'Escape') {
    event.preventDefault();
    if (event.currentTarget.value === '') goToRows();
    else search('');
  } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
    event.preventDefault();
    if (event.key === 'Enter') chooseNamed(event.currentTarget.value);
    goToRows();
  }
}

/** Of several that a name finds, as `mall-web-1` is found by `web-1`, the one that is called so. */
function chooseNamed(query: string): void {
  const name = query.trim().toLowerCase();
  const isNamed = (row: Row | undefined): boolean => row?.instance.name.toLowerCase() === name;
  if (name === '') return;
  if (isNamed(activeRow())) return keepActiveRow();
  const named = inScope(inventory.rows.values(), instanceStore.getState().choice).find(isNamed);
  if (named === undefined) return;
  chooseRow(named.key);
  // It is in the page wherever it stands: the grid points at it.
  requestAnimationFrame(() => document.getElementById(rowId(named.key))?.scrollIntoView({ block: 'nearest' }));
}

function goToRows(): void {
  document.getElementById(GRID_ID)?.focus();
}

function ColumnsMenu() {
  const { instances: t, instanceColumns } = useTexts();
  const choice = useSettings((settings) => settings.columns);
  return (
    <Menu
      align="end"
      trigger={<IconButton label={t.columns} icon={<Columns3 size={14} aria-hidden />} />}
      lines={[
        ...COLUMNS.filter((column) => column.id !== 'name').map((column) => ({
          kind: 'check' as const,
          id: column.id,
          label: instanceColumns.titles[column.id],
          checked: choice[column.id] ?? column.usual,
          set: (on: boolean) => changeSettings({ columns: { ...choice, [column.id]: on } }),
        })),
        { kind: 'separator' as const, id: 'line' },
        {
          kind: 'item' as const,
          id: 'reset',
          label: t.resetColumns,
          run: () => {
            changeSettings({ columns: {} });
            changeLayout({ widths: {} });
          },
        },
      ]}
    />
  );
}

function DetailsButton() {
  const t = useTexts().instances;
  const open = useLayout((layout) => layout.details.open);
  return (
    <IconButton
      label={open ? t.hideDetails : t.showDetails}
      keys="Mod+I"
      pressed={open}
      icon={<PanelRight size={14} aria-hidden />}
      onClick={() => runCommand('instances.details')}
    />
  );
}
