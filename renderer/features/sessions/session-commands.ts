import { registerCommands, type Command } from '../../app/commands.ts';
import { activeTerminal } from '../../app/dock.ts';
import { changeLayout, layoutStore } from '../../app/layout.ts';
import { activeRow } from '../instances/instance-store.ts';
import { terminals } from '../terminal/terminals-store.ts';
import { edit } from './editor-store.ts';
import { folderAt } from './move-rules.ts';
import { saveInstance, saveTerminal } from './save-this.ts';
import {
  activeFolder,
  chosen,
  chosenSaved,
  copyAliases,
  duplicate,
  move,
  newFolder,
  openLines,
  remove,
  restore,
  reveal,
  SEARCH_ID,
  TREE_ID,
} from './session-actions.ts';
import { aliasOf } from './session-lines.ts';
import { sessionStore } from './session-store.ts';
import { showError } from '../../ui/toast.tsx';
import { texts, type Texts } from '../../../shared/texts/current.ts';

/** The lines of the context menu, in order; `-` is a separator. */
export const SESSION_MENU: readonly string[] = [
  'sessions.open',
  'sessions.edit',
  '-',
  'sessions.rename',
  'sessions.duplicate',
  'sessions.copyAlias',
  'sessions.moveTo',
  'sessions.cut',
  'sessions.paste',
  'sessions.delete',
  '-',
  'sessions.new',
  'sessions.newFolder',
];

const one = (): string | undefined => {
  const { active, book } = sessionStore.getState();
  return active !== undefined && (book.sessions.has(active) || book.folders.has(active)) ? active : undefined;
};

/** Enter, Delete and the like belong to the tree alone. A menu over it, and the palette, count as the tree. */
function treeHasFocus(): boolean {
  const { activeElement } = document;
  return activeElement?.id === TREE_ID || activeElement?.closest('[role="menu"],[cmdk-root]') != null;
}

const inTree =
  (also: () => boolean = () => true) =>
  (): boolean =>
    treeHasFocus() && also();

/** Shows the sidebar and moves the keyboard into one of its parts. */
function go(id: string): void {
  const { sidebar } = layoutStore.getState();
  if (!sidebar.open) changeLayout({ sidebar: { ...sidebar, open: true } });
  requestAnimationFrame(() => {
    const element = document.getElementById(id);
    element?.focus();
    if (element instanceof HTMLInputElement) element.select();
  });
}

export function editLine(id: string): void {
  const { book } = sessionStore.getState();
  const session = book.sessions.get(id);
  const folder = book.folders.get(id);
  if (session !== undefined) edit({ kind: 'session', ...session });
  else if (folder !== undefined) edit({ kind: 'folder', id, name: folder.name, folder: folder.parent, settings: folder.settings });
}

export function newSession(host = ''): void {
  edit({ kind: 'session', name: '', folder: activeFolder(), target: { kind: 'host', host }, settings: {} });
}

function terminalToSave(): ReturnType<typeof terminals.getState>['byId'] extends ReadonlyMap<string, infer T> ? T | undefined : never {
  const id = activeTerminal();
  return id === undefined ? undefined : terminals.getState().byId.get(id);
}

async function copyChosenAliases(): Promise<void> {
  try {
    const made = await copyAliases(
      chosen()
        .map(aliasOf)
        .filter((alias) => alias !== undefined),
      null,
    );
    const [first] = made;
    if (first !== undefined) reveal(first);
  } catch (error) {
    showError(error);
  }
}

function paste(): void {
  const { active, book, cut } = sessionStore.getState();
  const session = active === undefined ? undefined : book.sessions.get(active);
  const folder = active === undefined ? undefined : book.folders.get(active);
  const into =
    session !== undefined
      ? folderAt({ kind: 'session', id: session.id, level: 1, session }, book)
      : folder !== undefined
        ? folder.id
        : null;
  if (into !== undefined) void move([...cut], into);
}

const t = (): Texts['sessions']['command'] => texts().sessions.command;

