import { client } from '../../app/client.ts';
import { closePanel } from '../../app/dock.ts';
import { showError } from '../../ui/toast.tsx';
import { dropView, keepView, newView, viewOf } from '../../terminals/registry.ts';
import type { TerminalView, ViewEvents } from '../../terminals/view.ts';
import { openExternal } from './open-external.ts';
import { noteUnshown, terminals } from './terminals-store.ts';

/** What a view needs to act; its id is known only once the host has given one. */
export function viewEvents(id: () => string | undefined): ViewEvents {
  return {
    resized(size) {
      const terminal = id();
      // A terminal that was closed meanwhile has no size to set.
      if (terminal !== undefined) client().call('terminals.resize', { terminal, size }).catch(ignoreGone);
    },
    parseRate(rate) {
      const terminal = id();
      if (terminal !== undefined) client().call('terminals.parseRate', { terminal, rate }).catch(ignoreGone);
    },
    enter() {
      const terminal = id();
      if (terminal === undefined || terminals.getState().byId.get(terminal)?.state !== 'ended') return false;
      reconnectTerminal(terminal);
      return true;
    },
    openLink: (url) => void openExternal(url),
  };
}

/** Those whose code, or whose replay, is still coming. */
const attaching = new Set<string>();

/** Shows a terminal of the host in this page: what it printed before comes first. Never rejects. */
export async function attachTerminal(id: string): Promise<void> {
  if (attaching.has(id)) return;
  attaching.add(id);
  try {
    const known = viewOf(id);
    await attach(id, known ?? (await newView(viewEvents(() => id))), known === undefined);
    noteUnshown(id, undefined);
  } catch (error) {
    // Where there is no screen to say it under, its place in the tab says it.
    if (viewOf(id) === undefined) noteUnshown(id, error instanceof Error ? error.message : String(error));
    else showError(error);
  } finally {
    attaching.delete(id);
  }
}

async function attach(id: string, view: TerminalView, fresh: boolean): Promise<void> {
  const stream = client().openStream();
  try {
    // Nothing is granted before the answer: it says what the first bytes are.
    const { replay, title } = await client().call('terminals.attach', { terminal: id, stream: stream.id });
    view.takeOver(stream, replay, title);
  } catch (error) {
    stream.close();
    if (fresh) view.dispose();
    if (isGone(error)) return;
    throw error;
  }
  if (fresh) keepView(id, view);
}

/** A new shell in a terminal that ended; does nothing in one that has not. */
export function reconnectTerminal(id: string): void {
  const view = viewOf(id);
  if (view === undefined || terminals.getState().byId.get(id)?.state !== 'ended') return;
  if (view.state.getState().detached !== undefined) void attachTerminal(id);
  client()
    .call('terminals.reconnect', { terminal: id, size: sizeOf(view) })
    .catch(showError);
  view.focus();
}

/** Ends the shell, or the attempt to get one, and takes the tab away. */
export function closeTerminal(id: string): void {
  client().call('terminals.close', { terminal: id }).catch(ignoreGone);
  forgetTerminal(id);
}

/** The terminal is over in the host: its tab and its screen go. */
export function forgetTerminal(id: string): void {
  closePanel(id);
  dropView(id);
  noteUnshown(id, undefined);
}

export function sizeOf({ state }: TerminalView): { cols: number; rows: number } {
  const { cols, rows } = state.getState();
  return { cols, rows };
}

function ignoreGone(error: unknown): void {
  if (!isGone(error)) showError(error);
}

/** The terminal, or the way to its host, is no more: that is shown elsewhere. */
function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'not-found' || code === 'lost';
}
