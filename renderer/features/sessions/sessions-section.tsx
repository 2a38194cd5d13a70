import { FolderPlus, MoreHorizontal, Plus, Search, X } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { commands, runCommand } from '../../app/commands.ts';
import { useLayout } from '../../app/layout.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { VirtualTree, type TreeDrag } from '../../ui/virtual-tree.tsx';
import { useAccounts } from '../accounts/account-store.ts';
import { inventory, useInstances } from '../instances/instance-store.ts';
import { commandLines } from '../instances/menu-lines.ts';
import { searchWords } from '../instances/rows.ts';
import { folderAt, movable } from './move-rules.ts';
import { move, openLines, placeName, rename, SEARCH_ID, setOpen, TREE_ID } from './session-actions.ts';
import { SESSION_MENU } from './session-commands.ts';
import { sessionLines } from './session-lines.ts';
import { sessionStore, useSessions } from './session-store.ts';
import styles from './sessions-section.module.css';
import { treeLine } from './tree-line.tsx';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);
const MORE = ['sessions.defaults', '-', 'sessions.import', 'sessions.export'] as const;

/** The saved sessions and the SSH config: found, opened and put in order. */
export function SessionsSection() {
  const { book, aliases, query, active, selected, renaming, cut, ready, configProblems } = useSessions((state) => state);
  const openFolders = useLayout((layout) => layout.sessions.open);
  const accounts = useAccounts((state) => state.accounts);
  const rowsVersion = useInstances((state) => state.rowsVersion);
  const scopesVersion = useInstances((state) => state.scopesVersion);
  const [menu, setMenu] = useState<MenuPoint>();
  const { sessions: t } = useTexts();
  const wanted = useDeferredValue(query);

  const data = useMemo(
    () => sessionLines(book, aliases, { open: new Set(openFolders), words: searchWords(wanted) }),
    [book, aliases, openFolders, wanted],
  );
  const byId = useMemo(() => new Map(data.map((line) => [line.id, line])), [data]);
  const lines = useMemo(
    () => data.map((line) => treeLine(line, { inventory, accounts, cut, configProblems, t: t.line })),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the inventory changes in place; its versions stand for it
    [data, accounts, cut, configProblems, t, rowsVersion, scopesVersion],
  );

  const drag: TreeDrag = {
    describe(ids, over) {
      const folder = folderAt(over === undefined ? undefined : byId.get(over), book);
      if (folder === undefined) return undefined;
      const count = movable(ids, folder, book).length;
      return count === 0 ? undefined : t.drag(count, placeName(folder));
    },
    place: (over) => folderAt(byId.get(over), book) ?? undefined,
    drop(ids, over) {
      const folder = folderAt(over === undefined ? undefined : byId.get(over), book);
      if (folder !== undefined) void move(ids, folder);
    },
  };
  const empty = ready && book.sessions.size === 0 && book.folders.size === 0;
  return (
    <section className={c('section')} aria-label={t.title}>
      <header className={c('header')}>
        <h2 className={c('title')}>{t.title}</h2>
        <IconButton label={t.newSession} icon={<Plus size={14} aria-hidden />} onClick={() => runCommand('sessions.new')} />
        <IconButton label={t.newFolder} icon={<FolderPlus size={14} aria-hidden />} onClick={() => runCommand('sessions.newFolder')} />
        <Menu
          align="end"
          trigger={<IconButton label={t.more} icon={<MoreHorizontal size={14} aria-hidden />} />}
          lines={commandLines(MORE, commands.getState().byId, runCommand)}
        />
      </header>
      {empty && aliases.length === 0 ? null : <SearchBox query={query} />}
      <VirtualTree
        id={TREE_ID}
        label={t.title}
        lines={lines}
        active={active}
        selected={selected}
        renaming={renaming}
        drag={drag}
        onSelection={(next) => sessionStore.setState(next)}
        onOpen={(id) => openLines([id])}
        onToggle={(id, open) => setOpen([id], open)}
        onMenu={(_id, at) => setMenu(at)}
        onRenamed={(id, name) => {
          sessionStore.setState({ renaming: undefined });
          if (name !== undefined) void rename(id, name);
        }}
      >
        {empty ? <Empty /> : lines.length === 0 && ready ? <p className={c('note')}>{t.noMatch(displayText(query, 40))}</p> : null}
      </VirtualTree>
      <ContextMenu
        at={menu}
        lines={menu === undefined ? [] : commandLines(SESSION_MENU, commands.getState().byId, runCommand)}
        onClose={() => setMenu(undefined)}
      />
    </section>
  );
}

function SearchBox({ query }: { readonly query: string }) {
  const { sessions: t } = useTexts();
  const search = (text: string): void => sessionStore.setState({ query: text });
  return (
    <div className={c('search')}>
      <TextField
        id={SEARCH_ID}
        role="searchbox"
        aria-label={t.search}
        placeholder={t.searchPlaceholder}
        value={query}
        before={<Search size={12} aria-hidden />}
        after={
          query === '' ? null : (
            <button type="button" className={c('clear')} aria-label={t.clearSearch} onClick={() => search('')}>
              <X size={12} aria-hidden />
            </button>
          )
        }
        onChange={(event) => search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && query !== '') search('');
          else if (event.key === 'ArrowDown' || event.key === 'Enter') document.getElementById(TREE_ID)?.focus();
          else return;
          event.preventDefault();
        }}
      />
    </div>
  );
}

function Empty() {
  const { sessions: t } = useTexts();
  return (
    <div className={c('empty')}>
      <p>{t.empty}</p>
      <div className={c('offers')}>
        <Button onClick={() => runCommand('quick.connect')}>{t.connectTo}</Button>
        <Button onClick={() => runCommand('sessions.import')}>{t.importPutty}</Button>
      </div>
    </div>
  );
}