/** Everything that can be done with saved sessions. Returns what takes the commands away. */
export function registerSessionCommands(): () => void {
  const list: readonly Command[] = [
    {
      id: 'sessions.open',
      get title() {
        return t().open;
      },
      group: 'Sessions',
      keys: ['Enter'],
      enabled: inTree(() => sessionStore.getState().active !== undefined),
      run: () => {
        const { active, selected } = sessionStore.getState();
        openLines(selected.size > 0 ? selected : active === undefined ? [] : [active]);
      },
    },
    {
      id: 'sessions.new',
      get title() {
        return t().new;
      },
      group: 'Sessions',
      run: () => newSession(),
    },
    {
      id: 'sessions.newFolder',
      get title() {
        return t().newFolder;
      },
      group: 'Sessions',
      run: () => void newFolder(activeFolder()),
    },
    {
      id: 'sessions.save',
      get title() {
        return t().saveThis;
      },
      group: 'Sessions',
      keys: ['Mod+S'],
      inTerminal: true,
      enabled: () => terminalToSave() !== undefined || activeRow() !== undefined,
      run: () => {
        const terminal = terminalToSave();
        const row = activeRow();
        if (terminal !== undefined) void saveTerminal(terminal);
        else if (row !== undefined) void saveInstance(row.instance);
      },
    },
    {
      id: 'instances.save',
      get title() {
        return t().saveInstance;
      },
      group: 'Instances',
      enabled: () => activeRow() !== undefined,
      run: () => {
        const row = activeRow();
        if (row !== undefined) void saveInstance(row.instance);
      },
    },
    {
      id: 'sessions.edit',
      get title() {
        return t().edit;
      },
      group: 'Sessions',
      keys: ['Alt+Enter'],
      enabled: inTree(() => one() !== undefined),
      run: () => {
        const id = one();
        if (id !== undefined) editLine(id);
      },
    },
    {
      id: 'sessions.defaults',
      get title() {
        return t().defaults;
      },
      group: 'Sessions',
      run: editDefaults,
    },
    {
      id: 'sessions.rename',
      get title() {
        return t().rename;
      },
      group: 'Sessions',
      keys: ['F2'],
      enabled: inTree(() => one() !== undefined),
      run: () => sessionStore.setState({ renaming: one() }),
    },
    {
      id: 'sessions.duplicate',
      get title() {
        return t().duplicate;
      },
      group: 'Sessions',
      keys: ['Mod+D'],
      enabled: inTree(() => chosenSaved().length > 0),
      run: () => void duplicate(chosenSaved()),
    },
    {
      id: 'sessions.cut',
      get title() {
        return t().cut;
      },
      group: 'Sessions',
      keys: ['Mod+X'],
      enabled: inTree(() => chosenSaved().length > 0),
      run: () => sessionStore.setState({ cut: new Set(chosenSaved()) }),
    },
    {
      id: 'sessions.paste',
      get title() {
        return t().paste;
      },
      group: 'Sessions',
      keys: ['Mod+V'],
      enabled: inTree(() => sessionStore.getState().cut.size > 0),
      run: paste,
    },
    {
      id: 'sessions.moveTo',
      get title() {
        return t().moveTo;
      },
      group: 'Sessions',
      enabled: inTree(() => chosen().length > 0),
      run: () => sessionStore.setState({ moving: chosen() }),
    },
    {
      id: 'sessions.copyAlias',
      get title() {
        return t().copyAlias;
      },
      group: 'Sessions',
      enabled: inTree(() => chosen().some((id) => aliasOf(id) !== undefined)),
      run: () => void copyChosenAliases(),
    },
    {
      id: 'sessions.delete',
      get title() {
        return t().delete;
      },
      group: 'Sessions',
      keys: ['Delete'],
      enabled: inTree(() => chosenSaved().length > 0),
      run: () => void remove(chosenSaved()),
    },
    {
      id: 'sessions.undo',
      get title() {
        return t().undo;
      },
      group: 'Sessions',
      keys: ['Mod+Z'],
      enabled: inTree(() => sessionStore.getState().undo !== undefined),
      run: () => {
        const { undo } = sessionStore.getState();
        if (undo !== undefined) void restore(undo);
      },
    },
    {
      id: 'sessions.search',
      get title() {
        return t().search;
      },
      group: 'Sessions',
      // Only where the keyboard is in the tree: elsewhere these keys search the instances.
      keys: ['/', 'Mod+F'],
      enabled: () => treeHasFocus(),
      run: () => go(SEARCH_ID),
    },
    {
      id: 'sessions.show',
      get title() {
        return t().show;
      },
      group: 'View',
      keys: ['Mod+Shift+S'],
      inTerminal: true,
      inQuestion: true,
      run: () => go(TREE_ID),
    },
  ];
  return registerCommands(list);
}

function editDefaults(): void {
  edit({ kind: 'defaults', settings: sessionStore.getState().book.defaults });
}
