import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { TreeFold } from './tree-fold.tsx';
import styles from './tree.module.css';
import { treeKey } from './tree-keys.ts';

const c = classNames(styles);

/** A line of a tree, in the order shown. Lines under a closed one are left out by the caller. */
export interface TreeLine {
  readonly id: string;
  readonly level: number;
  readonly label: string;
  /** What a screen reader says of it, where that is more than the label. */
  readonly name?: string;
  /** Undefined for a leaf. */
  readonly open?: boolean;
  readonly icon?: ReactNode;
  readonly after?: ReactNode;
  readonly dim?: boolean;
  readonly title?: string;
}

export interface TreeProps {
  readonly label: string;
  readonly lines: readonly TreeLine[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly onToggle: (id: string, open: boolean) => void;
  readonly onMenu?: (id: string, at: { x: number; y: number }) => void;
}

/** A tree of one column with one selected line; the keys are those of the ARIA tree pattern. */
export function Tree({ label, lines, selected, onSelect, onToggle, onMenu }: TreeProps) {
  const root = useRef<HTMLDivElement>(null);
  const focusLine = (id: string): void => root.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(id)}"]`)?.focus();
  const tabbable = lines.some((line) => line.id === selected) ? selected : lines[0]?.id;

  function onKeyDown(event: KeyboardEvent, line: TreeLine): void {
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      const box = event.currentTarget.getBoundingClientRect();
      onMenu?.(line.id, { x: box.left + 24, y: box.bottom });
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = treeKey(event.key, line.id, lines);
    if (step === undefined) return;
    event.preventDefault();
    if (step.do === 'focus') focusLine(step.id);
    else if (step.do === 'select') onSelect(step.id);
    else onToggle(step.id, step.open);
  }

  return (
    <div className={c('tree')} role="tree" aria-label={label} ref={root}>
      {lines.map((line) => (
        <div
          key={line.id}
          role="treeitem"
          data-line={line.id}
          tabIndex={line.id === tabbable ? 0 : -1}
          aria-level={line.level}
          aria-selected={line.id === selected}
          aria-expanded={line.open}
          className={c('line', line.id === selected && 'selected', line.dim === true && 'dim')}
          style={{ paddingLeft: 6 + (line.level - 1) * 14 }}
          title={line.title ?? line.label}
          onClick={() => onSelect(line.id)}
          onDoubleClick={() => line.open !== undefined && onToggle(line.id, !line.open)}
          onKeyDown={(event) => onKeyDown(event, line)}
          onContextMenu={(event) => {
            if (onMenu === undefined) return;
            event.preventDefault();
            onMenu(line.id, { x: event.clientX, y: event.clientY });
          }}
        >
          <TreeFold open={line.open} onToggle={(open) => onToggle(line.id, open)} />
          {line.icon}
          <span className={c('label')}>{line.label}</span>
          {line.after}
        </div>
      ))}
    </div>
  );
}
