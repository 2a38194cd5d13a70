import { Building2, CircleAlert, Clock3, Layers, Plus, Settings2 } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { runCommand } from '../../app/commands.ts';
import { changeLayout, layoutStore, useLayout } from '../../app/layout.ts';
import { SESSIONS_HEIGHT } from '../../app/layout-shape.ts';
import { classNames } from '../../ui/class-names.ts';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { MenuLine } from '../../ui/menu-items.tsx';
import { Resizer } from '../../ui/resizer.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Tree, type TreeLine } from '../../ui/tree.tsx';
import { instanceStore, inventory, refresh, useInstances } from '../instances/instance-store.ts';
import { ageText, isStale } from '../instances/loading.ts';
import { CONNECT_ID } from '../quick-connect/connect.ts';
import { QuickConnectField } from '../quick-connect/quick-connect-field.tsx';
import { SessionsSection } from '../sessions/sessions-section.tsx';
import { accountName } from './account-name.ts';
import { removeAccount, setEnabled } from './account-actions.ts';
import { useAccounts } from './account-store.ts';
import styles from './sidebar.module.css';
import { sidebarLines, type SidebarLine } from './tree-lines.ts';
import type { Texts } from '../../../shared/texts/current.ts';
import { formatNumber } from '../../../shared/texts/format.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** Where to go: an address, an account or region, a saved session. `accounts`: whether there are any. */
export function Sidebar({ accounts }: { readonly accounts: boolean }) {
  const { accounts: t } = useTexts();
  const height = useLayout((layout) => layout.sessions.height);
  return (
    <div className={c('sidebar')}>
      <header className={c('header')}>
        <h1 className={c('title')}>Gangway</h1>
        <IconButton label={t.addProfile} icon={<Plus size={14} aria-hidden />} onClick={() => runCommand('accounts.add')} />
        <IconButton label={t.settings} keys="Mod+," icon={<Settings2 size={14} aria-hidden />} onClick={() => runCommand('app.settings')} />
      </header>
      <div className={c('connect')}>
        <QuickConnectField id={CONNECT_ID} />
      </div>
      {accounts ? <AccountTree /> : null}
      <div className={c('sessions', !accounts && 'alone')} style={{ flexBasis: height }}>
        {accounts ? (
          <Resizer
            label={t.sessionsHeight}
            pane="bottom"
            value={height}
            {...SESSIONS_HEIGHT}
            onChange={(next) => changeLayout({ sessions: { ...layoutStore.getState().sessions, height: next } })}
          />
        ) : null}
        <SessionsSection />
      </div>
    </div>
  );
}

