import { Lock, Trash2 } from 'lucide-react';
import { useRef, useState, type RefObject } from 'react';
import type { SecretInfo, SecretKind, VaultState } from '../../../shared/model/vault.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { client } from '../../app/client.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { DataTable, type DataColumn } from '../../ui/data-table.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { SecretField, takeSecret } from '../prompts/secret-field.tsx';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import styles from './vault-dialog.module.css';
import { useCall } from '../../app/use-call.ts';
import { TwicePassword } from './vault-passwords.tsx';
import { forgetSecrets, lockVault, setAutoLock, setSavingAllowed } from './vault-store.ts';

const c = classNames(styles);
const KINDS: Readonly<Record<SecretKind, string>> = {
  password: 'Password',
  'rdp-password': 'Remote desktop',
  passphrase: 'Passphrase',
  'proxy-password': 'Proxy password',
  key: 'Private key',
  'cloud-keys': 'Cloud keys',
};

const COLUMNS: readonly DataColumn<SecretInfo>[] = [
  { id: 'kind', title: 'Kind', width: '110px', text: ({ kind }) => KINDS[kind] },
  { id: 'label', title: 'For', width: 'minmax(0, 1fr)', text: ({ label }) => displayText(label, 300) },
  { id: 'saved', title: 'Saved', width: '150px', text: ({ savedAt }) => new Date(savedAt).toLocaleString() },
  { id: 'forget', title: 'Forget', hiddenTitle: true, width: '26px', Cell: Forget },
];

/** A password can be typed again; a key may be nowhere else. */
function Forget({ row: { id, kind, label } }: { readonly row: SecretInfo }) {
  const [asked, setAsked] = useState(false);
  const harmless = useRef<HTMLButtonElement>(null);
  const name = displayText(label, 100);
  return (
    <>
      <IconButton
        label={`Forget ${KINDS[kind].toLowerCase()} for ${name}`}
        icon={<Trash2 size={13} aria-hidden />}
        onClick={() => (kind === 'key' ? setAsked(true) : forgetSecrets([id]))}
      />
      <AlertDialog
        open={asked}
        title={`Forget the private key ${name}?`}
        description="It cannot be brought back from the vault. Without another copy of it, machines that know only this key are out of reach."
        initialFocus={harmless}
        onCancel={() => setAsked(false)}
        actions={
          <>
            <Button ref={harmless} onClick={() => setAsked(false)}>
              Keep it
            </Button>
            <Button look="danger" onClick={() => forgetSecrets([id])}>
              Forget the key
            </Button>
          </>
        }
      />
    </>
  );
}

/** What is in the vault, without the secrets; how it is guarded; what may be saved. */
export function OpenVault({ vault, first }: { readonly vault: VaultState; readonly first: RefObject<HTMLButtonElement | null> }) {
  const [asked, setAsked] = useState<'protection' | 'forbid'>();
  const harmless = useRef<HTMLButtonElement>(null);
  const saved = vault.secrets.filter(({ kind }) => kind !== 'key').length;
  return (
    <>
      {vault.problem === undefined ? null : <p role="alert">{displayText(vault.problem, 1_000)}</p>}
      <DataTable
        label="Saved secrets"
        columns={COLUMNS}
        rows={vault.secrets}
        rowKey={keyOf}
        height={220}
        empty="Nothing is saved. Set the tick “Remember” when a password is asked for."
      />
      <div className={c('line')}>
        <span>{vault.protection === 'system' ? 'Guarded by this computer’s key store.' : 'Guarded by your master password.'}</span>
        <span className={c('buttons')}>
          <Button onClick={() => setAsked(asked === 'protection' ? undefined : 'protection')}>
            {vault.protection === 'system' ? 'Use a master password…' : 'Change master password…'}
          </Button>
          <Button ref={first} icon={<Lock size={12} aria-hidden />} onClick={lockVault}>
            Lock now
          </Button>
        </span>
      </div>
      {asked === 'protection' ? <ChangeProtection vault={vault} onDone={() => setAsked(undefined)} /> : null}
      <div className={c('line')}>
        <span>
          Lock after minutes without use <span className={c('text')}>0 is never.</span>
        </span>
        <NumberField label="Lock after minutes without use" value={vault.autoLockMinutes} min={0} max={1_440} onCommit={setAutoLock} />
      </div>
      <div className={c('line')}>
        <span>
          Passwords may be saved <span className={c('text')}>Off: none is kept, and no question offers it. Imported keys stay.</span>
        </span>
        <Switch
          label="Passwords may be saved"
          checked={vault.savingAllowed}
          onChange={(allowed) => {
            if (!allowed && saved > 0) setAsked('forbid');
            else setSavingAllowed(allowed);
          }}
        />
      </div>
      <AlertDialog
        open={asked === 'forbid'}
        title="Forbid saving passwords?"
        description={`The ${saved === 1 ? 'saved password is' : `${saved} saved passwords and passphrases are`} forgotten for good.`}
        initialFocus={harmless}
        onCancel={() => setAsked(undefined)}
        actions={
          <>
            <Button ref={harmless} onClick={() => setAsked(undefined)}>
              Keep them
            </Button>
            <Button
              look="danger"
              onClick={() => {
                setAsked(undefined);
                setSavingAllowed(false);
              }}
            >
              Forget and forbid
            </Button>
          </>
        }
      />
    </>
  );
}

function keyOf({ id }: SecretInfo): string {
  return id;
}

function ChangeProtection({ vault, onDone }: { readonly vault: VaultState; readonly onDone: () => void }) {
  const old = useRef<HTMLInputElement>(null);
  const { busy, problem, code, fail, run } = useCall();
  const byPassword = vault.protection === 'password';
  const wrongOld = byPassword && code === 'vault-password';
  useFirstFocus(old);
  const change = async (to: { protection: 'system' } | { protection: 'password'; password: string }) => {
    const given = byPassword ? { old: takeSecret(old) } : {};
    if (await run(() => client().call('vault.protect', { ...to, ...given }))) onDone();
  };
  return (
    <section className={c('form')} aria-label="Change what guards the vault">
      <TwicePassword
        label={byPassword ? 'New master password' : 'Master password'}
        before={
          byPassword ? (
            <SecretField label="Present master password" input={old} purpose="current-password" error={wrongOld ? problem : undefined} />
          ) : null
        }
        go="Change"
        busy={busy}
        problem={wrongOld ? undefined : problem}
        fail={fail}
        onSubmit={(password) => void change({ protection: 'password', password })}
      />
      {byPassword && vault.systemAvailable ? (
        <div className={c('line')}>
          <span className={c('text')}>Or let this computer’s key store guard it.</span>
          <Button disabled={busy} onClick={() => void change({ protection: 'system' })}>
            Use the key store
          </Button>
        </div>
      ) : null}
    </section>
  );
}
