import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { classNames } from './class-names.ts';
import { RenameField } from './rename-field.tsx';
import { TreeFold } from './tree-fold.tsx';
import styles from './tree.module.css';
import { selectRange, treeKey } from './tree-keys.ts';
import type { TreeLine } from './tree.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';

const c = classNames(styles);
const ROW_PX = 22;
const PAD_PX = 2;
const OVERSCAN = 12;

export interface TreeSelection {
  readonly active: string | undefined;
  readonly selected: ReadonlySet<string>;
}

/** Drag and drop. `undefined` as the place of a drop is the room below all lines: the top level. */
export interface TreeDrag {
  /** Whether these may be dropped there, and how that is said, for example `Move 2 to Prod`. */
  readonly describe: (ids: readonly string[], over: string | undefined) => string | undefined;
  /** The line to light up for a drop on this one: its folder. */
  readonly place: (over: string) => string | undefined;
  readonly drop: (ids: readonly string[], over: string | undefined) => void;
}

export interface VirtualTreeProps extends TreeSelection {
  readonly id: string;
  readonly label: string;
  /** In the order shown, without what is inside closed lines. */
  readonly lines: readonly TreeLine[];
  readonly onSelection: (next: TreeSelection) => void;
  /** Double click. */
  readonly onOpen: (id: string) => void;
  readonly onToggle: (id: string, open: boolean) => void;
  readonly onMenu?: (id: string, at: { x: number; y: number }) => void;
  readonly renaming?: string | undefined;
  /** With the new name, or without one when it was given up. */
  readonly onRenamed?: (id: string, name: string | undefined) => void;
  readonly drag?: TreeDrag;
  /** What is shown below the lines, or instead of them. */
  readonly children?: ReactNode;
}

/**
 * A tree of very many lines, of which several can be chosen: only those in view are in the page. Focus stays on the tree itself and
 * the active line is named by aria-activedescendant, so that it survives its line being scrolled out of the page.
 */
