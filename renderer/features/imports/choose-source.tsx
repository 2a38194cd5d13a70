import { FileInput } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ImportPlace, ImportPreview, ImportSource } from '../../../shared/model/import.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showError } from '../../ui/toast.tsx';
import { SecretField, takeSecret } from '../prompts/secret-field.tsx';
import { useCall } from '../../app/use-call.ts';
import styles from './imports.module.css';
import { LARGEST_FILE, previewFile } from './read-preview.ts';
import { SOURCES, sourceLabel } from './sources.ts';

const c = classNames(styles);

/** What lies on this computer, one click away; else a kind of file and the file. */
export function ChooseSource({ onPreview }: { readonly onPreview: (preview: ImportPreview) => void }) {
  const [places, setPlaces] = useState<readonly ImportPlace[]>();
  const [source, setSource] = useState<ImportSource>('putty-reg');
  const [path, setPath] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const { busy, problem, fail, run } = useCall();

  useEffect(() => {
    const stop = new AbortController();
    client()
      .call('imports.places', undefined, stop.signal)
      .then((found) => {
        if (!stop.signal.aborted) setPlaces(found);
      }, showError);
    return () => stop.abort();
  }, []);

  const given = (): string | undefined => {
    const text = takeSecret(password);
    return text === '' ? undefined : text;
  };
  const read = (work: () => Promise<ImportPreview>): void => void run(async () => onPreview(await work()));
  const upload = (chosen: File | undefined): void => {
    if (chosen === undefined) return;
    if (chosen.size > LARGEST_FILE)
      return fail(`${displayText(chosen.name, 100)} has more than ${LARGEST_FILE / 1024 / 1024} MiB. Give its path instead.`);
    read(() => previewFile(source, chosen, given(), new AbortController().signal));
  };
  const byPath = (): void =>
    read(() => {
      const secret = given();
      return client().call('imports.preview', {
        source,
        from: { kind: 'path', path: path.trim() },
        ...(secret === undefined ? {} : { password: secret }),
      });
    });

  return (
    <>
      <section aria-label="Found on this computer" className={c('found')}>
        <h3 className={c('heading')}>Found on this computer</h3>
        {places === undefined ? <p className={c('text')}>Looking…</p> : null}
        {places?.length === 0 ? <p className={c('text')}>Nothing of PuTTY, OpenSSH or WinSCP was found where it usually lies.</p> : null}
        {(places ?? []).map((place) => (
          <div key={`${place.source}-${place.where}`} className={c('place')}>
            <span>
              <strong>{sourceLabel(place.source)}</strong> {displayText(place.what, 100)}
              <span className={c('where')}>{displayText(place.where, 300)}</span>
            </span>
            <Button
              disabled={busy}
              aria-label={`Look at ${sourceLabel(place.source)}, ${displayText(place.where, 100)}`}
              onClick={() =>
                read(() => client().call('imports.preview', { source: place.source, from: { kind: 'path', path: place.where } }))
              }
            >
              Look
            </Button>
          </div>
        ))}
      </section>
      <form
        className={c('form')}
        noValidate
        aria-label="From a file"
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() === '') fail('Choose a file, or type its path.');
          else byPath();
        }}
      >
        <h3 className={c('heading')}>From a file</h3>
        <div className={c('row')}>
          <Select label="Kind of file" value={source} options={SOURCES} onChange={setSource} />
          <span className={c('text')}>{SOURCES.find(({ value }) => value === source)?.file}</span>
        </div>
        {source === 'mremoteng' ? (
          <SecretField label="Password of the file" input={password} hint="Empty for mRemoteNG’s default." />
        ) : null}
        <Field label="Path" error={problem}>
          <TextField value={path} mono placeholder="~/Downloads/…" onChange={(event) => setPath(event.currentTarget.value)} />
        </Field>
        <div className={c('buttons')}>
          <input
            ref={file}
            type="file"
            hidden
            aria-label="File to import"
            onChange={(event) => {
              upload(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <Button icon={<FileInput size={12} aria-hidden />} disabled={busy || source === 'putty'} onClick={() => file.current?.click()}>
            Choose a file…
          </Button>
          <Button type="submit" look="primary" disabled={busy}>
            {busy ? 'Reading…' : 'Look at it'}
          </Button>
        </div>
      </form>
    </>
  );
}
