import { useEffect, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance, KeyChoice } from '../../../shared/model/instance.ts';
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

/** What opens this instance, as a sentence. */
export function keyHint(keyName: string | undefined, key: KeyChoice | undefined): string {
  const t = texts().instanceDetails;
  if (key === undefined) return '\u00a0';
  if (key.chosen !== undefined) return t.asChosen;
  if (keyName === undefined) return t.noPair;
  const pair = displayText(keyName, 64);
  if (key.found !== undefined) return t.found(pair);
  return t.notFound(
    pair,
    key.lookedAt.map((path) => displayText(path)),
  );
}

/** Which private key file opens this instance; another one is kept for it. */
export function KeyFileField({ instance }: { readonly instance: Instance }) {
  const t = useTexts().instanceDetails;
  const [key, setKey] = useState<KeyChoice>();
  const [typed, setTyped] = useState<string>();
  const { account, region, instance: id } = instance;

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client().call('instances.key', { account, region, instance: id }, abort.signal).then(setKey, showError);
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [account, region, id]);

  const keep = (path: string | null): void => {
    client()
      .call('instances.setKeyFile', { ...refOf(instance), path })
      .then((next) => {
        setKey(next);
        setTyped(undefined);
      }, showError);
  };
  const used = key?.chosen ?? key?.found ?? '';
  const wanted = (typed ?? '').trim();
  /** No file of one's own: the key pair's is used, and stands there again. */
  const settle = (): void => {
    if (typed === undefined || wanted !== '') return;
    if (key?.chosen === undefined) setTyped(undefined);
    else keep(null);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== '' && wanted !== used) keep(wanted);
        else settle();
      }}
      onBlur={(event) => {
        if (leaves(event)) settle();
      }}
    >
      <Field label={t.keyFile} hint={keyHint(instance.keyName, key)}>
        <div className={c('inline')}>
          <TextField
            mono
            value={typed ?? used}
            title={displayText(typed ?? used, 4_096)}
            maxLength={4_096}
            placeholder={t.keyPath}
            onChange={(event) => setTyped(event.target.value)}
          />
          {wanted === '' || wanted === used ? null : (
            <Button look="primary" type="submit">
              {t.keep}
            </Button>
          )}
        </div>
      </Field>
      {key?.chosen === undefined ? null : (
        <div className={c('candidates')}>
          <button type="button" className={c('chip')} onClick={() => keep(null)}>
            {t.pairsAgain}
          </button>
        </div>
      )}
    </form>
  );
}