export function VirtualTree(props: VirtualTreeProps) {
  const { id, label, lines, active, selected, onSelection, onOpen, onToggle, onMenu, renaming, onRenamed, drag, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const tree = useRef<HTMLDivElement>(null);
  const anchor = useRef<string>(undefined);
  const dragged = useRef<readonly string[]>([]);
  const [over, setOver] = useState<{ readonly id: string | undefined; readonly text: string }>();
  const activeIndex = useMemo(() => (active === undefined ? -1 : lines.findIndex((line) => line.id === active)), [lines, active]);
  const places = useMemo(() => siblings(lines), [lines]);

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    paddingStart: PAD_PX,
    getItemKey: useCallback((index: number) => lines[index]?.id ?? index, [lines]),
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const shown = defaultRangeExtractor(range);
        return activeIndex < 0 || shown.includes(activeIndex) ? shown : [...shown, activeIndex].toSorted((a, b) => a - b);
      },
      [activeIndex],
    ),
  });

  // What became the active line elsewhere (a new session, a rename that sorts it anew) comes into view.
  useEffect(() => {
    if (activeIndex >= 0) virtual.scrollToIndex(activeIndex, { align: 'auto' });
  }, [activeIndex, virtual]);

  const choose = (next: string, how: { readonly extend: boolean; readonly toggle: boolean }): void => {
    if (how.extend) return onSelection({ active: next, selected: selectRange(lines, anchor.current ?? active ?? next, next) });
    anchor.current = next;
    if (!how.toggle) return onSelection({ active: next, selected: new Set([next]) });
    const chosen = new Set(selected);
    if (!chosen.delete(next)) chosen.add(next);
    onSelection({ active: next, selected: chosen });
  };

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.target !== event.currentTarget || event.defaultPrevented) return;
    const at = active ?? lines[0]?.id;
    if (at === undefined) return;
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      event.preventDefault();
      const box = document.getElementById(lineId(id, at))?.getBoundingClientRect();
      if (box !== undefined) onMenu?.(at, { x: box.left + 24, y: box.bottom });
      return;
    }
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      return onSelection({ active: at, selected: new Set(lines.map((line) => line.id)) });
    }
    if (event.altKey || (mod && event.key !== ' ')) return;
    if (event.key === ' ') {
      event.preventDefault();
      return choose(at, { extend: false, toggle: mod });
    }
    const step = event.key === 'Enter' ? undefined : treeKey(event.key, active ?? '', lines, pageOf(scroller.current));
    if (active === undefined && /^(?:Arrow|Home|End|Page)/u.test(event.key)) {
      event.preventDefault();
      return choose(at, { extend: false, toggle: false });
    }
    if (step === undefined) return;
    event.preventDefault();
    if (step.do === 'focus') choose(step.id, { extend: event.shiftKey && /^(?:Arrow|Home|End|Page)/u.test(event.key), toggle: false });
    else if (step.do === 'toggle') onToggle(step.id, step.open);
  }

  function idAt(event: MouseEvent | DragEvent): string | undefined {
    return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]')?.dataset['line'] : undefined;
  }

  function onDragOver(event: DragEvent): void {
    if (drag === undefined || dragged.current.length === 0) return;
    const target = idAt(event);
    const text = drag.describe(dragged.current, target);
    if (text === undefined) return setOver(undefined);
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    const place = target === undefined ? undefined : drag.place(target);
    setOver((was) => (was?.id === place && was?.text === text ? was : { id: place, text }));
  }

  function endDrag(): void {
    dragged.current = [];
    setOver(undefined);
  }

  return (
    <div ref={scroller} className={c('scroller', over !== undefined && over.id === undefined && 'dropTop')}>
      <div
        id={id}
        ref={tree}
        className={c('rows')}
        style={{ height: virtual.getTotalSize(), minHeight: lines.length === 0 ? 0 : '100%' }}
        role="tree"
        aria-label={label}
        aria-multiselectable
        aria-activedescendant={activeIndex >= 0 && active !== undefined ? lineId(id, active) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const first = lines[0]?.id;
          if (event.target === event.currentTarget && activeIndex < 0 && first !== undefined)
            choose(first, { extend: false, toggle: false });
        }}
        onClick={(event) => {
          const line = idAt(event);
          if (line !== undefined) choose(line, { extend: event.shiftKey, toggle: event.ctrlKey || event.metaKey });
        }}
        onDoubleClick={(event) => {
          const line = idAt(event);
          if (line !== undefined && !(event.target instanceof HTMLInputElement)) onOpen(line);
        }}
        onContextMenu={(event) => {
          const line = idAt(event);
          if (line === undefined || onMenu === undefined) return;
          event.preventDefault();
          if (!selected.has(line)) choose(line, { extend: false, toggle: false });
          onMenu(line, { x: event.clientX, y: event.clientY });
        }}
        onDragStart={(event) => {
          const line = idAt(event);
          if (line === undefined) return;
          dragged.current = selected.has(line) ? [...selected] : [line];
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', lines.find(({ id: own }) => own === line)?.label ?? '');
        }}
        onDragEnd={endDrag}
        onDragOver={onDragOver}
        onDragLeave={(event) => {
          if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(undefined);
        }}
        onDrop={(event) => {
          if (over === undefined || drag === undefined) return;
          event.preventDefault();
          drag.drop(dragged.current, idAt(event));
          endDrag();
        }}
      >
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          const [position, of] = places[item.index] ?? [1, 1];
          return (
            <div
              key={line.id}
              id={lineId(id, line.id)}
              role="treeitem"
              data-line={line.id}
              draggable={drag !== undefined && renaming !== line.id}
              aria-label={line.name ?? line.label}
              aria-level={line.level}
              aria-posinset={position}
              aria-setsize={of}
              aria-selected={selected.has(line.id)}
              aria-expanded={line.open}
              className={c(
                'line',
                'placed',
                selected.has(line.id) && 'selected',
                line.id === active && 'active',
                line.dim === true && 'dim',
                over !== undefined && over.id === line.id && 'drop',
              )}
              style={{ top: item.start, paddingLeft: 6 + (line.level - 1) * 14 }}
              title={line.title ?? line.label}
            >
              <TreeFold open={line.open} onToggle={(open) => onToggle(line.id, open)} />
              {line.icon}
              {renaming === line.id && onRenamed !== undefined ? (
                <RenameField
                  name={line.label}
                  onDone={(name) => {
                    onRenamed(line.id, name);
                    tree.current?.focus({ preventScroll: true });
                  }}
                />
              ) : (
                <span className={c('label')}>{line.label}</span>
              )}
              {line.after}
            </div>
          );
        })}
      </div>
      {children}
      <VisuallyHidden live>{over?.text ?? ''}</VisuallyHidden>
    </div>
  );
}

function lineId(tree: string, line: string): string {
  return `${tree} ${line}`.replaceAll(/\s/gu, '_');
}

function pageOf(scroller: HTMLElement | null): number {
  return Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / ROW_PX) - 1);
}

/** For each line its place among its siblings and their number: those of a virtual tree are not all in the page to be counted. */
function siblings(lines: readonly TreeLine[]): readonly (readonly [number, number])[] {
  const groups: number[][] = [];
  const open: { level: number; members: number[] }[] = [];
  lines.forEach(({ level }, index) => {
    while ((open.at(-1)?.level ?? 0) > level) open.pop();
    let group = open.at(-1);
    if (group === undefined || group.level < level) {
      group = { level, members: [] };
      groups.push(group.members);
      open.push(group);
    }
    group.members.push(index);
  });
  const places: [number, number][] = [];
  for (const members of groups) members.forEach((index, position) => (places[index] = [position + 1, members.length]));
  return places;
}
