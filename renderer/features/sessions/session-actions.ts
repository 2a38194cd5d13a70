import { displayText } from '../../../shared/model/display-text.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import { client } from '../../app/client.ts';
import { changeLayout, layoutStore } from '../../app/layout.ts';
import { MAX_OPEN_FOLDERS } from '../../app/layout-shape.ts';
import { showError, showToast } from '../../ui/toast.tsx';
import { openDesktop } from '../rdp/rdp-actions.ts';
import { openTerminal } from '../terminal/open-terminal.ts';
import { movable, outermost } from './move-rules.ts';
import { aliasOf, folderPath, SSH_CONFIG } from './session-lines.ts';
import { sessionStore } from './session-store.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Opens or closes folders of the tree, and keeps that. */
export function setOpen(ids: readonly string[], open: boolean): void {
  const { sessions } = layoutStore.getState();
  const changed = new Set(ids);
  const rest = sessions.open.filter((id) => !changed.has(id));
  changeLayout({ sessions: { ...sessions, open: open ? [...rest, ...ids].slice(-MAX_OPEN_FOLDERS) : rest } });
}

/** Opens all folders above something, chooses it, and so brings it into view. */
export function reveal(id: string): void {
  const { book } = sessionStore.getState();
  const above: string[] = [];
  for (let at = book.sessions.get(id)?.folder ?? book.folders.get(id)?.parent ?? null; at !== null && !above.includes(at); ) {
    above.push(at);
    at = book.folders.get(at)?.parent ?? null;
  }
  if (above.length > 0) setOpen(above, true);
  sessionStore.setState({ active: id, selected: new Set([id]) });
}

/** What a line of the tree leads to; `undefined` for a folder. */
export function machineAt(id: string): Machine | undefined {
  const alias = aliasOf(id);
  if (alias !== undefined) return { kind: 'ssh-config', alias };
  return sessionStore.getState().book.sessions.has(id) ? { kind: 'session', id } : undefined;
}

/** Opens sessions, terminals in tabs of their own, desktops in their client; folders are opened or closed. */
export function openLines(ids: Iterable<string>): void {
  for (const id of ids) {
    const machine = machineAt(id);
    if (machine === undefined) setOpen([id], !layoutStore.getState().sessions.open.includes(id));
    else openMachine(machine);
  }
}

function openMachine(machine: Machine): void {
  const session = machine.kind === 'session' ? sessionStore.getState().book.sessions.get(machine.id) : undefined;
  if (session?.protocol === 'rdp') openDesktop({ machine, name: session.name });
  else void openTerminal(machine);
}

/** What the commands act on: everything chosen, or the active line alone. Never the folder of the SSH config. */
export function chosen(): readonly string[] {
  const { active, selected, book } = sessionStore.getState();
  const ids = selected.size > 0 ? [...selected] : active === undefined ? [] : [active];
  return ids.filter((id) => book.sessions.has(id) || book.folders.has(id) || aliasOf(id) !== undefined);
}

/** Of what is chosen that which is saved here and may be changed. */
export function chosenSaved(): readonly string[] {
  const { book } = sessionStore.getState();
  return outermost(
    chosen().filter((id) => aliasOf(id) === undefined),
    book,
  );
}

export function nameAt(id: string): string {
  const { book } = sessionStore.getState();
  return displayText(book.sessions.get(id)?.name ?? book.folders.get(id)?.name ?? aliasOf(id) ?? '', 80);
}

function several(ids: readonly string[]): string {
  const [first] = ids;
  return ids.length === 1 && first !== undefined ? texts().sessions.quoted(nameAt(first)) : texts().sessions.items(ids.length);
}

export async function rename(id: string, name: string): Promise<void> {
  const { book } = sessionStore.getState();
  const session = book.sessions.get(id);
  const folder = book.folders.get(id);
  try {
    if (session !== undefined) await client().call('sessions.save', { ...session, name });
    else if (folder !== undefined) await client().call('sessions.saveFolder', { ...folder, name });
  } catch (error) {
    showError(error);
  }
}

