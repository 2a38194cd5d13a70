import { useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { folderChoices, TOP } from './folder-choices.ts';
import { movable } from './move-rules.ts';
import { move, nameAt } from './session-actions.ts';
import { sessionStore, useSessions } from './session-store.ts';

/** "Move to folder…": the way for those who do not drag. */
export function MoveDialog() {
  const ids = useSessions((state) => state.moving);
  const close = (): void => sessionStore.setState({ moving: undefined });
  const form = useId();
  const [first] = ids ?? [];
  const what = ids?.length === 1 && first !== undefined ? nameAt(first) : `${ids?.length ?? 0} items`;
  return (
    <Dialog
      open={ids !== undefined}
      title={`Move ${what}`}
      width={360}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" type="submit" form={form}>
            Move
          </Button>
        </>
      }
    >
      {ids === undefined ? null : <MoveForm id={form} ids={ids} done={close} />}
    </Dialog>
  );
}

function MoveForm({ id, ids, done }: { readonly id: string; readonly ids: readonly string[]; readonly done: () => void }) {
  const book = useSessions((state) => state.book);
  // Only places that something of it can go to.
  const choices = folderChoices(book).filter(({ value }) => movable(ids, value === TOP ? null : value, book).length > 0);
  const [folder, setFolder] = useState(choices[0]?.value ?? TOP);
  return (
    <form
      id={id}
      onSubmit={(event) => {
        event.preventDefault();
        done();
        void move(ids, folder === TOP ? null : folder);
      }}
    >
      <Field label="Folder">
        <Select value={folder} options={choices} onChange={setFolder} label="Folder" />
      </Field>
    </form>
  );
}
