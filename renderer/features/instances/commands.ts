import type { OsFamily } from '../../../shared/model/instance.ts';
import { texts, type Texts } from '../../../shared/texts/current.ts';
import { registerCommands, type Command } from '../../app/commands.ts';
import { showInstances } from '../../app/dock.ts';
import { changeLayout, layoutStore } from '../../app/layout.ts';
import { copyText } from '../../ui/copy-text.ts';
import { addressOf, copySsh, onActive, openRow, openShell } from './actions.ts';
import { activeRow, instanceStore, refresh } from './instance-store.ts';
import { PASSWORD_MENU } from '../password/password-menu.ts';
import { POWER_MENU } from '../power/power-menu.ts';

const words = (): Texts['instanceCommands'] => texts().instanceCommands;

/** The search field of the grid, for the key that goes there. */
export const SEARCH_ID = 'instance-search';
export const GRID_ID = 'instance-grid';

// In a browser these reload the page, and a person expects just that.
const REFRESH_KEYS = location.protocol === 'http:' ? [] : ['F5', 'Mod+R'];

export const hasActive = (): boolean => activeRow() !== undefined;
const hasAddress = (): boolean => {
  const row = activeRow();
  return row !== undefined && addressOf(row.instance) !== undefined;
};

/** Ids of the commands in the context menu of a row, in order; `-` is a separator. */
export function rowMenu(os: OsFamily): readonly string[] {
  return [...(os === 'windows' ? ['rdp.open', '-', 'instances.openWindows'] : ['instances.open']), ...ROW_MENU];
}

const ROW_MENU: readonly string[] = [
  'instances.openAs',
  'instances.save',
  '-',
  'instances.copyAddress',
  'instances.copyId',
  'instances.copyName',
  'instances.copySsh',
  '-',
  ...POWER_MENU,
  ...PASSWORD_MENU,
  '-',
  'instances.details',
  'instances.refreshRegion',
];

export function registerInstanceCommands(): () => void {
  const list: readonly Command[] = [
    {
      id: 'instances.open',
      get title() {
        return words().open;
      },
      group: 'Instances',
      keys: ['Enter'],
      enabled: () => hasActive() && activeRow()?.instance.os !== 'windows' && gridHasFocus(),
      run: () => onActive(openRow),
    },
    {
      id: 'instances.openAs',
      get title() {
        return words().openAs;
      },
      group: 'Instances',
      keys: ['Shift+Enter'],
      enabled: () => hasActive() && gridHasFocus(),
      run: () => onActive((instance) => instanceStore.setState({ openingAs: instance.key })),
    },
    {
      id: 'instances.copyAddress',
      get title() {
        return words().copyAddress;
      },
      group: 'Instances',
      keys: ['Mod+C'],
      enabled: () => hasAddress() && gridHasFocus() && window.getSelection()?.toString() === '',
      run: () => onActive((instance) => void copyText(addressOf(instance) ?? '')),
    },
    {
      id: 'instances.copyId',
      get title() {
        return words().copyId;
      },
      group: 'Instances',
      keys: ['Mod+Shift+C'],
      enabled: () => hasActive() && gridHasFocus(),
      run: () => onActive((instance) => void copyText(instance.instance)),
    },
    {
      id: 'instances.copyName',
      get title() {
        return words().copyName;
      },
      group: 'Instances',
      enabled: hasActive,
      run: () => onActive((instance) => void copyText(instance.name)),
    },
    {
      id: 'instances.copySsh',
      get title() {
        return words().copySsh;
      },
      group: 'Instances',
      enabled: hasAddress,
      run: () => onActive((instance) => void copySsh(instance)),
    },
    {
      id: 'instances.openWindows',
      get title() {
        return words().openWindows;
      },
      group: 'Instances',
      enabled: () => activeRow()?.instance.os === 'windows',
      run: () => onActive((instance) => void openShell(instance)),
    },
    {
      id: 'instances.refresh',
      get title() {
        return words().refresh;
      },
      group: 'Instances',
      keys: REFRESH_KEYS,
      run: () => refresh(),
    },
    {
      id: 'instances.refreshRegion',
      get title() {
        return words().refreshRegion;
      },
      group: 'Instances',
      enabled: hasActive,
      run: () => onActive((instance) => refresh({ account: instance.account, region: instance.region })),
    },
    {
      id: 'instances.details',
      get title() {
        return words().details;
      },
      group: 'View',
      keys: ['Mod+I'],
      inTerminal: true,
      run: () => {
        const { details } = layoutStore.getState();
        changeLayout({ details: { ...details, open: !details.open } });
      },
    },
    {
      id: 'instances.search',
      get title() {
        return words().search;
      },
      group: 'Instances',
      keys: ['/', 'Mod+F'],
      run: () => {
        showInstances();
        const field = document.getElementById(SEARCH_ID);
        if (field instanceof HTMLInputElement) {
          field.focus();
          field.select();
        }
      },
    },
    {
      id: 'instances.show',
      get title() {
        return words().show;
      },
      group: 'View',
      keys: ['Mod+Shift+O'],
      inTerminal: true,
      inQuestion: true,
      run: () => {
        showInstances();
        document.getElementById(GRID_ID)?.focus();
      },
    },
  ];
  return registerCommands(list);
}

/** Enter and copy belong to the grid alone: elsewhere they are another control's. */
export function gridHasFocus(): boolean {
  // Base UI gives the focus back only after a menu item ran: a menu over the grid counts as the grid.
  const { activeElement } = document;
  return activeElement?.id === GRID_ID || activeElement?.closest('[role="menu"],[cmdk-root]') != null;
}
