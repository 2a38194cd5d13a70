import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance, LoginName } from '../../../shared/model/instance.ts';
import { client } from '../../app/client.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showError } from '../../ui/toast.tsx';
import { nameOf, openShell, refOf } from './actions.ts';
import { because } from './login-field.tsx';
import { instanceStore, inventory, useInstances } from './instance-store.ts';
import styles from './instances-panel.module.css';

const c = classNames(styles);

/** Asks for the login name of one terminal; the proposal of the instance stays as it is. */
export function OpenAsDialog() {
  const { common, instanceDetails: t } = useTexts();
  const key = useInstances((state) => state.openingAs);
  const instance = key === undefined ? undefined : inventory.rows.get(key)?.instance;
  const form = useId();
  const field = useRef<HTMLInputElement>(null);
  const close = (): void => instanceStore.setState({ openingAs: undefined });
  return (
    <Dialog
      open={instance !== undefined}
      title={instance === undefined ? '' : t.openAs(nameOf(instance))}
      width={360}
      onClose={close}
      initialFocus={field}
      actions={
        <>
          <Button onClick={close}>{common.cancel}</Button>
          <Button look="primary" type="submit" form={form}>
            {t.openTerminal}
          </Button>
        </>
      }
    >
      {instance === undefined ? null : <LoginForm key={instance.key} id={form} instance={instance} field={field} done={close} />}
    </Dialog>
  );
}

interface LoginFormProps {
  readonly id: string;
  readonly instance: Instance;
  readonly field: React.RefObject<HTMLInputElement | null>;
  readonly done: () => void;
}

function LoginForm({ id, instance, field, done }: LoginFormProps) {
  const { common } = useTexts();
  const [login, setLogin] = useState<LoginName>();
  const [user, setUser] = useState<string>();
  useEffect(() => {
    const abort = new AbortController();
    client().call('instances.login', refOf(instance), abort.signal).then(setLogin, showError);
    return () => abort.abort();
  }, [instance]);
  const value = user ?? login?.user ?? '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (value === '') return;
    done();
    void openShell(instance, value);
  };
  return (
    <form id={id} className={c('form')} noValidate onSubmit={submit}>
      <Field label={common.loginName} hint={login === undefined ? ' ' : because(login)}>
        <TextField ref={field} mono value={value} maxLength={256} onChange={(event) => setUser(event.target.value)} />
      </Field>
      {login === undefined || login.candidates.length < 2 ? null : (
        <div className={c('candidates')}>
          {login.candidates.slice(0, 8).map((candidate) => (
            <Button key={candidate} look="quiet" onClick={() => setUser(candidate)}>
              {displayText(candidate, 32)}
            </Button>
          ))}
        </div>
      )}
    </form>
  );
}
