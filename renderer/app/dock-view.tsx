import 'dockview-react/dist/styles/dockview.css';
import {
  DockviewReact,
  type DockviewApi,
  type DockviewReadyEvent,
  type DockviewTheme,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
} from 'dockview-react';
import { Server } from 'lucide-react';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { texts } from '../../shared/texts/current.ts';
import { InstancesPanel } from '../features/instances/instances-panel.tsx';
import { closeTerminal } from '../features/terminal/terminal-actions.ts';
import { TerminalPanel } from '../features/terminal/terminal-panel.tsx';
import { TerminalTab } from '../features/terminal/terminal-tab.tsx';
import { classNames } from '../ui/class-names.ts';
import { Boundary } from './boundary.tsx';
import { INSTANCES_PANEL, setDock } from './dock.ts';
import styles from './dock-view.module.css';
import { changeLayout, layoutStore } from './layout.ts';
import { watchStrips } from './tab-strip.ts';
import { useTexts } from './use-texts.ts';

const c = classNames(styles);
const THEME: DockviewTheme = {
  name: 'gangway',
  className: c('theme'),
  gap: 0,
  dndOverlayMounting: 'relative',
  dndPanelOverlay: 'content',
  dndTabIndicator: 'line',
  tabGroupIndicator: 'none',
};

/** Tabs and splits: instances first, terminals beside or behind them. */
export function DockView() {
  return (
    <div className={c('dock')} onKeyDownCapture={onTabKey}>
      <DockviewReact
        className={c('dock')}
        theme={THEME}
        components={COMPONENTS}
        tabComponents={TABS}
        onReady={onReady}
        disableFloatingGroups
        singleTabMode="default"
        scrollbars="native"
        getTabContextMenuItems={() => []}
        tabGroupAccent="off"
        messages={MESSAGES}
      />
    </div>
  );
}

/** Read when they are said: the language may change at any time. */
const MESSAGES = {
  panelOpened: (title: string) => texts().frame.tabs.opened(title),
  panelClosed: (title: string) => texts().frame.tabs.closed(title),
  groupMaximized: (title: string) => texts().frame.tabs.maximized(title),
  groupRestored: (title: string) => texts().frame.tabs.restored(title),
};

/** Delete on a tab: dockview would only take the panel away. A terminal is ended, and the instances stay. */
function onTabKey(event: KeyboardEvent): void {
  if (event.key !== 'Delete' && event.key !== 'Backspace') return;
  const tab = event.target instanceof Element ? event.target.closest('[role="tab"]') : null;
  if (tab === null) return;
  event.preventDefault();
  event.stopPropagation();
  const terminal = tab.querySelector<HTMLElement>('[data-terminal-tab]')?.dataset['terminalTab'];
  if (terminal !== undefined) closeTerminal(terminal);
}

const COMPONENTS = { instances: InstancesHolder, terminal: TerminalHolder };
const TABS = { instances: InstancesTab, terminal: TerminalTabHolder };

function InstancesHolder() {
  return (
    <Boundary>
      <InstancesPanel />
    </Boundary>
  );
}

function TerminalHolder({ api, params }: IDockviewPanelProps<{ terminalId: string }>) {
  const [visible, setVisible] = useState(api.isVisible);
  useEffect(() => {
    const listening = api.onDidVisibilityChange((event) => setVisible(event.isVisible));
    return () => listening.dispose();
  }, [api]);
  return (
    <Boundary>
      <TerminalPanel terminalId={params.terminalId} visible={visible} />
    </Boundary>
  );
}

function TerminalTabHolder({ params }: IDockviewPanelHeaderProps<{ terminalId: string }>) {
  return <TerminalTab terminalId={params.terminalId} />;
}

function InstancesTab({ api }: IDockviewPanelHeaderProps) {
  const { instances } = useTexts().frame;
  // For screen readers, and the list of hidden tabs.
  useEffect(() => api.setTitle(instances), [api, instances]);
  return (
    <span className={c('tab')}>
      <Server size={13} aria-hidden />
      {instances}
    </span>
  );
}

function onReady({ api }: DockviewReadyEvent): void {
  const kept = layoutStore.getState().dock;
  if (kept === undefined || !restore(api, kept)) addInstances(api);
  setDock(api);
  watchStrips(api);
  api.onDidLayoutChange(() => changeLayout({ dock: api.toJSON() }));
}

/** A kept dock that dockview refuses, or that lacks the instances, is given up: the usual one takes its place. */
function restore(api: DockviewApi, kept: NonNullable<ReturnType<typeof layoutStore.getState>['dock']>): boolean {
  try {
    api.fromJSON(kept);
  } catch {
    api.clear();
    return false;
  }
  return api.getPanel(INSTANCES_PANEL) !== undefined;
}

function addInstances(api: DockviewApi): void {
  api.addPanel({ id: INSTANCES_PANEL, component: 'instances', tabComponent: 'instances', title: texts().frame.instances });
}
