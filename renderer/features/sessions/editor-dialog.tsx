import { Dialog } from '../../ui/dialog.tsx';
import { useStore } from 'zustand';
import { displayText } from '../../../shared/model/display-text.ts';
import { EditorForm } from './editor-form.tsx';
import { editor, leaveEditor, type Draft } from './editor-store.ts';
import type { Texts } from '../../../shared/texts/current.ts';
import { useTexts } from '../../app/use-texts.ts';

/** The settings of a session, of a folder, or the Default Settings. */
export function EditorDialog() {
  const draft = useStore(editor, (state) => state.draft);
  const opened = useStore(editor, (state) => state.opened);
  const t = useTexts();
  return (
    <Dialog
      open={draft !== undefined}
      title={draft === undefined ? '' : titleOf(draft, t.sessionEditor.title)}
      width={760}
      top="6vh"
      onClose={leaveEditor}
      flush
    >
      {draft === undefined ? null : <EditorForm key={opened} draft={draft} />}
    </Dialog>
  );
}

function titleOf(draft: Draft, t: Texts['sessionEditor']['title']): string {
  if (draft.kind === 'defaults') return t.defaults;
  if (draft.id === undefined) return draft.kind === 'session' ? t.newSession : t.newFolder;
  const name = displayText(draft.name, 80);
  return draft.kind === 'session' ? t.session(name) : t.folder(name);
}
