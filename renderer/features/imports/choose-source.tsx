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
import { importSources, sourceLabel } from './sources.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** What lies on this computer, one click away; else a kind of file and the file. */
export function ChooseSource({ onPreview }: { readonly onPreview: (preview: ImportPreview) => void }) {
  const { imports } = useTexts();
  const t = imports.source;
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
    if (chosen.size > LARGEST_FILE) return fail(t.tooLarge(displayText(chosen.name, 100), LARGEST_FILE / 1024 / 1024));
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
      <section aria-label={t.found} className={c('found')}>
        <h3 className={c('heading')}>{t.found}</h3>
        {places === undefined ? <p className={c('text')}>{t.looking}</p> : null}
        {places?.length === 0 ? <p className={c('text')}>{t.nothing}</p> : null}
        {(places ?? []).map((place) => (
          <div key={`${place.source}-${place.where}`} className={c('place')}>
            <span>
              <strong>{sourceLabel(place.source)}</strong> {displayText(place.what, 100)}
              <span className={c('where')}>{displayText(place.where, 300)}</span>
            </span>
            <Button
              disabled={busy}
              aria-label={t.lookAt(sourceLabel(place.source), displayText(place.where, 100))}
              onClick={() =>
                read(() => client().call('imports.preview', { source: place.source, from: { kind: 'path', path: place.where } }))
              }
            >
              {t.look}
            </Button>
          </div>
        ))}
      </section>
      <form
        className={c('form')}
        noValidate
        aria-label={t.fromFile}
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() === '') fail(t.noPath);
          else byPath();
        }}
      >
        <h3 className={c('heading')}>{t.fromFile}</h3>
        <div className={c('row')}>
          <Select label={t.kind} value={source} options={importSources()} onChange={setSource} />
          <span className={c('text')}>{imports.sources[source].file}</span>
        </div>
        {source === 'mremoteng' ? <SecretField label={t.password} input={password} hint={t.passwordHint} /> : null}
        <Field label={t.path} error={problem}>
          <TextField value={path} mono placeholder="~/Downloads/…" onChange={(event) => setPath(event.currentTarget.value)} />
        </Field>
        <div className={c('buttons')}>
          <input
            ref={file}
            type="file"
            hidden
            aria-label={t.file}
            onChange={(event) => {
              upload(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <Button icon={<FileInput size={12} aria-hidden />} disabled={busy || source === 'putty'} onClick={() => file.current?.click()}>
            {t.choose}
          </Button>
          <Button type="submit" look="primary" disabled={busy}>
            {busy ? t.reading : t.lookAtIt}
          </Button>
        </div>
      </form>
    </>
  );
}
