import { useState } from 'react';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './vault-dialog.module.css';
import { useCall } from '../../app/use-call.ts';

const c = classNames(styles);
/** What the host wants typed. */
const WORDS = 'delete vault';

/** The last way out, behind typed words. */
export function DestroyVault({ why }: { readonly why: string }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const { busy, problem, run } = useCall();
  if (!open) {
    return (
      <div className={c('line')}>
        <span className={c('text')}>{why}</span>
        <Button look="quiet" onClick={() => setOpen(true)}>
          Delete the vault…
        </Button>
      </div>
    );
  }
  return (
    <form
      className={c('form')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => client().call('vault.destroy', { typed }));
      }}
    >
      <Field label={`Type “${WORDS}” to delete everything in it for good`} error={problem}>
        <TextField value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      </Field>
      <div className={c('submit')}>
        <Button onClick={() => setOpen(false)}>Keep it</Button>
        <Button type="submit" look="danger" disabled={busy || typed !== WORDS}>
          Delete the vault
        </Button>
      </div>
    </form>
  );
}
