import { Bell, CircleAlert, Lock, LockOpen, SquareTerminal } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { displayText } from '../../shared/model/display-text.ts';
import { formatNumber } from '../../shared/texts/format.ts';
import { useAccounts } from '../features/accounts/account-store.ts';
import { instanceStore, inventory, useInstances } from '../features/instances/instance-store.ts';
import { loadingOf, problemsOf } from '../features/instances/loading.ts';
import { accountName } from '../features/accounts/account-name.ts';
import { DesktopsStatus } from '../features/rdp/desktops-status.tsx';
import { terminals } from '../features/terminal/terminals-store.ts';
import { useVault } from '../features/vault/vault-store.ts';
import { classNames } from '../ui/class-names.ts';
import { Kbd } from '../ui/kbd.tsx';
import { isMac } from '../ui/keys.ts';
import { Popover } from '../ui/popover.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import { commands } from './commands.ts';
import { activePanel, showInstances, terminalOf } from './dock.ts';
import { useNotices } from './notices.ts';
import { showOverlay } from './overlays.ts';
import { keysIn } from './shortcuts.ts';
import styles from './status-bar.module.css';
import { useTexts } from './use-texts.ts';

const c = classNames(styles);

/** One line at the bottom: where one is, what is there, what runs. */
export function StatusBar() {
  const t = useTexts().frame.status;
  return (
    <footer className={c('bar')} aria-label={t.title}>
      <Place />
      <Instances />
      <Work />
      <span className={c('space')} />
      <Terminals />
      <DesktopsStatus className={c('item')} badClassName={c('item', 'bad')} />
      <VaultLock />
      <Notices />
      <Commands />
    </footer>
  );
}

function Place() {
  const t = useTexts().frame.status;
  const choice = useInstances((state) => state.choice);
  const accounts = useAccounts((state) => state.accounts.length);
  const account = choice.account === undefined ? undefined : displayText(accountName(choice.account), 40);
  return (
    <button type="button" className={c('item', 'place')} onClick={showInstances}>
      {account === undefined ? t.accounts(accounts) : t.place(account, choice.region ?? t.allRegions)}
    </button>
  );
}

function Instances() {
  const t = useTexts().frame.status;
  const version = useInstances((state) => state.rowsVersion);
  const choice = useInstances((state) => state.choice);
  const counts = useMemo(() => {
    let all = 0;
    let running = 0;
    for (const { instance } of inventory.rows.values()) {
      if (choice.account !== undefined && instance.account !== choice.account) continue;
      if (choice.region !== undefined && instance.region !== choice.region) continue;
      all += 1;
      if (instance.state === 'running') running += 1;
    }
    return { all, running };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the inventory changes in place; its version stands for it
  }, [version, choice]);
  if (counts.all === 0) return null;
  return (
    <span className={c('text')}>
      <StatusDot tone="good" /> {t.running(formatNumber(counts.running), formatNumber(counts.all))}
    </span>
  );
}

function Work() {
  const t = useTexts().frame.status;
  const version = useInstances((state) => state.scopesVersion);
  const accounts = useAccounts((state) => state.accounts);
  const lookedAt = useAccounts((state) => state.lookedAt);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- as above
  const loading = useMemo(() => loadingOf(inventory.scopes.values()), [version]);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- as above
  const problems = useMemo(() => problemsOf(accounts, inventory.scopes.values(), lookedAt).length, [version, accounts, lookedAt]);
  return (
    <>
      {loading.active ? (
        <span className={c('text')}>
          <Spinner size={10} still={inventory.rows.size > 0} /> {t.regions(loading.done, loading.total)}
        </span>
      ) : null}
      {problems === 0 ? null : (
        <button type="button" className={c('item', 'bad')} onClick={showProblems}>
          <CircleAlert size={11} aria-hidden /> {t.problems(problems)}
        </button>
      )}
    </>
  );
}

function showProblems(): void {
  instanceStore.setState({ choice: {} });
  showInstances();
}

function Commands() {
  const t = useTexts().frame.status;
  const inTerminal = useStore(activePanel, ({ id }) => id !== undefined && terminalOf(id) !== undefined);
  const command = useStore(commands, ({ byId }) => byId.get('app.palette'));
  const keys = command === undefined ? undefined : keysIn(command, inTerminal ? 'terminal' : 'page', isMac())[0];
  return (
    // A press leaves the keyboard where it is: in the terminal, for whose keys the palette then is.
    <button type="button" className={c('item')} onMouseDown={(event) => event.preventDefault()} onClick={() => showOverlay('palette')}>
      {t.commands} {keys === undefined ? null : <Kbd keys={keys} />}
    </button>
  );
}

function Terminals() {
  const t = useTexts().frame.status;
  const byId = useStore(terminals, (state) => state.byId);
  let open = 0;
  let connecting = 0;
  for (const { state } of byId.values()) {
    if (state === 'open') open += 1;
    if (state === 'connecting') connecting += 1;
  }
  if (open === 0 && connecting === 0) return null;
  return (
    <span className={c('text')}>
      <SquareTerminal size={12} aria-hidden />
      {open === 0
        ? t.connecting(connecting)
        : connecting === 0
          ? t.terminals(open)
          : t.andConnecting(t.terminals(open), t.connecting(connecting))}
    </span>
  );
}

/** Nothing where there is no vault: it is no feature that one must know of. */
function VaultLock() {
  const t = useTexts().frame.status;
  const vault = useVault();
  if (vault === undefined || vault.protection === 'none') return null;
  const text = vault.protection === 'broken' ? t.vaultDamaged : vault.locked ? t.vaultLocked : t.vaultOpen;
  return (
    <button type="button" className={c('item', vault.protection === 'broken' && 'bad')} onClick={() => showOverlay('vault')}>
      {vault.locked ? <Lock size={11} aria-hidden /> : <LockOpen size={11} aria-hidden />} {text}
    </button>
  );
}

function Notices() {
  const t = useTexts().frame;
  const notices = useNotices().filter((notice) => notice.level === 'info');
  if (notices.length === 0) return null;
  return (
    <Popover
      label={t.notices}
      side="top"
      align="end"
      trigger={
        <button type="button" className={c('item')} aria-label={t.status.notices(notices.length)}>
          <Bell size={11} aria-hidden /> {notices.length}
        </button>
      }
    >
      <ul className={c('notices')}>
        {notices.map((notice) => (
          <li key={notice.id}>
            {displayText(notice.error.message, 500)} {notice.error.hint === undefined ? '' : displayText(notice.error.hint, 500)}
          </li>
        ))}
      </ul>
    </Popover>
  );
}
