import { Dialog } from '../../ui/dialog.tsx';
import { useStore } from 'zustand';
import { displayText } from '../../../shared/model/display-text.ts';
import { EditorForm } from './editor-form.tsx';
import { editor, leaveEditor, type Draft } from './editor-store.ts';

/** The settings of a session, of a folder, or the Default Settings. */
export function EditorDialog() {
  const draft = useStore(editor, (state) => state.draft);
  const opened = useStore(editor, (state) => state.opened);
  return (
    <Dialog open={draft !== undefined} title={draft === undefined ? '' : titleOf(draft)} width={760} top="6vh" onClose={leaveEditor} flush>
      {draft === undefined ? null : <EditorForm key={opened} draft={draft} />}
    </Dialog>
  );
}

function titleOf(draft: Draft): string {
  if (draft.kind === 'defaults') return 'Default Settings';
  if (draft.id === undefined) return draft.kind === 'session' ? 'New session' : 'New folder';
  return `${draft.kind === 'session' ? 'Session' : 'Folder'} ${displayText(draft.name, 80)}`;
}
