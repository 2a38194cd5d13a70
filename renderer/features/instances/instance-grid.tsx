import { useEffect, useLayoutEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent, type MouseEvent } from 'react';
import { texts } from '../../../shared/texts/current.ts';
import { commands, runCommand } from '../../app/commands.ts';
import { activePanel, INSTANCES_PANEL } from '../../app/dock.ts';
import { useLayout } from '../../app/layout.ts';
import { useTexts } from '../../app/use-texts.ts';
import { useSettings } from '../settings/settings-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import type { MenuLine } from '../../ui/menu-items.tsx';
import { withClients } from '../rdp/instance-menu.ts';
import { useConnectedInstances } from '../rdp/use-connected.ts';
import { openRow } from './actions.ts';
import { shownColumns } from './columns.ts';
import { GRID_ID, rowMenu } from './commands.ts';
import { GridHeader } from './grid-header.tsx';
import { moveActive } from './grid-keys.ts';
import { GridRow, rowId } from './grid-row.tsx';
import styles from './instance-grid.module.css';
import { activeRow, chooseRow, instanceStore, inventory, keepActiveRow, useInstances } from './instance-store.ts';
import { ageText, isStale, type AgeWords } from './loading.ts';
import { commandLines } from './menu-lines.ts';
import type { Row } from './rows.ts';
import { useFixedRows } from './use-fixed-rows.ts';
import { useSteadyScroll } from './use-steady-scroll.ts';

const c = classNames(styles);
const ROW_PX = 22;
const HEADER_PX = 24;
const OVERSCAN = 12;

/**
 * The grid of instances. Focus stays on the grid itself and the active row is named by aria-activedescendant: rows come and go
 * under a scrolling view, focus must not go with them.
 */
