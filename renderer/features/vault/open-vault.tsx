import { Lock, Trash2 } from 'lucide-react';
import { useMemo, useRef, useState, type RefObject } from 'react';
import type { SecretInfo, VaultState } from '../../../shared/model/vault.ts';
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
import type { Texts } from '../../../shared/texts/current.ts';
import { formatMoment } from '../../../shared/texts/format.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

const columns = (t: Texts['vault']): readonly DataColumn<SecretInfo>[] => [
  { id: 'kind', title: t.columns.kind, width: '110px', text: ({ kind }) => t.kinds[kind] },
  { id: 'label', title: t.columns.label, width: 'minmax(0, 1fr)', text: ({ label }) => displayText(label, 300) },
  { id: 'saved', title: t.columns.saved, width: '150px', text: ({ savedAt }) => formatMoment(savedAt) },
  { id: 'forget', title: t.columns.forget, hiddenTitle: true, width: '26px', Cell: Forget },
];

/** A password can be typed again; a key may be nowhere else. */
function Forget({ row: { id, kind, label } }: { readonly row: SecretInfo }) {
  const { vault: t } = useTexts();
  const [asked, setAsked] = useState(false);
  const harmless = useRef<HTMLButtonElement>(null);
  const name = displayText(label, 100);
  return (
    <>
      <IconButton
        label={t.forget(t.kinds[kind], name)}
        icon={<Trash2 size={13} aria-hidden />}
        onClick={() => (kind === 'key' ? setAsked(true) : forgetSecrets([id]))}
      />
      <AlertDialog
        open={asked}
        title={t.forgetKey.title(name)}
        description={t.forgetKey.text}
        initialFocus={harmless}
        onCancel={() => setAsked(false)}
        actions={
          <>
            <Button ref={harmless} onClick={() => setAsked(false)}>
              {t.forgetKey.keep}
            </Button>
            <Button look="danger" onClick={() => forgetSecrets([id])}>
              {t.forgetKey.go}
            </Button>
          </>
        }
      />
    </>
  );
}

/** What is in the vault, without the secrets; how it is guarded; what may be saved. */
export function OpenVault({ vault, first }: { readonly vault: VaultState; readonly first: RefObject<HTMLButtonElement | null> }) {
  const { vault: t } = useTexts();
  const shown = useMemo(() => columns(t), [t]);
  const [asked, setAsked] = useState<'protection' | 'forbid'>();
  const harmless = useRef<HTMLButtonElement>(null);
  const saved = vault.secrets.filter(({ kind }) => kind !== 'key').length;
  return (
    <>
      {vault.problem === undefined ? null : <p role="alert">{displayText(vault.problem, 1_000)}</p>}
      <DataTable label={t.secrets} columns={shown} rows={vault.secrets} rowKey={keyOf} height={220} empty={t.empty} />
      <div className={c('line')}>
        <span>{vault.protection === 'system' ? t.bySystem : t.byPassword}</span>
        <span className={c('buttons')}>
          <Button onClick={() => setAsked(asked === 'protection' ? undefined : 'protection')}>
            {vault.protection === 'system' ? t.usePassword : t.changePassword}
          </Button>
          <Button ref={first} icon={<Lock size={12} aria-hidden />} onClick={lockVault}>
            {t.lockNow}
          </Button>
        </span>
      </div>
      {asked === 'protection' ? <ChangeProtection vault={vault} onDone={() => setAsked(undefined)} /> : null}
      <div className={c('line')}>
        <span>
          {t.lockAfter} <span className={c('text')}>{t.lockAfterText}</span>
        </span>
        <NumberField label={t.lockAfter} value={vault.autoLockMinutes} min={0} max={1_440} onCommit={setAutoLock} />
      </div>
      <div className={c('line')}>
        <span>
          {t.saving} <span className={c('text')}>{t.savingText}</span>
        </span>
        <Switch
          label={t.saving}
          checked={vault.savingAllowed}
          onChange={(allowed) => {
            if (!allowed && saved > 0) setAsked('forbid');
            else setSavingAllowed(allowed);
          }}
        />
      </div>
      <AlertDialog
        open={asked === 'forbid'}
        title={t.forbid.title}
        description={t.forbid.text(saved)}
        initialFocus={harmless}
        onCancel={() => setAsked(undefined)}
        actions={
          <>
            <Button ref={harmless} onClick={() => setAsked(undefined)}>
              {t.forbid.keep}
            </Button>
            <Button
              look="danger"
              onClick={() => {
                setAsked(undefined);
                setSavingAllowed(false);
              }}
            >
              {t.forbid.go}
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
  const { vault: t, common } = useTexts();
  const byPassword = vault.protection === 'password';
  const wrongOld = byPassword && code === 'vault-password';
  useFirstFocus(old);
  const change = async (to: { protection: 'system' } | { protection: 'password'; password: string }) => {
    const given = byPassword ? { old: takeSecret(old) } : {};
    if (await run(() => client().call('vault.protect', { ...to, ...given }))) onDone();
  };
  return (
    <section className={c('form')} aria-label={t.protection.title}>
      <TwicePassword
        label={byPassword ? t.protection.newPassword : common.masterPassword}
        before={
          byPassword ? (
            <SecretField label={t.protection.oldPassword} input={old} purpose="current-password" error={wrongOld ? problem : undefined} />
          ) : null
        }
        go={t.protection.go}
        busy={busy}
        problem={wrongOld ? undefined : problem}
        fail={fail}
        onSubmit={(password) => void change({ protection: 'password', password })}
      />
      {byPassword && vault.systemAvailable ? (
        <div className={c('line')}>
          <span className={c('text')}>{t.protection.orSystem}</span>
          <Button disabled={busy} onClick={() => void change({ protection: 'system' })}>
            {t.protection.useSystem}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
