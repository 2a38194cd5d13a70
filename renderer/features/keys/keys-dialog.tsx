import { FolderPlus, KeyRound, RefreshCw } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { KeyInfo, KeyList } from '../../../shared/model/key.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { client } from '../../app/client.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { copyText } from '../../ui/copy-text.ts';
import { DataTable, type DataColumn } from '../../ui/data-table.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorRow } from '../../ui/error-row.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showError, showToast } from '../../ui/toast.tsx';
import { refusedText } from '../../app/refused.ts';
import { GenerateKey } from './generate-key.tsx';
import { keyId, keyText, matchText, placeText } from './key-text.ts';
import { KeyFolders } from './key-folders.tsx';
import styles from './keys-dialog.module.css';
import { texts, type Texts } from '../../../shared/texts/current.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

const columns = (t: Texts['keys']): readonly DataColumn<KeyInfo>[] => [
  {
    id: 'type',
    title: t.columns.type,
    width: '156px',
    text: ({ type, bits }) => displayText(`${type ?? t.unknown}${bits === undefined ? '' : ` ${bits}`}`),
  },
  { id: 'place', title: t.columns.place, width: 'minmax(0, 1.8fr)', tail: true, text: placeText },
  { id: 'format', title: t.columns.format, width: '76px', text: ({ format }) => displayText(format) },
  { id: 'sha256', title: t.columns.fingerprint, width: '170px', mono: true, text: ({ sha256 }) => sha256 ?? t.needsPassphrase },
  { id: 'comment', title: t.columns.comment, width: 'minmax(0, 0.8fr)', text: ({ comment }) => displayText(comment, 200) },
  {
    id: 'encrypted',
    title: t.columns.passphrase,
    width: '72px',
    text: ({ encrypted, place }) => (place.kind !== 'file' ? '' : encrypted ? t.yes : t.no),
  },
  { id: 'pairs', title: t.columns.pair, width: 'minmax(0, 0.7fr)', text: ({ matches }) => matchText(matches) },
];

/** Every private key that this computer, its agent and the vault have. */
export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { keys: t } = useTexts();
  return (
    <Dialog open={open} title={t.title} width={1080} onClose={onClose}>
      {open ? <Keys /> : null}
    </Dialog>
  );
}

function Keys() {
  const { keys: t } = useTexts();
  const shown = useMemo(() => columns(t), [t]);
  const { list, problem, reload, busy } = useKeyList();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [part, setPart] = useState<'generate' | 'folders'>();
  const rows = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return (list?.keys ?? []).filter((key) => wanted === '' || keyText(key).includes(wanted));
  }, [list, text]);
  const key = rows.find((row) => keyId(row) === chosen);

  return (
    <>
      <div className={c('bar')}>
        <TextField aria-label={t.search} placeholder={t.search} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Button icon={<KeyRound size={12} aria-hidden />} onClick={() => setPart(part === 'generate' ? undefined : 'generate')}>
          {t.new}
        </Button>
        <Button icon={<FolderPlus size={12} aria-hidden />} onClick={() => setPart(part === 'folders' ? undefined : 'folders')}>
          {t.folders}
        </Button>
        <IconButton label={t.again} icon={<RefreshCw size={13} aria-hidden />} onClick={reload} />
      </div>
      {part === 'generate' ? <GenerateKey onDone={() => setPart(undefined)} /> : null}
      {part === 'folders' ? <KeyFolders folders={list?.folders ?? []} /> : null}
      {problem === undefined ? null : <p role="alert">{problem}</p>}
      <DataTable
        label={t.title}
        columns={shown}
        rows={rows}
        rowKey={keyId}
        height={300}
        selected={chosen}
        onSelect={setChosen}
        empty={busy ? t.lookingFor : text.trim() === '' ? t.none : t.noMatch}
      />
      <div className={c('bar')}>
        <span className={c('count')}>{busy ? t.looking : t.count(rows.length)}</span>
        <Button disabled={key === undefined} onClick={() => key !== undefined && void copyPublic(key)}>
          {t.copyPublic}
        </Button>
        <Button disabled={key?.place.kind !== 'file'} onClick={() => key !== undefined && void intoVault(key)}>
          {t.intoVault}
        </Button>
      </div>
      {(list?.problems ?? []).map((error, index) => (
        <ErrorRow key={`${index}-${error.message}`} error={error} level="warning" />
      ))}
    </>
  );
}

/** The list, asked for again when the host says that keys changed. */
function useKeyList(): { list: KeyList | undefined; problem: string | undefined; busy: boolean; reload: () => void } {
  const [list, setList] = useState<KeyList>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(true);
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((was) => was + 1), []);
  useEffect(() => client().subscribe('keys.changed', undefined, { snapshot: () => {}, change: reload, error: showError }), [reload]);
  useEffect(() => {
    const stop = new AbortController();
    setBusy(true);
    // The keys of this computer at once; the clouds' key pairs when they answer.
    const show = async (): Promise<void> => {
      for (const pairs of [false, true]) {
        const next = await client().call('keys.list', { pairs }, stop.signal);
        if (stop.signal.aborted) return;
        setList(next);
        setProblem(undefined);
      }
    };
    show()
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setProblem(refusedText(error));
      })
      .finally(() => {
        if (!stop.signal.aborted) setBusy(false);
      });
    return () => stop.abort();
  }, [round]);
  return { list, problem, busy, reload };
}

async function copyPublic({ place, sha256 }: KeyInfo): Promise<void> {
  try {
    const { publicLine } = await client().call('keys.publicLine', { place, ...(sha256 === undefined ? {} : { sha256 }) });
    await copyText(publicLine, texts().keys.thePublicKey);
  } catch (error) {
    showError(error);
  }
}

async function intoVault({ place }: KeyInfo): Promise<void> {
  if (place.kind !== 'file') return;
  try {
    await client().call('keys.importToVault', { path: place.path });
    showToast(texts().keys.inVault);
  } catch (error) {
    showError(error);
  }
}
