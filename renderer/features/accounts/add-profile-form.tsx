import { useRef, useState, type FormEvent } from 'react';
import type { CloudName } from '../../../shared/model/account.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import styles from './first-run.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

const CLOUDS: readonly CloudName[] = ['aws', 'alibaba'];
const USUAL: Readonly<Record<CloudName, { readonly key: string; readonly region: string }>> = {
  aws: { key: 'AKIA…', region: 'eu-central-1' },
  alibaba: { key: 'LTAI…', region: 'cn-hangzhou' },
};

/** The host names call and field before what is wrong; the person has both before their eyes. */
function plain(message: string): string {
  return message.replace(/^accounts\.addProfile: (?:\w+: )?/u, '');
}

const FIELDS = ['profile', 'accessKeyId', 'secretAccessKey', 'region'] as const;
type FieldName = (typeof FIELDS)[number];
const NONE: ReadonlySet<string> = new Set();

/**
 * Asks for access keys and hands them to the host. The secret lives in its field only: in no state, no store, and it is wiped from
 * the field as soon as it is sent.
 */
export function AddProfileForm({ onDone }: { readonly onDone?: () => void }) {
  const { accounts, contractErrors } = useTexts();
  const t = accounts.form;
  const secret = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<WireError>();
  const [empty, setEmpty] = useState(NONE);
  const [busy, setBusy] = useState(false);
  const [cloud, setCloud] = useState<CloudName>('aws');
  const usual = USUAL[cloud];

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const text = (name: FieldName): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const profile = text('profile');
    // Here and not by the host: what is sent takes a secret out of its field, and whoever left out a name would have to type it again.
    const missing = FIELDS.filter((name) => text(name) === '');
    setEmpty(new Set(missing));
    setRefused(undefined);
    const [first] = missing;
    if (first !== undefined) {
      form.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      return;
    }
    setBusy(true);
    const sent = client().call('accounts.addProfile', {
      cloud,
      profile,
      accessKeyId: text('accessKeyId'),
      secretAccessKey: text('secretAccessKey'),
      region: text('region'),
    });
    if (secret.current !== null) secret.current.value = '';
    try {
      await sent;
      form.reset();
      showToast(t.added(profile));
      onDone?.();
    } catch (error) {
      setRefused(error instanceof AppError ? error.toWire() : { code: 'internal', message: String(error) });
      secret.current?.focus();
    } finally {
      setBusy(false);
    }
  }

  const problem = (name: FieldName, text: string): { readonly error?: string } => (empty.has(name) ? { error: text } : {});
  return (
    <form
      className={c('form')}
      noValidate
      onInput={({ target }) => {
        if (target instanceof HTMLInputElement && empty.has(target.name))
          setEmpty(new Set([...empty].filter((name) => name !== target.name)));
      }}
      onSubmit={(event) => void submit(event)}
    >
      <Field label={t.cloud}>
        <Select label={t.cloud} value={cloud} options={CLOUDS.map((value) => ({ value, label: t.clouds[value] }))} onChange={setCloud} />
      </Field>
      {cloud === 'aws' ? null : <p className={c('note')}>{t.alibabaDescription}</p>}
      <Field label={t.name} {...problem('profile', contractErrors.profileName)}>
        <TextField name="profile" required maxLength={128} placeholder="work" />
      </Field>
      <Field label={t.keyId[cloud]} {...problem('accessKeyId', contractErrors.keyId)}>
        <TextField name="accessKeyId" required maxLength={128} mono placeholder={usual.key} />
      </Field>
      <Field label={t.secret[cloud]} {...problem('secretAccessKey', contractErrors.secret)}>
        <TextField ref={secret} name="secretAccessKey" type="password" required maxLength={256} mono autoComplete="new-password" />
      </Field>
      <Field label={t.region} {...problem('region', contractErrors.region)}>
        <TextField key={cloud} name="region" required maxLength={64} mono defaultValue={usual.region} />
      </Field>
      {refused === undefined ? null : (
        <p className={c('refused')} role="alert">
          {displayText(plain(refused.message), 500)} {displayText(refused.hint ?? '', 500)}
        </p>
      )}
      <div className={c('submit')}>
        <Button look="primary" type="submit" disabled={busy}>
          {t.go}
        </Button>
      </div>
    </form>
  );
}
