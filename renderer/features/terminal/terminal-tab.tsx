import { CircleHelp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { displayText } from '../../../shared/model/display-text.ts';
import type { TerminalView } from '../../terminals/view.ts';
import { activePanel, panelId, titleTerminal } from '../../app/dock.ts';
import { classNames } from '../../ui/class-names.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useTerminalQuestion } from '../prompts/prompt-host.tsx';
import { statusLine } from './status-line.ts';
import { closeTerminal, forgetTerminal } from './terminal-actions.ts';
import styles from './terminal-tab.module.css';
import { tabName, terminals } from './terminals-store.ts';
import { useTerminal, useView } from './use-terminal.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** What stands in a terminal's tab: its machine, what the shell calls itself, its state, and whether it waits or has news. */
export function TerminalTab({ terminalId }: { readonly terminalId: string }) {
  const { tab: t } = useTexts().terminal;
  const terminal = useTerminal(terminalId);
  const view = useView(terminalId);
  const name = useStore(terminals, ({ byId }) => tabName(terminalId, byId));
  const { title, unread } = useViewLine(view);
  const waiting = useTerminalQuestion(terminalId) !== undefined;
  const shown = displayText(name, 64);
  const status = terminal === undefined ? undefined : statusLine(terminal);
  // The dock names the tab by this: dot and marks are for the eye only.
  const colour = terminal?.settings.tabColour ?? 'none';
  const label = [shown, status?.word, waiting ? t.waits : unread ? t.news : '', colour === 'none' ? '' : t.colours[colour]]
    .filter(Boolean)
    .join(t.comma);
  useEffect(() => titleTerminal(terminalId, label), [terminalId, label]);
  const tab = useRef<HTMLDivElement>(null);
  const active = useStore(activePanel, ({ id }) => id === panelId(terminalId));
  // The dock scrolls to a tab before it has its width, and before the button for hidden tabs takes some of the room.
  useEffect(() => {
    const own = tab.current?.closest('[role="tab"]');
    const list = own?.closest('[role="tablist"]');
    if (!active || own == null || list == null) return;
    const room = new ResizeObserver(() => own.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
    room.observe(list);
    return () => room.disconnect();
  }, [active]);
  const close = () => (terminal === undefined ? forgetTerminal(terminalId) : closeTerminal(terminalId));
  return (
    <div
      ref={tab}
      className={c('tab')}
      data-terminal-tab={terminalId}
      title={status === undefined ? shown : t.title(shown, status.text)}
      onAuxClick={(event) => {
        if (event.button !== 1) return;
        event.preventDefault();
        close();
      }}
    >
      {colour === 'none' ? null : <span className={c('stripe')} style={{ background: `var(--tab-${colour})` }} />}
      <StatusDot tone={status?.tone ?? 'off'} />
      <span className={c('name')}>{shown}</span>
      {title === '' ? null : <span className={c('title')}>{title}</span>}
      {waiting ? (
        <span className={c('waiting')} title={t.waitsTitle}>
          <CircleHelp size={13} aria-hidden />
        </span>
      ) : null}
      {unread && !waiting ? <span className={c('unread')} title={t.newsTitle} /> : null}
      {/* For the mouse alone: a tab may hold no control of its own. The keyboard closes it with Delete, or with the command. */}
      <span
        className={c('close')}
        aria-hidden
        data-close={shown}
        title={t.close(shown)}
        // The dock would start to drag the tab, or bring it to the front.
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          close();
        }}
      >
        <X size={12} />
      </span>
    </div>
  );
}

function useViewLine(view: TerminalView | undefined): { title: string; unread: boolean } {
  const [line, setLine] = useState({ title: '', unread: false });
  useEffect(() => {
    if (view === undefined) return;
    const take = ({ title, unread }: { title: string; unread: boolean }): void =>
      setLine((before) => (before.title === title && before.unread === unread ? before : { title, unread }));
    take(view.state.getState());
    return view.state.subscribe(take);
  }, [view]);
  return line;
}
