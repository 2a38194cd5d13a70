import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useAccounts } from '../features/accounts/account-store.ts';
import { Sidebar } from '../features/accounts/sidebar.tsx';
import { DetailsPanel } from '../features/instances/details-panel.tsx';
import { PromptHost } from '../features/prompts/prompt-host.tsx';
import { QuickConnectDialog } from '../features/quick-connect/quick-connect-dialog.tsx';
import { AlreadyOpenDialog } from '../features/rdp/already-open-dialog.tsx';
import { NoClientDialog } from '../features/rdp/no-client-dialog.tsx';
import { endNewPassword, useNewPassword } from '../features/password/password-store.ts';
import { powerStore, usePower } from '../features/power/power-store.ts';
import { closeEditor, editor } from '../features/sessions/editor-store.ts';
import { sessionStore, useSessions } from '../features/sessions/session-store.ts';
import { classNames } from '../ui/class-names.ts';
import { Resizer } from '../ui/resizer.tsx';
import { ToastHost } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { useAfterFirstPaint } from './after-first-paint.ts';
import { Boundary } from './boundary.tsx';
import { DockView } from './dock-view.tsx';
import styles from './frame.module.css';
import { changeLayout } from './layout.ts';
import { loadTerminalCode } from '../terminals/registry.ts';
import { lazyDialog, loadWhenIdle } from './lazy-dialog.tsx';
import { NoticeRows } from './notice-rows.tsx';
import { overlay, showOverlay } from './overlays.ts';
import { Palette } from './palette.tsx';
import { StatusBar } from './status-bar.tsx';
import { usePanes } from './use-panes.ts';
import { useTexts } from './use-texts.ts';

const c = classNames(styles);

const AddProfileDialog = lazyDialog(async () => (await import('../features/accounts/add-profile-dialog.tsx')).AddProfileDialog);
const DesktopsDialog = lazyDialog(async () => (await import('../features/rdp/desktops-dialog.tsx')).DesktopsDialog);
const EditorDialog = lazyDialog(async () => (await import('../features/sessions/editor-dialog.tsx')).EditorDialog);
const ExportDialog = lazyDialog(async () => (await import('../features/imports/export-dialog.tsx')).ExportDialog);
const ImportDialog = lazyDialog(async () => (await import('../features/imports/import-dialog.tsx')).ImportDialog);
const KeysDialog = lazyDialog(async () => (await import('../features/keys/keys-dialog.tsx')).KeysDialog);
const MoveDialog = lazyDialog(async () => (await import('../features/sessions/move-dialog.tsx')).MoveDialog);
const NewPasswordDialog = lazyDialog(async () => (await import('../features/password/new-password-dialog.tsx')).NewPasswordDialog);
const PowerDialog = lazyDialog(async () => (await import('../features/power/power-dialog.tsx')).PowerDialog);
const SettingsDialog = lazyDialog(async () => (await import('../features/settings/settings-dialog.tsx')).SettingsDialog);
const ShortcutsHelp = lazyDialog(async () => (await import('./shortcuts-help.tsx')).ShortcutsHelp);
const VaultDialog = lazyDialog(async () => (await import('../features/vault/vault-dialog.tsx')).VaultDialog);

/** The whole window: notices, accounts, dock, details, status; and what lies over them. */
export function Frame() {
  const t = useTexts().frame;
  const first = useAccounts((state) => state.ready && state.accounts.length === 0);
  // Without any account there is nothing to filter; what was saved is there all the same.
  const saved = useSessions(({ book, aliases }) => book.sessions.size > 0 || book.folders.size > 0 || aliases.length > 0);
  const { sidebar, details, over } = usePanes({ sidebar: !first || saved, details: !first });
  const painted = useAfterFirstPaint();
  return (
    <TooltipProvider delay={500}>
      <div className={c('frame')}>
        <NoticeRows />
        <div className={c('middle')}>
          {sidebar === undefined ? null : (
            <nav className={c('side')} style={{ width: sidebar.width }} aria-label={t.accountsAndSessions}>
              <Boundary>
                <Sidebar accounts={!first} />
              </Boundary>
              <Resizer
                label={t.sidebarWidth}
                pane="left"
                value={sidebar.width}
                min={sidebar.min}
                max={sidebar.max}
                onChange={(width) => changeLayout({ sidebar: { open: true, width } })}
              />
            </nav>
          )}
          <main className={c('centre')}>
            <DockView />
          </main>
          {details === undefined ? null : (
            <aside className={c('side', over && 'over')} style={{ width: details.width }} aria-label={t.details}>
              <Resizer
                label={t.detailsWidth}
                pane="right"
                value={details.width}
                min={details.min}
                max={details.max}
                onChange={(width) => changeLayout({ details: { open: true, width } })}
              />
              <Boundary>
                <DetailsPanel />
              </Boundary>
            </aside>
          )}
        </div>
        <StatusBar />
      </div>
      {painted ? <Overlays /> : null}
      <PromptHost />
      <ToastHost />
    </TooltipProvider>
  );
}

const endPower = (): void => powerStore.setState({ question: undefined });
const endMove = (): void => sessionStore.setState({ moving: undefined });

function Overlays() {
  const open = useStore(overlay, (state) => state.open);
  const close = (): void => showOverlay(undefined);
  const moving = useSessions((state) => state.moving !== undefined);
  const editing = useStore(editor, ({ draft }) => draft !== undefined);
  const changingPower = usePower(({ question }) => question !== undefined);
  const settingPassword = useNewPassword(({ wish }) => wish !== undefined);
  useEffect(() => loadWhenIdle(loadTerminalCode), []);
  return (
    <>
      <Palette />
      <SettingsDialog open={open === 'settings'} onClose={close} />
      <AddProfileDialog open={open === 'add-profile'} onClose={close} />
      <VaultDialog open={open === 'vault'} onClose={close} />
      <KeysDialog open={open === 'keys'} onClose={close} />
      <ImportDialog open={open === 'import'} onClose={close} />
      <ExportDialog open={open === 'export'} onClose={close} />
      <QuickConnectDialog open={open === 'quick-connect'} onClose={close} />
      <DesktopsDialog open={open === 'desktops'} onClose={close} />
      <NoClientDialog />
      <NewPasswordDialog open={settingPassword} onClose={endNewPassword} />
      <PowerDialog open={changingPower} onClose={endPower} />
      <AlreadyOpenDialog />
      <EditorDialog open={editing} onClose={closeEditor} />
      <MoveDialog open={moving} onClose={endMove} />
      <ShortcutsHelp open={open === 'shortcuts'} onClose={close} />
    </>
  );
}
