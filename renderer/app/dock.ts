import type { DockviewApi } from 'dockview-react';
import { createStore } from 'zustand/vanilla';
import { texts } from '../../shared/texts/current.ts';

/** Panels of the dock: the one with the instances, and one for each terminal. */
export const INSTANCES_PANEL = 'instances';
const TERMINAL_PREFIX = 'terminal:';

let dock: DockviewApi | undefined;
const waiting: ((api: DockviewApi) => void)[] = [];

/** The id of the panel that has the focus of the dock, for what follows it (status bar, commands). */
export const activePanel = createStore<{ readonly id: string | undefined }>(() => ({ id: undefined }));

/** Set by the dock's own view; what was asked for before is done then. */
export function setDock(api: DockviewApi): void {
  dock = api;
  api.onDidActivePanelChange(({ panel }) => activePanel.setState({ id: panel?.id }));
  activePanel.setState({ id: api.activePanel?.id });
  for (const task of waiting.splice(0)) task(api);
}

/** The dock, once it is there. */
export function currentDock(): DockviewApi | undefined {
  return dock;
}

function withDock(task: (api: DockviewApi) => void): void {
  if (dock === undefined) waiting.push(task);
  else task(dock);
}

export function panelId(terminal: string): string {
  return `${TERMINAL_PREFIX}${terminal}`;
}

export function terminalOf(panel: string): string | undefined {
  return panel.startsWith(TERMINAL_PREFIX) ? panel.slice(TERMINAL_PREFIX.length) : undefined;
}

/**
 * Brings the tab of a terminal to the front, and makes it where it is not there yet: beside the active panel with `beside`,
 * else as a further tab.
 */
export function showTerminal(id: string, options: { beside?: boolean; quiet?: boolean } = {}): void {
  withDock((api) => {
    const panel = api.getPanel(panelId(id));
    if (panel !== undefined) {
      if (options.quiet !== true) panel.api.setActive();
      return;
    }
    const reference = api.activePanel ?? api.panels.at(-1);
    api.addPanel({
      id: panelId(id),
      component: 'terminal',
      tabComponent: 'terminal',
      title: texts().frame.terminal,
      params: { terminalId: id },
      // xterm stays in the page while its tab is hidden: its parser goes on, and it comes back without a repaint.
      renderer: 'always',
      inactive: options.quiet === true,
      ...(reference === undefined
        ? {}
        : { position: { referencePanel: reference, direction: options.beside === true ? ('right' as const) : ('within' as const) } }),
    });
  });
}

/** Names the tab of a terminal for screen readers and the list of hidden tabs; what is seen in it is its own matter. */
export function titleTerminal(id: string, title: string): void {
  withDock((api) => api.getPanel(panelId(id))?.api.setTitle(title));
}

/** Takes the tab of a terminal away; the terminal itself is the caller's matter. */
export function closePanel(id: string): void {
  withDock((api) => {
    const panel = api.getPanel(panelId(id));
    if (panel !== undefined) api.removePanel(panel);
  });
}

/** The terminal whose tab is in front in the active group. */
export function activeTerminal(): string | undefined {
  const id = dock?.activePanel?.id;
  return id === undefined ? undefined : terminalOf(id);
}

export function showInstances(): void {
  withDock((api) => api.getPanel(INSTANCES_PANEL)?.api.setActive());
}

/** The next tab of the active group, or the one before, around the ends. */
export function stepTab(by: 1 | -1): void {
  const group = dock?.activeGroup;
  const active = group?.activePanel;
  if (group === undefined || active === undefined) return;
  const { panels } = group;
  panels.at((panels.indexOf(active) + by + panels.length) % panels.length)?.api.setActive();
}
