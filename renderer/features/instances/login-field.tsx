import { useEffect, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance, LoginName } from '../../../shared/model/instance.ts';
import { texts } from '../../../shared/texts/current.ts';
import { client } from '../../app/client.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { leaves } from '../../ui/leaves.ts';
import { TextField } from '../../ui/text-field.tsx';
import { showError } from '../../ui/toast.tsx';
import { refOf } from './actions.ts';
import styles from './details-panel.module.css';

const c = classNames(styles);
/** Moving through the list with the arrow keys asks only where one stays, in milliseconds. */
const ASK_AFTER_MS = 120;

/** The evidence as a sentence. */
export function because({ why }: LoginName): string {
  return texts().instanceDetails.because(displayText(why, 200));
}

/** The login name with its evidence; another one is kept for this instance. */
export function LoginField({ instance }: { readonly instance: Instance }) {
  const { common, instanceDetails: t } = useTexts();
  const [login, setLogin] = useState<LoginName>();
  const [typed, setTyped] = useState<string>();
  const { account, region, instance: id } = instance;

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client().call('instances.login', { account, region, instance: id }, abort.signal).then(setLogin, showError);
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [account, region, id]);

  const keep = (user: string | null): void => {
    client()
      .call('instances.setLogin', { ...refOf(instance), user })
      .then((next) => {
        setLogin(next);
        setTyped(undefined);
      }, showError);
  };
  const value = typed ?? login?.user ?? '';
  const emptied = typed?.trim() === '';
  const changed = typed !== undefined && !emptied && typed !== login?.user;
  /** No name of one's own: what would be used by itself is, and stands there again. */
  const settle = (): void => {
    if (emptied && login?.source === 'chosen') keep(null);
    else if (emptied) setTyped(undefined);
  };
  const others = (login?.candidates ?? []).filter((candidate) => candidate !== login?.user).slice(0, 6);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) keep(value);
        else settle();
      }}
      onBlur={(event) => {
        if (leaves(event)) settle();
      }}
    >
      <Field label={common.loginName} hint={login === undefined ? '\u00a0' : because(login)}>
        <div className={c('inline')}>
          <TextField mono value={value} maxLength={256} onChange={(event) => setTyped(event.target.value)} />
          {changed ? (
            <Button look="primary" type="submit">
              {t.keep}
            </Button>
          ) : login?.source === 'chosen' ? (
            <Button onClick={() => keep(null)}>{t.reset}</Button>
          ) : null}
        </div>
      </Field>
      {/* Its line is kept free while the names are asked for: nothing below moves under the pointer when they come. */}
      {login !== undefined && others.length === 0 ? null : (
        <div className={c('candidates')}>
          {others.map((candidate) => (
            <button key={candidate} type="button" className={c('chip')} onClick={() => keep(candidate)}>
              {displayText(candidate, 32)}
            </button>
          ))}
        </div>
      )}
    </form>
  );
}
