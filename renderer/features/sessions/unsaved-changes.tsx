import { useRef } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { closeEditor, editor } from './editor-store.ts';

/** Asked before the editor is closed with changes that would be lost. */
export function UnsavedChanges({ onSave }: { readonly onSave: () => void }) {
  const leaving = useStore(editor, (state) => state.leaving);
  const keep = useRef<HTMLButtonElement>(null);
  const stay = (): void => editor.setState({ leaving: false });
  return (
    <Dialog
      open={leaving}
      title="Save the changes?"
      description="They are lost otherwise."
      width={380}
      onClose={stay}
      initialFocus={keep}
      actions={
        <>
          <Button onClick={closeEditor}>Discard</Button>
          <Button ref={keep} onClick={stay}>
            Keep editing
          </Button>
          <Button
            look="primary"
            onClick={() => {
              // What cannot be saved is shown in the form.
              stay();
              onSave();
            }}
          >
            Save
          </Button>
        </>
      }
    />
  );
}
