import { createStore } from 'zustand/vanilla';
import type { Protocol, SessionTarget } from '../../../shared/model/session.ts';
import type { SettingsLayer } from '../../../shared/model/session-settings.ts';

/** What is being edited; without an `id` it is not saved yet. */
export type Draft =
  | {
      readonly kind: 'session';
      readonly id?: string;
      readonly name: string;
      readonly folder: string | null;
      /** A terminal without it. */
      readonly protocol?: Protocol;
      readonly target: SessionTarget;
      readonly settings: SettingsLayer;
    }
  | {
      readonly kind: 'folder';
      readonly id?: string;
      readonly name: string;
      readonly folder: string | null;
      readonly settings: SettingsLayer;
    }
  | { readonly kind: 'defaults'; readonly settings: SettingsLayer };

export const editor = createStore<{ readonly draft: Draft | undefined; readonly opened: number }>(() => ({ draft: undefined, opened: 0 }));

export function edit(draft: Draft): void {
  editor.setState(({ opened }) => ({ draft, opened: opened + 1 }));
}

export function closeEditor(): void {
  editor.setState({ draft: undefined });
}
