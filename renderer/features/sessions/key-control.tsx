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

const c = classNames(styles);

const KINDS = [
  { value: 'auto', label: 'Automatic' },
  { value: 'file', label: 'A key file' },
  { value: 'agent', label: 'The agent' },
  { value: 'vault', label: 'A key of the vault' },
  { value: 'none', label: 'None: passwords only' },
] as const;

/** Which key logs in: by a path or a fingerprint that is typed, or chosen from the keys that are there. */
export function KeyControl({ value, onChange }: OwnControlProps<SessionSettings['key']>) {
  const saved = (useVault()?.secrets ?? []).filter(({ kind }) => kind === 'key');
  const keys = useKeys();
  return (
    <div className={c('stack')}>
      <Select
        label="Key"
        value={value.kind}
        options={KINDS}
        onChange={(kind) => {
          if (kind === 'file') onChange({ kind, path: '' });
          else if (kind === 'agent') onChange({ kind, sha256: '' });
          else if (kind === 'vault') onChange({ kind, id: saved[0]?.id ?? '' });
          else onChange({ kind });
        }}
      />
      {value.kind === 'auto' ? <p className={c('hint')}>That of the instance’s key pair; where there is none, you are asked.</p> : null}
      {value.kind === 'file' ? (
        <KeyChoice
          label="Path of the key"
          placeholder="~/.ssh/id_ed25519"
          value={value.path}
          options={keys?.filter(({ place }) => place.kind === 'file').map(fileOption)}
          onValue={(path) => onChange({ kind: 'file', path })}
        />
      ) : null}
      {value.kind === 'agent' ? (
        <>
          <KeyChoice
            label="Fingerprint of the agent’s key"
            placeholder="all of its keys, one by one"
            value={value.sha256}
            options={keys?.filter(({ place }) => place.kind === 'agent').map(agentOption)}
            onValue={(sha256) => onChange({ kind: 'agent', sha256: sha256.trim() })}
          />
          {keys !== undefined && !keys.some(({ place }) => place.kind === 'agent') ? (
            <p className={c('hint')}>No agent answers now, or it holds no key.</p>
          ) : null}
        </>
      ) : null}
      {value.kind === 'vault' ? (
        saved.length === 0 ? (
          <p className={c('hint')}>The vault is locked or has no key. Open it, or import a key into it, under “Keys”.</p>
        ) : (
          <Select
            label="Key of the vault"
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
  const where = [key.type ?? key.format, key.encrypted ? 'encrypted' : ''].filter(Boolean).join(', ');
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
