import { useMemo, useState } from 'react';
import type { ImportItem, ImportPreview } from '../../../shared/model/import.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { client } from '../../app/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classNames } from '../../ui/class-names.ts';
import { DataTable, type DataColumn, type DataPick } from '../../ui/data-table.tsx';
import { ErrorRow } from '../../ui/error-row.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useCall } from '../../app/use-call.ts';
import { cameIn, counts, pickedAtFirst } from './preview-text.ts';
import styles from './imports.module.css';
import { sourceLabel } from './sources.ts';
import type { Texts } from '../../../shared/texts/current.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);
const TONES = { new: 'good', exists: 'neutral', skipped: 'warn' } as const;

const columns = (t: Texts['imports']['preview']['columns']): readonly DataColumn<ImportItem>[] => [
  { id: 'name', title: t.name, width: 'minmax(0, 1fr)', text: ({ folder, name }) => displayText([...folder, name].join(' / '), 300) },
  { id: 'summary', title: t.what, width: 'minmax(0, 1.3fr)', text: ({ summary }) => displayText(summary, 500) },
  { id: 'status', title: t.status, width: '70px', Cell: Status },
  { id: 'why', title: t.remarks, width: 'minmax(0, 1fr)', text: remarks },
];

function Status({ row: { status } }: { readonly row: ImportItem }) {
  const t = useTexts().imports.preview;
  return <Badge tone={TONES[status]}>{t.status[status]}</Badge>;
}

/** What comes in, what is skipped and why; the ticks decide. */
export function PreviewStep(props: { readonly preview: ImportPreview; readonly onBack: () => void; readonly onDone: () => void }) {
  const { preview } = props;
  const t = useTexts().imports.preview;
  const shown = useMemo(() => columns(t.columns), [t]);
  const [picked, setPicked] = useState<ReadonlySet<string>>(() => pickedAtFirst(preview.items));
  const [chosen, setChosen] = useState<string>();
  const { busy, problem, run } = useCall();
  const total = useMemo(() => counts(preview.items), [preview]);
  const all = total.new > 0 && preview.items.every(({ id, status }) => status !== 'new' || picked.has(id));

  const pick: DataPick<ImportItem> = {
    picked,
    can: ({ status }) => status === 'new',
    label: ({ name }) => t.take(displayText(name, 100)),
    onPick: (id, on) => setPicked((was) => new Set(on ? [...was, id] : [...was].filter((other) => other !== id))),
  };
  const item = preview.items.find(({ id }) => id === chosen);
  const apply = async () => {
    await run(async () => {
      const result = await client().call('imports.apply', { id: preview.id, items: [...picked], folder: null });
      showToast(cameIn(result));
      props.onDone();
    });
  };
  return (
    <>
      <p className={c('text')}>
        {t.summary(sourceLabel(preview.source), displayText(preview.where, 300), total.new, total.exists, total.skipped)}
      </p>
      {preview.problems.map((error, index) => (
        <ErrorRow key={`${index}-${error.message}`} error={error} level="warning" />
      ))}
      <DataTable
        label={t.table}
        columns={shown}
        pick={pick}
        rows={preview.items}
        rowKey={idOf}
        height={320}
        dim={({ status }) => status !== 'new'}
        selected={chosen}
        onSelect={setChosen}
        empty={t.empty}
      />
      {item === undefined || remarks(item) === '' ? null : (
        <ul className={c('notes')} aria-label={t.remarksOn(displayText(item.name, 100))}>
          {[...(item.why === undefined ? [] : [item.why]), ...item.notes].map((note) => (
            <li key={note}>{displayText(note, 500)}</li>
          ))}
        </ul>
      )}
      {problem === undefined ? null : <p role="alert">{problem}</p>}
      <div className={c('buttons')}>
        <span className={c('grow')}>
          <Checkbox
            checked={all}
            disabled={total.new === 0}
            onChange={(on) => setPicked(new Set(on ? preview.items.filter(({ status }) => status === 'new').map(({ id }) => id) : []))}
          >
            {t.all}
          </Checkbox>
        </span>
        <Button onClick={props.onBack}>{t.back}</Button>
        <Button look="primary" disabled={busy || picked.size === 0} onClick={() => void apply()}>
          {busy ? t.importing : t.import(picked.size)}
        </Button>
      </div>
    </>
  );
}

function idOf({ id }: ImportItem): string {
  return id;
}

function remarks({ why, notes }: ImportItem): string {
  return displayText([...(why === undefined ? [] : [why]), ...notes].join(' '), 1_000);
}
