import { useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { folderChoices, TOP } from './folder-choices.ts';
import { movable } from './move-rules.ts';
import { move, nameAt } from './session-actions.ts';
import { sessionStore, useSessions } from './session-store.ts';
import { useTexts } from '../../app/use-texts.ts';

/** "Move to folder…": the way for those who do not drag. */
export function MoveDialog() {
  const ids = useSessions((state) => state.moving);
  const close = (): void => sessionStore.setState({ moving: undefined });
  const form = useId();
  const { sessions: t, common } = useTexts();
  const [first] = ids ?? [];
  const what = ids?.length === 1 && first !== undefined ? nameAt(first) : t.items(ids?.length ?? 0);
  return (
    <Dialog
      open={ids !== undefined}
      title={t.move.title(what)}
      width={360}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{common.cancel}</Button>
          <Button look="primary" type="submit" form={form}>
            {t.move.go}
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
  const t = useTexts().sessions.move;
  const [folder, setFolder] = useState(choices[0]?.value ?? TOP);
  return (
    <form
      id={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        done();
        void move(ids, folder === TOP ? null : folder);
      }}
    >
      <Field label={t.folder}>
        <Select value={folder} options={choices} onChange={setFolder} label={t.folder} />
      </Field>
    </form>
  );
}
