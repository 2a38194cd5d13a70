import type { DockviewGroupPanel } from 'dockview-react';
import { GRID_ID } from '../features/instances/commands.ts';
import { focusWhenShown } from '../features/terminal/focus-when-shown.ts';
import { currentDock, INSTANCES_PANEL, terminalOf } from './dock.ts';

export type Side = 'left' | 'right';

/** Whether there is a group at this side of the active one, or one can be made: at the right, of a tab that leaves others behind. */
export function canMoveTab(side: Side): boolean {
  const group = currentDock()?.activeGroup;
  if (group?.activePanel === undefined) return false;
  return groupAt(group, side) !== undefined || (side === 'right' && group.panels.length > 1);
}

/** The active tab into the group at this side; at the right into one of its own where there is none. The keyboard goes with it. */
export function moveTab(side: Side): void {
  const group = currentDock()?.activeGroup;
  const panel = group?.activePanel;
  if (group === undefined || panel === undefined || !canMoveTab(side)) return;
  const other = groupAt(group, side);
  panel.api.moveTo(other === undefined ? { group, position: side } : { group: other });
  focusPanel(panel.id);
}

export function hasGroups(): boolean {
  return (currentDock()?.groups.length ?? 0) > 1;
}

/** The group after the active one as they stand in the window, row by row, and after the last one the first. */
export function goToNextGroup(): void {
  const dock = currentDock();
  if (dock === undefined || dock.activeGroup === undefined) return;
  const place = ({ element }: DockviewGroupPanel): DOMRect => element.getBoundingClientRect();
  const groups = dock.groups.toSorted((a, b) => place(a).top - place(b).top || place(a).left - place(b).left);
  const panel = groups[(groups.indexOf(dock.activeGroup) + 1) % groups.length]?.activePanel;
  if (panel === undefined) return;
  panel.api.setActive();
  focusPanel(panel.id);
}

function groupAt(group: DockviewGroupPanel, side: Side): DockviewGroupPanel | undefined {
  const dock = currentDock();
  const found = dock?.adjacentGroupInDirection(group, side);
  return dock?.groups.find(({ id }) => id === found?.id);
}

/** A panel that was in sight before does not see that it has become the active one, and one that is moved loses the keyboard. */
function focusPanel(id: string): void {
  focusWhenShown(() => (currentDock()?.activePanel?.id === id ? targetIn(id) : undefined));
}

/** What the keyboard is for in a panel: the list, a question, the terminal; the panel itself while that is still to come. */
function targetIn(id: string): HTMLElement | null | undefined {
  if (id === INSTANCES_PANEL) return document.getElementById(GRID_ID);
  const terminal = terminalOf(id) ?? '';
  const panel = document.querySelector<HTMLElement>(`[data-terminal-panel="${CSS.escape(terminal)}"]`);
  const question = panel?.querySelector<HTMLElement>('[role="dialog"],[role="alertdialog"]');
  const input = panel?.querySelector<HTMLElement>('.xterm-helper-textarea');
  return question ?? (input?.checkVisibility({ visibilityProperty: true }) === true ? input : panel);
}