/** Accounts and regions as a filter of the grid. */
function AccountTree() {
  const accounts = useAccounts((state) => state.accounts);
  const { accounts: t } = useTexts();
  const version = useInstances((state) => state.scopesVersion);
  const choice = useInstances((state) => state.choice);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [emptyShown, setEmptyShown] = useState<ReadonlySet<string>>(new Set());
  const [menu, setMenu] = useState<{ at: MenuPoint; line: SidebarLine }>();

  const lines = useMemo(
    () => sidebarLines(accounts, inventory.scopes.values(), { closed, emptyShown }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the inventory changes in place; its version stands for it
    [accounts, version, closed, emptyShown],
  );
  const byId = useMemo(() => new Map(lines.map((line) => [line.id, line])), [lines]);
  const selected =
    lines.find((line) =>
      line.kind === 'region'
        ? line.scope.account === choice.account && line.scope.region === choice.region
        : line.kind === 'account' && choice.region === undefined && line.id === choice.account,
    )?.id ?? 'all';

  function toggle(id: string, open: boolean): void {
    const line = byId.get(id);
    if (line?.kind === 'account') setClosed((was) => withOut(was, id, !open));
    if (line?.kind === 'empty') setEmptyShown((was) => withOut(was, line.account, open));
  }

  function select(id: string): void {
    const line = byId.get(id);
    if (line?.kind === 'all') instanceStore.setState({ choice: {} });
    if (line?.kind === 'account') instanceStore.setState({ choice: { account: line.id } });
    if (line?.kind === 'region') instanceStore.setState({ choice: { account: line.scope.account, region: line.scope.region } });
    if (line?.kind === 'empty') toggle(id, !line.open);
  }

  return (
    <>
      <ScrollArea>
        <Tree
          label={t.tree}
          lines={lines.map((line) => treeLine(line, t))}
          selected={selected}
          onSelect={select}
          onToggle={toggle}
          onMenu={(id, at) => {
            const line = byId.get(id);
            if (line !== undefined && line.kind !== 'empty') setMenu({ at, line });
          }}
        />
      </ScrollArea>
      <ContextMenu at={menu?.at} lines={menu === undefined ? [] : menuLines(menu.line, t)} onClose={() => setMenu(undefined)} />
    </>
  );
}

function withOut(set: ReadonlySet<string>, id: string, present: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (present) next.add(id);
  else next.delete(id);
  return next;
}

function treeLine(line: SidebarLine, t: Texts['accounts']): TreeLine {
  switch (line.kind) {
    case 'all':
      return {
        id: line.id,
        level: 1,
        label: t.all,
        icon: <Layers size={13} aria-hidden className={c('icon')} />,
        after: <Count value={line.count} />,
      };
    case 'account': {
      const { account } = line;
      const label = displayText(accountName(account.id), 80);
      return {
        id: line.id,
        level: 1,
        label,
        ...(account.enabled ? { open: line.open } : {}),
        dim: !account.enabled,
        title: accountTitle(line, t),
        icon: <Building2 size={13} aria-hidden className={c('icon')} />,
        after: account.enabled ? (
          <After loading={line.loading} failed={line.failed} count={line.count} />
        ) : (
          <button
            type="button"
            className={c('turnOn')}
            aria-label={account.kind === 'process' ? t.turnOnProcess(label) : t.turnOnName(label)}
            onClick={(event) => {
              event.stopPropagation();
              setEnabled(account.id, true);
            }}
          >
            {t.turnOn}
          </button>
        ),
      };
    }
    case 'region': {
      const { scope } = line;
      return {
        id: line.id,
        level: 2,
        label: scope.region,
        dim: scope.count === 0 && scope.state === 'ready',
        ...(scope.error === undefined ? {} : { title: t.regionProblem(scope.region, displayText(scope.error.message)) }),
        after: (
          <After
            loading={scope.state === 'loading'}
            failed={scope.state === 'failed'}
            count={scope.count}
            {...(isStale(scope) && scope.state !== 'loading' ? { age: ageText(scope.loadedAt ?? 0, Date.now()) } : {})}
          />
        ),
      };
    }
    case 'empty':
      return { id: line.id, level: 2, label: t.emptyRegions(line.count), open: line.open, dim: true };
  }
}

interface AfterProps {
  readonly loading: boolean;
  readonly failed: boolean;
  readonly count: number;
  readonly age?: string;
}

function After({ loading, failed, count, age }: AfterProps): ReactNode {
  const { accounts: t } = useTexts();
  return (
    <>
      {age === undefined ? null : (
        <span className={c('age')} title={t.listFrom(age)}>
          <Clock3 size={11} aria-hidden />
        </span>
      )}
      {loading ? <Spinner size={10} label={t.loading} still={count > 0} /> : null}
      {failed ? <CircleAlert size={12} className={c('failed')} role="img" aria-label={t.failed} /> : null}
      <Count value={count} />
    </>
  );
}

function Count({ value }: { readonly value: number }) {
  return <span className={c('count')}>{value === 0 ? '' : formatNumber(value)}</span>;
}

function accountTitle({ account }: SidebarLine & { kind: 'account' }, t: Texts['accounts']): string {
  const parts = [
    t.profile(accountName(account.id)),
    account.accountNumber === undefined ? '' : t.account(account.accountNumber),
    account.endpoint === undefined ? '' : t.endpoint(account.endpoint),
    account.kind === 'process' ? t.process : '',
    account.error?.message ?? '',
  ];
  return displayText(parts.filter(Boolean).join(' · '));
}

function menuLines(line: SidebarLine, t: Texts['accounts']): readonly MenuLine[] {
  switch (line.kind) {
    case 'all':
      return [{ kind: 'item', id: 'refresh', label: t.refreshAll, run: () => refresh() }];
    case 'region':
      return [
        {
          kind: 'item',
          id: 'refresh',
          label: t.refresh(line.scope.region),
          run: () => refresh({ account: line.scope.account, region: line.scope.region }),
        },
      ];
    case 'account': {
      const { account } = line;
      return [
        {
          kind: 'item',
          id: 'refresh',
          label: t.refresh(displayText(account.profile, 40)),
          disabled: !account.enabled,
          run: () => refresh({ account: account.id }),
        },
        {
          kind: 'item',
          id: 'toggle',
          label: account.enabled ? t.turnOff : t.turnOn,
          run: () => setEnabled(account.id, !account.enabled),
        },
        { kind: 'separator', id: 'line' },
        ...(account.kind === 'vault'
          ? [{ kind: 'item' as const, id: 'remove', label: t.remove, run: () => removeAccount(account.id) }]
          : []),
        { kind: 'item', id: 'reload', label: t.reload, run: () => runCommand('accounts.reload') },
      ];
    }
    case 'empty':
      return [];
  }
}
