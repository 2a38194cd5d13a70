import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Notice } from '../../shared/contract/app.ts';
import { showError } from '../ui/toast.tsx';
import { client } from './client.ts';

const notices = createStore<{ readonly list: readonly Notice[] }>(() => ({ list: [] }));

export function useNotices(): readonly Notice[] {
  return useStore(notices, (state) => state.list);
}

export function subscribeNotices(): void {
  const take = (list: readonly Notice[]): void => notices.setState({ list });
  client().subscribe('app.notices', undefined, { snapshot: take, change: take, error: showError });
}

export function dismissNotice(id: string): void {
  client().call('app.dismissNotice', { id }).catch(showError);
}
