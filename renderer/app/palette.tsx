import { Dialog } from '@base-ui/react/dialog';
import { Command as List } from 'cmdk';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { displayText } from '../../shared/model/display-text.ts';
import { nameOf, openRow } from '../features/instances/actions.ts';
import { STATE_TONE } from '../features/instances/grid-row.tsx';
import { instanceStore, inventory } from '../features/instances/instance-store.ts';
import { hasWords, matchesWords, searchWords, type Row } from '../features/instances/rows.ts';
import { accountName } from '../features/accounts/account-name.ts';
import { connectTo, meanings, meaningText } from '../features/quick-connect/connect.ts';
import type { Meaning } from '../features/quick-connect/meanings.ts';
import { MeaningIcon } from '../features/quick-connect/quick-connect-field.tsx';
import { classNames } from '../ui/class-names.ts';
import { FocusAtOnce } from '../ui/focus-at-once.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { isMac } from '../ui/keys.ts';
import { StatusDot } from '../ui/status-dot.tsx';
import { commands, type Command } from './commands.ts';
import { showInstances } from './dock.ts';
import { overlay, showOverlay } from './overlays.ts';
import styles from './palette.module.css';
import { keysIn, placeBelow } from './shortcuts.ts';
import { useTexts } from './use-texts.ts';

const c = classNames(styles);
/** As many instances as a person reads through; a longer word finds the rest. */
const SHOWN_INSTANCES = 12;

/** Every command and every instance by name, at the keyboard. */
export function Palette() {
  const t = useTexts().frame.palette;
  const open = useStore(overlay, (state) => state.open === 'palette');
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && showOverlay(undefined)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={c('backdrop')} />
        <Dialog.Popup className={c('popup')} aria-label={t.title}>
          <PaletteList />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList() {
  const { palette: t, groups } = useTexts().frame;
  const [query, setQuery] = useState('');
  // Before the field takes the keyboard.
  const [place] = useState(placeBelow);
  const field = useRef<HTMLInputElement>(null);
  const byId = useStore(commands, (state) => state.byId);
  const words = searchWords(query);
  const found = [...byId.values()].filter(
    (command) => isOffered(command) && hasWords(`${groups[command.group]} ${command.title}`.toLowerCase(), words),
  );
  const rows = useMemo(() => firstRows(searchWords(query)), [query]);
  const places = useMemo(() => otherPlaces(query), [query]);
  return (
    <List label={t.title} shouldFilter={false} loop>
      <FocusAtOnce target={field} />
      <List.Input ref={field} className={c('input')} placeholder={t.placeholder} value={query} onValueChange={setQuery} />
      <List.List className={c('list')}>
        <List.Empty className={c('empty')}>{t.nothing}</List.Empty>
        {words.length > 0 && rows.length > 0 ? (
          <List.Group heading={t.instances} className={c('group')}>
            {rows.map((row) => (
              <List.Item key={row.key} value={`instance ${row.key}`} className={c('item')} onSelect={() => openInstance(row)}>
                <StatusDot tone={STATE_TONE[row.instance.state]} />
                <span className={c('text')}>{nameOf(row.instance)}</span>
                <span className={c('where')}>
                  {displayText(row.instance.region, 32)} · {displayText(accountName(row.instance.account), 32)}
                </span>
              </List.Item>
            ))}
          </List.Group>
        ) : null}
        {places.length > 0 ? (
          <List.Group heading={t.connect} className={c('group')}>
            {places.map((meaning) => {
              const { text, where } = meaningText(meaning);
              return (
                <List.Item key={meaning.id} value={`connect ${meaning.id}`} className={c('item')} onSelect={() => connectAndClose(meaning)}>
                  <MeaningIcon meaning={meaning} />
                  <span className={c('text')}>{text}</span>
                  <span className={c('where')}>{where}</span>
                </List.Item>
              );
            })}
          </List.Group>
        ) : null}
        {found.length > 0 ? (
          <List.Group heading={t.commands} className={c('group')}>
            {found.map((command) => (
              <List.Item key={command.id} value={command.id} className={c('item')} onSelect={() => runAndClose(command)}>
                <span className={c('kind')}>{groups[command.group]}</span>
                <span className={c('text')}>{command.title}</span>
                {keysIn(command, place, isMac())
                  .slice(0, 1)
                  .map((keys) => (
                    <Kbd key={keys} keys={keys} />
                  ))}
              </List.Item>
            ))}
          </List.Group>
        ) : null}
      </List.List>
    </List>
  );
}

function isOffered(command: Command): boolean {
  return command.id !== 'app.palette' && command.enabled?.() !== false;
}

// Names first: who types `web` means web-1, not the instance whose security group has "web" in its name.
function firstRows(words: readonly string[]): readonly Row[] {
  if (words.length === 0) return [];
  const byName: Row[] = [];
  const others: Row[] = [];
  for (const row of inventory.rows.values()) {
    if (!matchesWords(row, words)) continue;
    if (hasWords(row.instance.name.toLowerCase(), words)) byName.push(row);
    else if (others.length < SHOWN_INSTANCES) others.push(row);
    if (byName.length >= 200) break;
  }
  byName.sort((a, b) => a.instance.name.length - b.instance.name.length || (a.instance.name < b.instance.name ? -1 : 1));
  return [...byName, ...others].slice(0, SHOWN_INSTANCES);
}

function openInstance(row: Row): void {
  showOverlay(undefined);
  instanceStore.setState({ active: row.key });
  // Its answer may be a message below the grid: that has to be in sight.
  showInstances();
  openRow(row.instance);
}

/**
 * Sessions, aliases and addresses that a text may mean; instances have their own group. A plain word is more likely a command than
 * a host: only what looks like an address is offered as one.
 */
function otherPlaces(query: string): readonly Meaning[] {
  const places = meanings(query).list.filter(({ kind }) => kind !== 'instance');
  const address = /[@.:]/u.test(query);
  return places.filter(({ kind }) => kind !== 'host' || address).slice(0, SHOWN_INSTANCES);
}

function connectAndClose(meaning: Meaning): void {
  showOverlay(undefined);
  connectTo(meaning);
}

function runAndClose(command: Command): void {
  showOverlay(undefined);
  void command.run();
}
