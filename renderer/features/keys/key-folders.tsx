import { Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showError } from '../../ui/toast.tsx';
import { useCall } from '../../app/use-call.ts';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import styles from './keys-dialog.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** The folders that are looked into: `~/.ssh` always, and those that the person chose. */
export function KeyFolders({ folders }: { readonly folders: readonly string[] }) {
  const t = useTexts().keys.folder;
  const first = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState('');
  useFirstFocus(first);
  const { busy, problem, run } = useCall();
  return (
    <form
      className={c('part')}
      noValidate
      aria-label={t.title}
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => client().call('keys.addFolder', { path: path.trim() })).then((done) => {
          if (done) setPath('');
        });
      }}
    >
      <ul className={c('folders')}>
        {folders.map((folder, index) => (
          <li key={folder} className={c('folder')}>
            <span className={c('mono')}>{displayText(folder, 400)}</span>
            {index === 0 ? null : (
              <IconButton
                label={t.remove(displayText(folder, 200))}
                icon={<Trash2 size={13} aria-hidden />}
                onClick={() => removeFolder(folder)}
              />
            )}
          </li>
        ))}
      </ul>
      <Field label={t.another} error={problem}>
        <TextField ref={first} value={path} mono placeholder="~/keys" onChange={(event) => setPath(event.currentTarget.value)} />
      </Field>
      <div className={c('bar')}>
        <Button type="submit" disabled={busy || path.trim() === ''}>
          {t.add}
        </Button>
      </div>
    </form>
  );
}

function removeFolder(path: string): void {
  client().call('keys.removeFolder', { path }).catch(showError);
}
