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

export interface EditorState {
  readonly draft: Draft | undefined;
  readonly opened: number;
  /** Something was changed that is not saved. */
  readonly dirty: boolean;
  /** The person wants to close it and is asked about the changes. */
  readonly leaving: boolean;
}

const CLOSED = { draft: undefined, dirty: false, leaving: false } as const;

export const editor = createStore<EditorState>(() => ({ ...CLOSED, opened: 0 }));

export function edit(draft: Draft): void {
  editor.setState(({ opened }) => ({ ...CLOSED, draft, opened: opened + 1 }));
}

export function closeEditor(): void {
  editor.setState(CLOSED);
}

/** Closes the editor, or asks first where that would lose changes. */
export function leaveEditor(): void {
  if (editor.getState().dirty) editor.setState({ leaving: true });
  else closeEditor();
}
