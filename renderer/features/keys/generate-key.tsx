import { useRef, useState, type SubmitEvent } from 'react';
import { appInfo } from '../../app/app-info.ts';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { SecretField, takeSecret } from '../prompts/secret-field.tsx';
import { useCall } from '../../app/use-call.ts';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import styles from './keys-dialog.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** Makes an Ed25519 key; afterwards shows the line for `authorized_keys`. */
export function GenerateKey({ onDone }: { readonly onDone: () => void }) {
  const { keys, common } = useTexts();
  const t = keys.make;
  const file = useRef<HTMLInputElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState('~/.ssh/id_ed25519');
  const [comment, setComment] = useState(`gangway ${appInfo().os}`);
  const [made, setMade] = useState<string>();
  const { busy, problem, fail, run } = useCall();
  useFirstFocus(file);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if ((first.current?.value ?? '') !== (second.current?.value ?? '')) return fail(t.notSame);
    takeSecret(second);
    const passphrase = takeSecret(first);
    void run(async () => {
      const { publicLine } = await client().call('keys.generate', { path: path.trim(), comment: comment.trim(), passphrase });
      setMade(publicLine);
    });
  };
  if (made !== undefined) {
    return (
      <section className={c('part')} aria-label={t.title}>
        <p>{t.made}</p>
        <Copyable text={made} what={t.publicKey} mono />
        <div className={c('bar')}>
          <Button onClick={onDone}>{t.done}</Button>
        </div>
      </section>
    );
  }
  return (
    <form className={c('part')} noValidate onSubmit={submit} aria-label={t.title}>
      <div className={c('two')}>
        <Field label={t.file} hint={t.fileHint}>
          <TextField ref={file} value={path} mono onChange={(event) => setPath(event.currentTarget.value)} />
        </Field>
        <Field label={t.comment}>
          <TextField value={comment} maxLength={256} onChange={(event) => setComment(event.currentTarget.value)} />
        </Field>
        <SecretField label={common.passphrase} input={first} purpose="new-password" hint={t.passphraseHint} error={problem} />
        <SecretField label={t.passphraseAgain} input={second} purpose="new-password" />
      </div>
      <div className={c('bar')}>
        <Button onClick={onDone}>{common.cancel}</Button>
        <Button type="submit" look="primary" disabled={busy || path.trim() === ''}>
          {t.go}
        </Button>
      </div>
    </form>
  );
}
