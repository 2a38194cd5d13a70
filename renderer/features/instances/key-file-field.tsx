import { useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showError, showToast } from '../../ui/toast.tsx';
import { nameOf, refOf } from './actions.ts';
import styles from './details-panel.module.css';

const c = classNames(styles);

/** Which private key file opens this instance; empty leaves it to the search by the name of the key pair. */
export function KeyFileField({ instance }: { readonly instance: Instance }) {
  const [path, setPath] = useState('');
  const keep = (next: string | null): void => {
    client()
      .call('instances.setKeyFile', { ...refOf(instance), path: next })
      .then(() => {
        showToast(
          next === null ? `The key of ${nameOf(instance)} is searched by its name again` : `${nameOf(instance)} opens with ${next}`,
        );
        setPath('');
      }, showError);
  };
  const hint =
    instance.keyName === undefined
      ? 'This instance was started without a key pair.'
      : `Key pair ${displayText(instance.keyName, 64)}: looked for in ~/.ssh under this name.`;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== '') keep(path.trim());
      }}
    >
      <Field label="Private key file" hint={hint}>
        <div className={c('inline')}>
          <TextField
            mono
            value={path}
            maxLength={4_096}
            placeholder="Path of another key file"
            onChange={(event) => setPath(event.target.value)}
          />
          {path.trim() === '' ? null : (
            <Button look="primary" type="submit">
              Keep
            </Button>
          )}
        </div>
      </Field>
      <div className={c('candidates')}>
        <button type="button" className={c('chip')} onClick={() => keep(null)}>
          Forget the chosen file
        </button>
      </div>
    </form>
  );
}
