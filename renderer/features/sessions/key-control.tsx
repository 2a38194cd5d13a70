import { KeyRound } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { KeyInfo } from '../../../shared/model/key.ts';
import type { SessionSettings } from '../../../shared/model/session-settings.ts';
import { client } from '../../app/client.ts';
import { classNames } from '../../ui/class-names.ts';
import { Combobox, type ComboOption } from '../../ui/combobox.tsx';
import { Select } from '../../ui/select.tsx';
import { showError } from '../../ui/toast.tsx';
import { keyText } from '../keys/key-text.ts';
import { useVault } from '../vault/vault-store.ts';
import styles from './editor.module.css';
import type { OwnControlProps } from './own-controls.tsx';
import { texts } from '../../../shared/texts/current.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

const KINDS = ['auto', 'file', 'agent', 'vault', 'none'] as const;

/** Which key logs in: by a path or a fingerprint that is typed, or chosen from the keys that are there. */
export function KeyControl({ value, onChange }: OwnControlProps<SessionSettings['key']>) {
  const saved = (useVault()?.secrets ?? []).filter(({ kind }) => kind === 'key');
  const keys = useKeys();
  const t = useTexts().sessionEditor.key;
  return (
    <div className={c('stack')}>
      <Select
        label={t.label}
        value={value.kind}
        options={KINDS.map((value) => ({ value, label: t.kinds[value] }))}
        onChange={(kind) => {
          if (kind === 'file') onChange({ kind, path: '' });
          else if (kind === 'agent') onChange({ kind, sha256: '' });
          else if (kind === 'vault') onChange({ kind, id: saved[0]?.id ?? '' });
          else onChange({ kind });
        }}
      />
      {value.kind === 'auto' ? <p className={c('hint')}>{t.auto}</p> : null}
      {value.kind === 'file' ? (
        <KeyChoice
          label={t.path}
          placeholder="~/.ssh/id_ed25519"
          value={value.path}
          options={keys?.filter(({ place }) => place.kind === 'file').map(fileOption)}
          onValue={(path) => onChange({ kind: 'file', path })}
        />
      ) : null}
      {value.kind === 'agent' ? (
        <>
          <KeyChoice
            label={t.fingerprint}
            placeholder={t.allKeys}
            value={value.sha256}
            options={keys?.filter(({ place }) => place.kind === 'agent').map(agentOption)}
            onValue={(sha256) => onChange({ kind: 'agent', sha256: sha256.trim() })}
          />
          {keys !== undefined && !keys.some(({ place }) => place.kind === 'agent') ? <p className={c('hint')}>{t.noAgent}</p> : null}
        </>
      ) : null}
      {value.kind === 'vault' ? (
        saved.length === 0 ? (
          <p className={c('hint')}>{t.noVault}</p>
        ) : (
          <Select
            label={t.ofVault}
            value={value.id}
            options={saved.map(({ id, label }) => ({ value: id, label }))}
            onChange={(id) => onChange({ kind: 'vault', id })}
          />
        )
      ) : null}
    </div>
  );
}

interface KeyChoiceProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly options: readonly (ComboOption & { readonly search: string })[] | undefined;
  readonly onValue: (text: string) => void;
}

function KeyChoice({ label, placeholder, value, options = [], onValue }: KeyChoiceProps) {
  // A key that is chosen already must not hide the others.
  const wanted = options.some(({ id }) => id === value) ? '' : value.trim().toLowerCase();
  const shown = useMemo(() => options.filter(({ search }) => search.includes(wanted)), [options, wanted]);
  return (
    <Combobox
      mono
      eager={false}
      label={label}
      placeholder={placeholder}
      value={value}
      options={shown}
      onValue={onValue}
      onChoose={onValue}
    />
  );
}

function fileOption(key: KeyInfo): ComboOption & { search: string } {
  const path = key.place.kind === 'file' ? key.place.path : '';
  const where = [key.type ?? key.format, key.encrypted ? texts().sessionEditor.key.encrypted : ''].filter(Boolean).join(', ');
  return {
    id: path,
    icon: <KeyRound size={12} aria-hidden />,
    text: displayText(path, 200),
    where: displayText(where, 60),
    search: keyText(key),
  };
}

function agentOption(key: KeyInfo): ComboOption & { search: string } {
  const { sha256 = '', comment, type } = key;
  return {
    id: sha256,
    icon: <KeyRound size={12} aria-hidden />,
    text: displayText(comment === '' ? sha256 : comment, 120),
    where: displayText([type, `${sha256.slice(0, 17)}…`].filter(Boolean).join(', '), 60),
    search: keyText(key),
  };
}

/** The keys of this computer and its agent; `undefined` until they are known. */
function useKeys(): readonly KeyInfo[] | undefined {
  const [keys, setKeys] = useState<readonly KeyInfo[]>();
  useEffect(() => {
    const stop = new AbortController();
    client()
      .call('keys.list', { pairs: false }, stop.signal)
      .then(
        (list) => setKeys(list.keys),
        (error: unknown) => {
          if (!stop.signal.aborted) showError(error);
        },
      );
    return () => stop.abort();
  }, []);
  return keys;
}