export function InstanceGrid({ rows, view }: { readonly rows: readonly Row[]; readonly view: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const active = useInstances((state) => state.active);
  const chosen = useInstances((state) => state.chosen);
  const t = useTexts();
  const ages = useAges(t.instances.age);
  const shortAges = useAges(t.instances.shortAge);
  const desktops = useConnectedInstances();
  const choice = useSettings((settings) => settings.columns);
  const widths = useLayout((layout) => layout.widths);
  const columns = useMemo(() => shownColumns(choice), [choice]);
  const [menuAt, setMenuAt] = useState<MenuPoint>();
  const activeIndex = useMemo(() => indexOf(rows, active), [rows, active]);

  const { from, to, scrollTo } = useFixedRows(scroller, { count: rows.length, rowPx: ROW_PX, headPx: HEADER_PX, overscan: OVERSCAN });
  const drawn = Array.from({ length: to - from }, (_, place) => from + place);
  // The active row stays in the page even when scrolled away: it is what the grid's focus points at.
  if (activeIndex >= to) drawn.push(activeIndex);
  else if (activeIndex >= 0 && activeIndex < from) drawn.unshift(activeIndex);

  const rememberPlace = useSteadyScroll(scroller, rows, view, ROW_PX);
  const pressed = useRef<string>(undefined);

  const select = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    chooseRow(row.key);
    scrollTo(index);
  };

  // Regions answer in any order: what came first is nobody's choice. And a search that leaves the active row out starts at its first hit.
  useLayoutEffect(() => {
    const first = rows[0]?.key;
    if (active === undefined || first === undefined || active === first) return;
    const leftOut = activeIndex < 0 && inventory.rows.has(active);
    if (!chosen || leftOut) instanceStore.setState({ active: first, chosen: false });
  }, [activeIndex, active, chosen, rows]);

  // At the start, and when the last terminal is closed, the keyboard would be nowhere. It is not taken from anything that has it.
  useEffect(() => {
    let frame = 0;
    const takeKeyboard = ({ id }: { readonly id: string | undefined }): void => {
      cancelAnimationFrame(frame);
      if (id !== INSTANCES_PANEL) return;
      frame = requestAnimationFrame(() => {
        if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
      });
    };
    takeKeyboard(activePanel.getState());
    const stop = activePanel.subscribe(takeKeyboard);
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.target !== event.currentTarget || event.defaultPrevented) return;
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      event.preventDefault();
      if (activeIndex < 0) return;
      keepActiveRow();
      setMenuAt(belowActive(scroller.current));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEADER_PX) / ROW_PX) - 1);
    const next = moveActive(event.key, activeIndex, rows.length, page);
    if (next === undefined) return;
    event.preventDefault();
    select(next);
  }

  function rowAt(event: MouseEvent): Row | undefined {
    const key = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;
    return key === undefined ? undefined : inventory.rows.get(key);
  }

  const pixels = columns.map((column) => widths[column.id] ?? column.width);
  const template = pixels.map((width) => `${width}px`).join(' ');
  const total = pixels.reduce((sum, width) => sum + width, 0);
  return (
    <>
      <div
        id={GRID_ID}
        ref={scroller}
        className={c('grid')}
        role="grid"
        aria-label={t.instances.title}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={active !== undefined && activeIndex >= 0 ? rowId(active) : undefined}
        tabIndex={0}
        style={{ '--columns': `${template} minmax(0, 1fr)`, '--columns-width': `${total}px` } as CSSProperties}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target !== event.currentTarget || activeIndex >= 0) return;
          instanceStore.setState({ active: rows[0]?.key, chosen: false });
          scrollTo(0);
        }}
        onBlur={({ relatedTarget }) => {
          // The palette and dialogs act on the row from which they were called.
          if (relatedTarget?.closest('[role="dialog"], [role="alertdialog"]') != null) keepActiveRow();
        }}
        onScroll={rememberPlace}
        onMouseDown={(event) => {
          const row = rowAt(event);
          if (event.detail === 1) pressed.current = row?.key;
          if (row !== undefined) chooseRow(row.key);
        }}
        onDoubleClick={(event) => {
          const row = rowAt(event);
          // Rows may have moved between the two clicks: what opens is what was clicked both times.
          if (row !== undefined && row.key === pressed.current) openRow(row.instance);
        }}
        onContextMenu={(event) => {
          const row = rowAt(event);
          if (row === undefined) return;
          event.preventDefault();
          setMenuAt({ x: event.clientX, y: event.clientY });
        }}
      >
        <GridHeader columns={columns} />
        <div role="rowgroup" className={c('body')} style={{ height: rows.length * ROW_PX }}>
          {drawn.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <GridRow
                // By place: a search then puts other texts into the rows that are there, instead of a new screen of elements.
                key={index}
                row={row}
                index={index}
                top={index * ROW_PX}
                columns={columns}
                active={row.key === active}
                age={ages.get(`${row.instance.account} ${row.instance.region}`)}
                shortAge={shortAges.get(`${row.instance.account} ${row.instance.region}`)}
                desktop={desktops.has(row.key)}
                texts={t}
              />
            );
          })}
        </div>
      </div>
      <ContextMenu at={menuAt} lines={menuAt === undefined ? [] : menuLines()} onClose={() => setMenuAt(undefined)} />
    </>
  );
}

// By the row itself: asking each of 50,000 for its key takes milliseconds of every key of a search.
function indexOf(rows: readonly Row[], key: string | undefined): number {
  const row = key === undefined ? undefined : inventory.rows.get(key);
  return row === undefined ? -1 : rows.indexOf(row);
}

/** Age of the rows of each region whose list is of an earlier time, by account and region. */
function useAges(words: AgeWords): ReadonlyMap<string, string> {
  const version = useInstances((state) => state.scopesVersion);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the inventory changes in place; its version stands for it
  return useMemo(() => {
    const now = Date.now();
    const stale = [...inventory.scopes.values()].filter((scope) => isStale(scope, now));
    return new Map(stale.map((scope) => [`${scope.account} ${scope.region}`, ageText(scope.loadedAt ?? 0, now, words)]));
  }, [version, words]);
}

function menuLines(): readonly MenuLine[] {
  const instance = activeRow()?.instance;
  const notes = { 'instances.openWindows': texts().instances.openSsh };
  const lines = commandLines(rowMenu(instance?.os ?? 'unknown'), commands.getState().byId, runCommand, notes);
  return instance?.os === 'windows' ? withClients(lines, instance) : lines;
}

function belowActive(grid: HTMLElement | null): MenuPoint | undefined {
  const id = grid?.getAttribute('aria-activedescendant');
  const box = id == null ? undefined : document.getElementById(id)?.getBoundingClientRect();
  return box === undefined ? undefined : { x: Math.max(box.left, 0) + 24, y: box.bottom };
}
