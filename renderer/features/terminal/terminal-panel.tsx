import { useEffect, useRef, useState, type MouseEvent } from 'react';
import { useStore } from 'zustand';
import type { TerminalView } from '../../terminals/view.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { activeTerminal } from '../../app/dock.ts';
import { classNames } from '../../ui/class-names.ts';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import type { MenuLine } from '../../ui/menu-items.tsx';
import { showToast } from '../../ui/toast.tsx';
import { PromptPlaceContext } from '../prompts/prompt-card.tsx';
import { TerminalPrompts, useTerminalQuestion } from '../prompts/prompt-host.tsx';
import { Connecting } from './connecting.tsx';
import { FindBar } from './find-bar.tsx';
import { focusWhenShown } from './focus-when-shown.ts';
import { LogPane } from './log-pane.tsx';
import { StatusStrip } from './status-strip.tsx';
import { forgetTerminal } from './terminal-actions.ts';
import { terminalMenu } from './terminal-menu.ts';
import styles from './terminal-panel.module.css';
import { tabName, terminals, unshown, type TerminalEntry } from './terminals-store.ts';
import { Unshown } from './unshown.tsx';
import { useTerminal, useView } from './use-terminal.ts';
import { ViewQuestionCard } from './view-question.tsx';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

export interface TerminalPanelProps {
  readonly terminalId: string;
  /** The tab is in front in its group. */
  readonly visible: boolean;
}

/** The content of a terminal's tab. The terminal itself lives in the registry: this lends it a place. */
export function TerminalPanel({ terminalId, visible }: TerminalPanelProps) {
  const terminal = useTerminal(terminalId);
  const view = useView(terminalId);
  const gone = useStore(terminals, (state) => state.ready && !state.byId.has(terminalId));
  useEffect(() => {
    // A kept layout may name terminals that ended with an earlier host.
    if (gone) forgetTerminal(terminalId);
  }, [gone, terminalId]);
  const why = useStore(unshown, (state) => state[terminalId]);
  if (terminal !== undefined && view !== undefined) return <LivePanel terminal={terminal} view={view} visible={visible} />;
  if (terminal !== undefined && why !== undefined) return <Unshown terminal={terminal} why={why} />;
  return <div className={c('panel')} />;
}

interface LiveProps {
  readonly terminal: TerminalEntry;
  readonly view: TerminalView;
  readonly visible: boolean;
}

function LivePanel({ terminal, view, visible }: LiveProps) {
  const t = useTexts().terminal;
  const panel = useRef<HTMLElement>(null);
  const retry = useRef<HTMLButtonElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  const lines = useRef<HTMLOListElement>(null);
  const name = useStore(terminals, ({ byId }) => tabName(terminal.id, byId));
  const { findOpen, logOpen, notice } = useStore(view.state);
  const waiting = useTerminalQuestion(terminal.id) !== undefined;
  const [menu, setMenu] = useState<{ at: MenuPoint; lines: readonly MenuLine[] }>();
  const covered = !terminal.opened;

  useEffect(() => (screen.current === null ? undefined : view.mount(screen.current)), [view]);
  useEffect(() => view.setVisible(visible), [view, visible]);
  useEffect(() => {
    const free = !waiting && view.state.getState().question === undefined;
    if (!visible || !free) return;
    return focusWhenShown(() => {
      if (activeTerminal() !== terminal.id || !mayTakeFocus()) return undefined;
      if (logOpen) return lines.current;
      return covered ? (retry.current ?? panel.current) : view.term.textarea;
    });
  }, [view, visible, covered, waiting, logOpen, terminal.id, terminal.state]);
  useEffect(() => {
    if (notice === undefined) return;
    showToast(notice);
    view.state.setState({ notice: undefined });
  }, [notice, view]);

  const openMenu = (event: MouseEvent) => {
    event.preventDefault();
    setMenu({ at: { x: event.clientX, y: event.clientY }, lines: terminalMenu() });
  };
  return (
    <section ref={panel} tabIndex={-1} className={c('panel')} aria-label={t.panel(displayText(name, 80))} data-terminal-panel={terminal.id}>
      <div className={c('area')}>
        {/* Hidden, not removed: the terminal keeps its size and its place. */}
        <div ref={screen} className={c('screen', covered && 'covered')} onContextMenu={openMenu} />
        {covered ? <Connecting terminal={terminal} retry={retry} /> : null}
        {findOpen ? <FindBar view={view} /> : null}
        {logOpen ? (
          <LogPane
            terminal={terminal}
            lines={lines}
            onClose={() => {
              view.state.setState({ logOpen: false });
              view.focus();
            }}
          />
        ) : null}
        <PromptPlaceContext value={{ kind: 'panel', visible }}>
          <ViewQuestionCard view={view} />
        </PromptPlaceContext>
        <TerminalPrompts terminalId={terminal.id} visible={visible} />
      </div>
      <StatusStrip terminal={terminal} view={view} />
      <ContextMenu at={menu?.at} lines={menu?.lines ?? []} onClose={() => setMenu(undefined)} />
    </section>
  );
}

/** Neither a field nor a dialog loses the keyboard because something happened in a terminal. */
function mayTakeFocus(): boolean {
  const active = document.activeElement;
  // xterm's own field: the dock brought another terminal to the front, and the keyboard follows.
  if (active === null || active.classList.contains('xterm-helper-textarea')) return true;
  return active.closest('input,textarea,[contenteditable="true"],[role="dialog"],[role="alertdialog"],search') === null;
}
