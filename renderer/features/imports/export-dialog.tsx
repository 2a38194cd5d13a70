import { useEffect, useState } from 'react';
import type { MethodOutput } from '../../../shared/contract/contract.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { copyText } from '../../ui/copy-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { refusedText } from '../../app/refused.ts';
import styles from './imports.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);
const FORMATS = ['openssh', 'gangway'] as const;
type Format = (typeof FORMATS)[number];
/** More of the text is not shown; all of it is saved. Characters. */
const SHOWN = 20_000;

/** All sessions as one file, without any secret. */
export function ExportDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const t = useTexts().imports.export;
  return (
    <Dialog open={open} title={t.title} width={640} onClose={onClose}>
      {open ? <Export /> : null}
    </Dialog>
  );
}

function Export() {
  const t = useTexts().imports.export;
  const [format, setFormat] = useState<Format>('openssh');
  const [made, setMade] = useState<MethodOutput<'imports.export'>>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const stop = new AbortController();
    client()
      .call('imports.export', { format }, stop.signal)
      .then(
        (result) => {
          if (stop.signal.aborted) return;
          setMade(result);
          setProblem(undefined);
        },
        (error: unknown) => {
          if (!stop.signal.aborted) setProblem(refusedText(error));
        },
      );
    return () => stop.abort();
  }, [format]);
  return (
    <>
      <div className={c('row')}>
        <Select
          label={t.format}
          value={format}
          options={FORMATS.map((value) => ({ value, label: t.formats[value] }))}
          onChange={setFormat}
        />
        <span className={c('text')}>{t.noSecrets}</span>
      </div>
      {problem === undefined ? null : <p role="alert">{problem}</p>}
      <pre className={`${c('text', 'file')} selectable`} tabIndex={0} aria-label={t.text}>
        {made === undefined ? '' : made.text.slice(0, SHOWN)}
      </pre>
      {made === undefined || made.notes.length === 0 ? null : (
        <ul className={c('notes')} aria-label={t.missing}>
          {made.notes.map((note) => (
            <li key={note}>{displayText(note, 500)}</li>
          ))}
        </ul>
      )}
      <div className={c('buttons')}>
        <Button disabled={made === undefined} onClick={() => made !== undefined && void copyText(made.text, t.theExport)}>
          {t.copy}
        </Button>
        <Button look="primary" disabled={made === undefined} onClick={() => made !== undefined && save(made.fileName, made.text)}>
          {t.saveAs(made?.fileName ?? '…')}
        </Button>
      </div>
    </>
  );
}

function save(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
