import { useEffect, useState } from 'react';
import type { Instance } from '../../../shared/model/instance.ts';
import type { PasswordView } from '../../../shared/model/password.ts';
import { client } from '../../app/client.ts';
import type { DialogProps } from '../../app/lazy-dialog.tsx';
import { refusedText } from '../../app/refused.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { nameOf, refOf } from '../instances/actions.ts';
import { inventory } from '../instances/instance-store.ts';
import { NewPasswordForm } from './new-password-form.tsx';
import styles from './password.module.css';
import { useNewPassword, type PasswordWish } from './password-store.ts';

const c = classNames(styles);

/** Sets a new password for a login on an instance, after asking the cloud how that can be done. */
export function NewPasswordDialog({ onClose }: DialogProps) {
  const wish = useNewPassword((state) => state.wish);
  const instance = wish === undefined ? undefined : inventory.rows.get(wish.key)?.instance;
  if (wish === undefined || instance === undefined) return null;
  return <Asking key={wish.key} wish={wish} instance={instance} close={onClose} />;
}

interface AskingProps {
  readonly wish: PasswordWish;
  readonly instance: Instance;
  readonly close: () => void;
}

function Asking({ wish, instance, close }: AskingProps) {
  const { setPassword: t, common } = useTexts();
  const [view, setView] = useState<PasswordView>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const abort = new AbortController();
    const row = inventory.rows.get(wish.key)?.instance;
    if (row === undefined) return;
    client()
      .call('password.look', refOf(row), abort.signal)
      .then(setView, (error: unknown) => {
        if (!abort.signal.aborted) setProblem(refusedText(error));
      });
    return () => abort.abort();
  }, [wish.key]);
  if (view !== undefined) return <NewPasswordForm wish={wish} instance={instance} view={view} close={close} />;
  return (
    <Dialog open title={t.title(nameOf(instance))} width={460} onClose={close} actions={<Button onClick={close}>{common.cancel}</Button>}>
      {problem === undefined ? (
        <p className={c('asking')}>
          <Spinner /> {t.asking}
        </p>
      ) : (
        <p role="alert" className={c('problem')}>
          {problem}
        </p>
      )}
    </Dialog>
  );
}