export async function duplicate(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    const made = await client().call('sessions.duplicate', { ids: [...ids] });
    sessionStore.setState({ active: made.ids[0], selected: new Set(made.ids) });
  } catch (error) {
    showError(error);
  }
}

/** Deletes at once: the way back is offered, and kept for Ctrl+Z in the tree. */
export async function remove(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const what = several(ids);
  const next = neighbour(ids);
  try {
    const { undo, count } = await client().call('sessions.remove', { ids: [...ids] });
    sessionStore.setState({ undo, active: next, selected: new Set(next === undefined ? [] : [next]) });
    const { sessions: t, common } = texts();
    showToast(t.toast.deleted(what, Math.max(0, count - ids.length)), { label: common.undo, run: () => void restore(undo) });
  } catch (error) {
    showError(error);
  }
}

// What takes the place of what is deleted: the keyboard must not start at the top again.
function neighbour(ids: readonly string[]): string | undefined {
  const last = ids.at(-1);
  const tree = [...document.querySelectorAll<HTMLElement>(`#${TREE_ID} [data-line]`)].map((line) => line.dataset['line'] ?? '');
  const at = last === undefined ? -1 : tree.indexOf(last);
  const gone = new Set(ids);
  return at < 0 ? undefined : [...tree.slice(at + 1), ...tree.slice(0, at).toReversed()].find((id) => !gone.has(id));
}

export async function restore(undo: string): Promise<void> {
  sessionStore.setState((state) => (state.undo === undo ? { undo: undefined } : {}));
  try {
    await client().call('sessions.restore', { undo });
    showToast(texts().sessions.toast.broughtBack);
  } catch (error) {
    showError(error);
  }
}

/** Moves what may be moved; hosts of the SSH config are copied, for that file is never changed. */
export async function move(ids: readonly string[], folder: string | null): Promise<void> {
  const { book } = sessionStore.getState();
  const can = outermost(movable(ids, folder, book), book);
  const aliases = can.map(aliasOf).filter((alias) => alias !== undefined);
  const saved = can.filter((id) => aliasOf(id) === undefined);
  if (can.length === 0) return;
  const what = several(can);
  try {
    if (saved.length > 0) await client().call('sessions.move', { ids: saved, folder });
    const copies = await copyAliases(aliases, folder);
    if (folder !== null) setOpen([folder], true);
    const [first] = [...saved, ...copies];
    if (first !== undefined) reveal(first);
    sessionStore.setState({ cut: new Set() });
    const { toast } = texts().sessions;
    showToast((saved.length === 0 ? toast.copied : toast.moved)(what, placeName(folder)));
  } catch (error) {
    showError(error);
  }
}

export async function copyAliases(aliases: readonly string[], folder: string | null): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const alias of aliases) ids.push((await client().call('sessions.copySshConfig', { alias, folder })).id);
  return ids;
}

/** `the top level`, or the path of a folder. */
export function placeName(folder: string | null): string {
  return folder === null ? texts().sessions.topLevel : displayText(folderPath(folder, sessionStore.getState().book.folders), 120);
}

/** A new folder beside or in the active line, with its name being typed. */
export async function newFolder(parent: string | null): Promise<void> {
  const { book } = sessionStore.getState();
  const taken = new Set([...book.folders.values()].filter((folder) => folder.parent === parent).map(({ name }) => name));
  const t = texts().sessions;
  let name = t.newFolder;
  for (let number = 2; taken.has(name); number += 1) name = t.numberedFolder(number);
  try {
    const { id } = await client().call('sessions.saveFolder', { name, parent, settings: {} });
    if (parent !== null) setOpen([parent], true);
    sessionStore.setState({ active: id, selected: new Set([id]), renaming: id, query: '' });
  } catch (error) {
    showError(error);
  }
}

/** The folder that new things go into: the active one, or that of the active session. */
export function activeFolder(): string | null {
  const { active, book } = sessionStore.getState();
  if (active === undefined || active === SSH_CONFIG) return null;
  if (book.folders.has(active)) return active;
  return book.sessions.get(active)?.folder ?? null;
}

export const TREE_ID = 'session-tree';
export const SEARCH_ID = 'session-search';
