import { useRef, type ReactNode, type SubmitEvent } from 'react';
import type { VaultState } from '../../../shared/model/vault.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { client } from '../../app/client.ts';
import { useCall } from '../../app/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import { SecretField, takeSecret } from '../prompts/secret-field.tsx';
import { DestroyVault } from './destroy-vault.tsx';
import styles from './vault-dialog.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** No vault yet: what it is for, and the two ways to guard one. */
export function MakeVault({ vault }: { readonly vault: VaultState }) {
  const { busy, problem, fail, run } = useCall();
  const { vault: t, prompts, common } = useTexts();
  return (
    <>
      <p className={c('text')}>{t.make.about}</p>
      {vault.systemAvailable ? (
        <div className={c('line')}>
          <span>{t.make.bySystem}</span>
          <Button disabled={busy} onClick={() => void run(() => client().call('vault.create', { protection: 'system' }))}>
            {t.protection.useSystem}
          </Button>
        </div>
      ) : (
        <p className={c('text')}>
          {vault.systemProblem === undefined ? t.make.noSystem : t.make.noSystemWhy(displayText(vault.systemProblem, 300))}
        </p>
      )}
      <TwicePassword
        label={common.masterPassword}
        go={prompts.vault.make}
        busy={busy}
        problem={problem}
        fail={fail}
        onSubmit={(password) => void run(() => client().call('vault.create', { protection: 'password', password }))}
      />
    </>
  );
}

/** A new master password, typed twice. It is in no state of the page. */
export function TwicePassword(props: {
  readonly label: string;
  /** What else is to be filled in, before it. */
  readonly before?: ReactNode;
  readonly go: string;
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly fail: (text: string) => void;
  readonly onSubmit: (password: string) => void;
}) {
  const first = useRef<HTMLInputElement>(null);
  const { prompts, common } = useTexts();
  const second = useRef<HTMLInputElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if ((first.current?.value ?? '') === '') return props.fail(prompts.vault.missing);
    if (first.current?.value !== second.current?.value) return props.fail(prompts.notSame);
    takeSecret(second);
    props.onSubmit(takeSecret(first));
  };
  return (
    <form className={c('form')} noValidate onSubmit={submit}>
      {props.before}
      <SecretField label={props.label} input={first} purpose="new-password" hint={prompts.vault.lost} />
      <SecretField label={common.onceMore} input={second} purpose="new-password" error={props.problem} />
      <div className={c('submit')}>
        <Button type="submit" look="primary" disabled={props.busy}>
          {props.go}
        </Button>
      </div>
    </form>
  );
}

export function UnlockVault({ vault }: { readonly vault: VaultState }) {
  const input = useRef<HTMLInputElement>(null);
  const { busy, problem, run } = useCall();
  const { vault: t, prompts, common } = useTexts();
  const byPassword = vault.protection === 'password';
  useFirstFocus(input);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const password = takeSecret(input);
    const done = await run(() => client().call('vault.unlock', byPassword ? { password } : {}));
    if (!done) input.current?.focus();
  };
  return (
    <>
      <form className={c('form')} noValidate onSubmit={(event) => void submit(event)}>
        <p className={c('text')}>{t.locked}</p>
        {vault.problem === undefined ? null : <p role="alert">{displayText(vault.problem, 1_000)}</p>}
        {byPassword ? (
          <SecretField label={common.masterPassword} input={input} purpose="current-password" error={problem} />
        ) : problem === undefined ? null : (
          <p role="alert">{problem}</p>
        )}
        <div className={c('submit')}>
          <Button type="submit" look="primary" disabled={busy}>
            {busy ? t.unlocking : prompts.unlock}
          </Button>
        </div>
      </form>
      {byPassword ? <DestroyVault why={t.forgotten} /> : null}
    </>
  );
}
