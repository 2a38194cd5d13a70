import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Instance, InstanceChange } from '../../../shared/model/instance.ts';
import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';
import type { ScopeChoice } from './order.ts';
import { emptyInventory, takeChange, takeList, type Row } from './rows.ts';

export interface InstanceState {
  /** Changes with the rows, and with the scopes: what is derived from the inventory hangs on these. */
  readonly rowsVersion: number;
  readonly scopesVersion: number;
  /** The host's first answer is here. */
  readonly ready: boolean;
  readonly query: string;
  readonly choice: ScopeChoice;
  /** Key of the row that the keys and commands act on. */
  readonly active: string | undefined;
  /** The person chose the active row, or did something with it. Until then it is the first of those that are shown. */
  readonly chosen: boolean;
  readonly message: InstanceMessage | undefined;
  /** The row whose "Open as…" is being asked. */
  readonly openingAs: string | undefined;
}

/** What stands below the grid after an action that could not be done as asked, until the person turns to another instance. */
export interface InstanceMessage {
  readonly key: string;
  /** The state that it speaks of; it goes when the list says another. Absent: the host said it, which knows more than the list. */
  readonly state?: Instance['state'];
  readonly text: string;
  readonly hint: string;
  readonly offer?: 'refresh' | 'start';
}

/** Rows and scopes themselves: changed in place, see `rowsVersion` and `scopesVersion`. */
export const inventory = emptyInventory();

export const instanceStore = createStore<InstanceState>(() => ({
  rowsVersion: 0,
  scopesVersion: 0,
  ready: false,
  query: '',
  choice: {},
  active: undefined,
  chosen: false,
  message: undefined,
  openingAs: undefined,
}));

export function useInstances<T>(select: (state: InstanceState) => T): T {
  return useStore(instanceStore, select);
}

export function activeRow(): Row | undefined {
  const { active } = instanceStore.getState();
  return active === undefined ? undefined : inventory.rows.get(active);
}

/** Makes a row the active one on behalf of the person: it stays so, whatever rows come. */
export function chooseRow(key: string): void {
  instanceStore.setState(({ message }) => ({ active: key, chosen: true, message: message?.key === key ? message : undefined }));
}

/** What the person has begun with the active row goes on with that one. */
export function keepActiveRow(): void {
  const row = activeRow();
  if (row !== undefined) chooseRow(row.key);
}

/**
 * Between two pictures of a list that comes page by page: soon enough for who looks on, and most of the time is left to terminals. A hidden
 * page paints no frames; changes must not pile up meanwhile.
 */
const FLUSH_MS = 400;

/** Follows the host's list. A change after a quiet time is shown in the next frame; what follows at its heels is taken together. */
export function subscribeInstances(): void {
  let queue: InstanceChange[] = [];
  let scheduled = false;
  let last = -FLUSH_MS;
  const flush = (): void => {
    scheduled = false;
    last = performance.now();
    const changes = queue;
    queue = [];
    let rows = false;
    let scopes = false;
    for (const change of changes) {
      const changed = takeChange(inventory, change);
      rows ||= changed.rows;
      scopes ||= changed.scopes;
    }
    bump(rows, scopes);
  };
  client().subscribe('instances.list', undefined, {
    snapshot(list) {
      queue = [];
      takeList(inventory, list);
      instanceStore.setState({ ready: true });
      bump(true, true);
    },
    change(change) {
      queue.push(change);
      if (scheduled) return;
      scheduled = true;
      const wait = document.hidden ? FLUSH_MS : last + FLUSH_MS - performance.now();
      if (wait > 0) setTimeout(flush, wait);
      else inNextFrame(flush);
    },
    error: showError,
  });
}

/** Where no frame comes, since the page was hidden before it did, a little later. */
function inNextFrame(task: () => void): void {
  const frame = requestAnimationFrame(() => {
    clearTimeout(late);
    task();
  });
  const late = setTimeout(() => {
    cancelAnimationFrame(frame);
    task();
  }, FLUSH_MS);
}

function bump(rows: boolean, scopes: boolean): void {
  instanceStore.setState((state) => ({
    rowsVersion: state.rowsVersion + (rows ? 1 : 0),
    scopesVersion: state.scopesVersion + (scopes ? 1 : 0),
    message: stillSo(state.message) ? state.message : undefined,
  }));
}

/** A list that is read anew takes nothing away that is being read: only another state does. A row that is missing may come back. */
function stillSo(message: InstanceMessage | undefined): boolean {
  const instance = message === undefined ? undefined : inventory.rows.get(message.key)?.instance;
  return instance === undefined || message?.state === undefined || message.state === instance.state;
}

export function refresh(what: { account?: string; region?: string } = {}): void {
  client().call('instances.refresh', what).catch(showError);
}
