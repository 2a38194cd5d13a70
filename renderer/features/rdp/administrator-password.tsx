import { useCallback, useEffect, useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { WindowsPasswordState } from '../../../shared/model/rdp.ts';
import { client } from '../../app/client.ts';
import { refusedText } from '../../app/refused.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { showError, showToast } from '../../ui/toast.tsx';
import { copyPassword } from './copy-password.ts';
import styles from './rdp.module.css';
import { useNow } from './use-now.ts';
import { useTexts } from '../../app/use-texts.ts';
import { texts } from '../../../shared/texts/current.ts';

const c = classNames(styles);
/** Moving through the list with the arrow keys asks only where one stays, in milliseconds. */
const ASK_AFTER_MS = 250;
/** A password that nobody hides is hidden after this time, in milliseconds. */
export const HIDE_AFTER_MS = 30_000;

/** The first password of a Windows instance: whether there is one, and what can be done with it. To be keyed by machine. */
export function AdministratorPassword({ machine }: { readonly machine: Machine }) {
  const { windowsPassword: t } = useTexts();
  const { state, problem, ask } = usePasswordState(machine);
  if (problem !== undefined) {
    return (
      <div className={c('password')}>
        <p className={c('note')} role="alert">
          {problem}
        </p>
        <div className={c('line')}>
          <Button onClick={ask}>{t.tryAgain}</Button>
        </div>
      </div>
    );
  }
  if (state === undefined) return <p className={c('note')}>{t.asking}</p>;
  return (
    <div className={c('password')}>
      <p className={c('note')}>{stateText(state)}</p>
      {state.kind === 'not-yet' ? <NotYet retryAt={state.retryAt} retry={ask} /> : null}
      {state.kind === 'unknown' ? (
        <div className={c('line')}>
          <Button onClick={ask}>{t.tryAgain}</Button>
        </div>
      ) : null}
      {state.kind === 'saved' || state.kind === 'ready' ? (
        <Password machine={machine} saved={state.kind === 'saved'} changed={ask} />
      ) : null}
    </div>
  );
}

/** What is known of the password, as a sentence. */
export function stateText(state: WindowsPasswordState): string {
  const { windowsPassword: t } = texts();
  switch (state.kind) {
    case 'saved':
      return t.saved(displayText(state.user, 64));
    case 'ready': {
      const user = displayText(state.user, 64);
      if (state.keyFile === undefined) return t.there(user);
      const key = displayText(state.keyFile.split(/[/\\]/u).at(-1) ?? state.keyFile, 80);
      return state.encrypted ? t.readyAfter(user, key) : t.ready(user, key);
    }
    case 'not-yet':
      return t.notYet;
    case 'never':
    case 'unknown':
      return displayText(state.why, 500);
  }
}

function usePasswordState(machine: Machine): {
  readonly state: WindowsPasswordState | undefined;
  readonly problem: string | undefined;
  readonly ask: () => void;
} {
  const [state, setState] = useState<WindowsPasswordState>();
  const [problem, setProblem] = useState<string>();
  const [round, setRound] = useState(0);
  // The machine is a new object at each render; what it says is the same.
  const key = JSON.stringify(machine);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(
      () => {
        client()
          .call('rdp.passwordState', { machine: JSON.parse(key) as Machine }, abort.signal)
          .then(
            (next) => {
              setState(next);
              setProblem(undefined);
            },
            (error: unknown) => {
              if (!abort.signal.aborted) setProblem(refusedText(error));
            },
          );
      },
      round === 0 ? ASK_AFTER_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key, round]);
  return { state, problem, ask: useCallback(() => setRound((before) => before + 1), []) };
}

function NotYet({ retryAt, retry }: { readonly retryAt: number; readonly retry: () => void }) {
  const { windowsPassword: t } = useTexts();
  const now = useNow(true);
  const left = Math.max(0, Math.ceil((retryAt - now) / 1_000));
  useEffect(() => {
    const timer = setTimeout(retry, Math.max(0, retryAt - Date.now()));
    return () => clearTimeout(timer);
  }, [retryAt, retry]);
  return (
    <div className={c('line')}>
      <span className={c('note')}>{left === 0 ? t.askingAgain : t.asksIn(left)}</span>
      <Button look="quiet" onClick={retry}>
        {t.askNow}
      </Button>
    </div>
  );
}

interface PasswordProps {
  readonly machine: Machine;
  readonly saved: boolean;
  readonly changed: () => void;
}

function Password({ machine, saved, changed }: PasswordProps) {
  const { windowsPassword: t, common } = useTexts();
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  // The text is in this element alone while it is shown: in no state, no store, no attribute.
  const place = useRef<HTMLElement>(null);
  const hide = useCallback(() => {
    if (place.current !== null) place.current.textContent = '';
    setShown(false);
  }, []);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(hide, HIDE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [shown, hide]);

  const work = (action: () => Promise<void>): void => {
    setBusy(true);
    action()
      .catch(showError)
      .finally(() => setBusy(false));
  };
  const show = async (): Promise<void> => {
    const { password } = await client().call('rdp.revealPassword', { machine });
    // The panel may show another instance by now.
    if (place.current === null) return;
    place.current.textContent = password;
    setShown(true);
  };
  const save = async (): Promise<void> => {
    await client().call('rdp.savePassword', { machine });
    showToast(texts().windowsPassword.savedNow);
    changed();
  };
  return (
    <>
      <code ref={place} hidden={!shown} className={`${c('secret')} selectable`} aria-label={common.password} role="group" translate="no" />
      <div className={c('line')}>
        {shown ? (
          <Button onClick={hide}>{t.hide}</Button>
        ) : (
          <Button disabled={busy} onClick={() => work(show)}>
            {t.show}
          </Button>
        )}
        <Button disabled={busy} onClick={() => work(() => copyPassword(machine))}>
          {t.copy}
        </Button>
        {saved ? null : (
          <Button disabled={busy} onClick={() => work(save)}>
            {t.save}
          </Button>
        )}
      </div>
      {shown ? <p className={c('note')}>{t.hidesAfter(HIDE_AFTER_MS / 1_000)}</p> : null}
    </>
  );
}
