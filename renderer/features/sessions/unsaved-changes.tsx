import { useRef } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { closeEditor, editor } from './editor-store.ts';
import { useTexts } from '../../app/use-texts.ts';

/** Asked before the editor is closed with changes that would be lost. */
export function UnsavedChanges({ onSave }: { readonly onSave: () => void }) {
  const leaving = useStore(editor, (state) => state.leaving);
  const { sessionEditor, common } = useTexts();
  const t = sessionEditor.unsaved;
  const keep = useRef<HTMLButtonElement>(null);
  const stay = (): void => editor.setState({ leaving: false });
  return (
    <Dialog
      open={leaving}
      title={t.title}
      description={t.text}
      width={380}
      onClose={stay}
      initialFocus={keep}
      actions={
        <>
          <Button onClick={closeEditor}>{t.discard}</Button>
          <Button ref={keep} onClick={stay}>
            {t.keep}
          </Button>
          <Button
            look="primary"
            onClick={() => {
              // What cannot be saved is shown in the form.
              stay();
              onSave();
            }}
          >
            {common.save}
          </Button>
        </>
      }
    />
  );
}
