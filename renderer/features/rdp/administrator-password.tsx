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

const c = classNames(styles);
/** Moving through the list with the arrow keys asks only where one stays, in milliseconds. */
const ASK_AFTER_MS = 250;
/** A password that nobody hides is hidden after this time, in milliseconds. */
export const HIDE_AFTER_MS = 30_000;

/** The first password of a Windows instance: whether there is one, and what can be done with it. To be keyed by machine. */
export function AdministratorPassword({ machine }: { readonly machine: Machine }) {
  const { state, problem, ask } = usePasswordState(machine);
  if (problem !== undefined) {
    return (
      <div className={c('password')}>
        <p className={c('note')} role="alert">
          {problem}
        </p>
        <div className={c('line')}>
          <Button onClick={ask}>Try again</Button>
        </div>
      </div>
    );
  }
  if (state === undefined) return <p className={c('note')}>Asking the cloud…</p>;
  return (
    <div className={c('password')}>
      <p className={c('note')}>{stateText(state)}</p>
      {state.kind === 'not-yet' ? <NotYet retryAt={state.retryAt} retry={ask} /> : null}
      {state.kind === 'unknown' ? (
        <div className={c('line')}>
          <Button onClick={ask}>Try again</Button>
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
  switch (state.kind) {
    case 'saved':
      return `Saved in the vault for ${displayText(state.user, 64)}.`;
    case 'ready': {
      const user = displayText(state.user, 64);
      if (state.keyFile === undefined) return `The cloud has the first password of ${user}. The private key of the instance decrypts it.`;
      const key = displayText(state.keyFile.split(/[/\\]/u).at(-1) ?? state.keyFile, 80);
      return `The first password of ${user} can be decrypted with ${key}${state.encrypted ? ', after its passphrase' : ''}.`;
    }
    case 'not-yet':
      return 'Not ready yet: Windows makes it while it starts for the first time, which takes 4 to 15 minutes.';
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
  const now = useNow(true);
  const left = Math.max(0, Math.ceil((retryAt - now) / 1_000));
  useEffect(() => {
    const timer = setTimeout(retry, Math.max(0, retryAt - Date.now()));
    return () => clearTimeout(timer);
  }, [retryAt, retry]);
  return (
    <div className={c('line')}>
      <span className={c('note')}>{left === 0 ? 'Asking again…' : `Asks again in ${left} s`}</span>
      <Button look="quiet" onClick={retry}>
        Ask now
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
    showToast('Saved the password in the vault');
    changed();
  };
  return (
    <>
      <code ref={place} hidden={!shown} className={`${c('secret')} selectable`} aria-label="Password" role="group" translate="no" />
      <div className={c('line')}>
        {shown ? (
          <Button onClick={hide}>Hide</Button>
        ) : (
          <Button disabled={busy} onClick={() => work(show)}>
            Show
          </Button>
        )}
        <Button disabled={busy} onClick={() => work(() => copyPassword(machine))}>
          Copy
        </Button>
        {saved ? null : (
          <Button disabled={busy} onClick={() => work(save)}>
            Save to the vault
          </Button>
        )}
      </div>
      {shown ? <p className={c('note')}>Hidden again after {HIDE_AFTER_MS / 1_000} s.</p> : null}
    </>
  );
}
