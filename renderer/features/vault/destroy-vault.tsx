import { useRef, useState } from 'react';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './vault-dialog.module.css';
import { useCall } from '../../app/use-call.ts';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);
/** What the host wants typed. */
const WORDS = 'delete vault';

/** The last way out, behind typed words. */
export function DestroyVault({ why }: { readonly why: string }) {
  const t = useTexts().vault.destroy;
  const [open, setOpen] = useState(false);
  if (open) return <TypeToDestroy onKeep={() => setOpen(false)} />;
  return (
    <div className={c('line')}>
      <span className={c('text')}>{why}</span>
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t.open}
      </Button>
    </div>
  );
}

function TypeToDestroy({ onKeep }: { readonly onKeep: () => void }) {
  const t = useTexts().vault.destroy;
  const first = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const { busy, problem, run } = useCall();
  useFirstFocus(first);
  return (
    <form
      className={c('form')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => client().call('vault.destroy', { typed }));
      }}
    >
      <Field label={t.type(WORDS)} error={problem}>
        <TextField ref={first} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      </Field>
      <div className={c('submit')}>
        <Button onClick={onKeep}>{t.keep}</Button>
        <Button type="submit" look="danger" disabled={busy || typed !== WORDS}>
          {t.go}
        </Button>
      </div>
    </form>
  );
}
