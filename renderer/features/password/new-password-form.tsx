import { useRef, useState, type SubmitEvent } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { makePassword, passwordFault, type PasswordFault, type PasswordView, type PasswordWay } from '../../../shared/model/password.ts';
import { passwordFaultText } from '../../../shared/texts/password-fault.ts';
import { client } from '../../app/client.ts';
import { useCall } from '../../app/use-call.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { refOf } from '../instances/actions.ts';
import { SecretField } from '../prompts/secret-field.tsx';
import { copyHidden } from '../rdp/copy-password.ts';
import styles from './password.module.css';
import type { PasswordWish } from './password-store.ts';
import { tellOutcome } from './tell-outcome.ts';

const c = classNames(styles);
const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

interface FormProps {
  readonly wish: PasswordWish;
  readonly instance: Instance;
  readonly view: PasswordView;
  readonly close: () => void;
}

/** The password itself is in its field alone, which goes with the dialog. */
export function NewPasswordForm({ wish, instance, view, close }: FormProps) {
  const texts = useTexts();
  const t = texts.setPassword;
  const { name, rules, running, cannotRemember } = view;
  const [way, setWay] = useState<PasswordWay>(view.online === 'ready' ? 'online' : 'offline');
  const [user, setUser] = useState(wish.question?.user ?? view.user);
  const [typed, setTyped] = useState('');
  const [remember, setRemember] = useState(false);
  const [fault, setFault] = useState<PasswordFault>();
  const [made, setMade] = useState(false);
  const [wrongName, setWrongName] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { busy, problem, run } = useCall();
  const offline = way === 'offline';

  const make = (): void => {
    if (field.current === null) return;
    field.current.value = makePassword(rules, random);
    setFault(undefined);
    setMade(true);
  };
  const copy = (): Promise<void> => {
    const password = field.current?.value ?? '';
    return copyHidden(
      () => client().call('password.copy', { password }),
      () => Promise.resolve(password),
    );
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const password = field.current?.value ?? '';
    const wrong = passwordFault(password, rules);
    const notTyped = offline && typed !== name;
    setFault(wrong);
    setWrongName(notTyped);
    if (wrong !== undefined || notTyped || (!offline && user.trim() === '')) return;
    void run(async () => {
      const outcome = await client().call('password.set', {
        ...{ ...refOf(instance), way, user: offline ? view.offlineUser : user.trim(), password },
        ...(remember && cannotRemember === undefined ? { remember } : {}),
        ...(offline ? { typed } : {}),
      });
      if (field.current !== null) field.current.value = '';
      close();
      tellOutcome(outcome, name, wish.question, password);
    });
  };
  return (
    <Dialog
      open
      title={t.title(displayText(name, 80))}
      width={460}
      onClose={close}
      initialFocus={field}
      actions={
        <>
          <Button onClick={close}>{texts.common.cancel}</Button>
          <Button type="submit" form="new-password" look={offline && running ? 'danger' : 'primary'} disabled={busy}>
            {t.go[offline ? (running ? 'offline' : 'stopped') : 'online']}
          </Button>
        </>
      }
    >
      <form id="new-password" className={c('form')} noValidate onSubmit={submit}>
        {view.online === 'ready' ? (
          <Field label={t.way}>
            <Select
              label={t.way}
              value={way}
              onChange={setWay}
              options={(['online', 'offline'] as const).map((value) => ({ value, label: t.ways[value] }))}
            />
          </Field>
        ) : (
          <p className={c('note')}>{t.noOnline[view.online]}</p>
        )}
        {offline ? (
          <>
            <p className={c('warning')}>{running ? t.restart : t.noRestart}</p>
            <p className={c('note')}>{t.onlyUser(displayText(view.offlineUser, 64))}</p>
          </>
        ) : (
          <>
            <p className={c('note')}>{t.online}</p>
            <Field label={t.user} error={user.trim() === '' ? t.userNeeded : undefined}>
              <TextField value={user} maxLength={32} onChange={(event) => setUser(event.currentTarget.value)} />
            </Field>
          </>
        )}
        <SecretField
          label={t.password}
          input={field}
          purpose="new-password"
          hint={made ? t.made : t.rules(rules.shortest, rules.longest, rules.kinds)}
          error={fault === undefined ? undefined : passwordFaultText(fault, rules)}
          onInput={() => {
            setFault(undefined);
            setMade(false);
          }}
        />
        <div className={c('line')}>
          <Button onClick={make}>{t.make}</Button>
          <Button disabled={!made} onClick={() => void copy()}>
            {t.copy}
          </Button>
        </div>
        <div>
          <Checkbox checked={remember && cannotRemember === undefined} disabled={cannotRemember !== undefined} onChange={setRemember}>
            {t.remember}
          </Checkbox>
          {cannotRemember === undefined ? null : <p className={c('note')}>{displayText(cannotRemember, 300)}</p>}
        </div>
        {offline ? (
          <Field
            label={running ? t.confirm(displayText(name, 80)) : t.confirmStopped(displayText(name, 80))}
            error={wrongName ? t.notTheName : undefined}
          >
            <TextField
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setWrongName(false);
              }}
            />
          </Field>
        ) : null}
        {problem === undefined ? null : (
          <p role="alert" className={c('problem')}>
            {problem}
          </p>
        )}
      </form>
    </Dialog>
  );
}
