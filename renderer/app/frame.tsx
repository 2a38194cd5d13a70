import { useStore } from 'zustand';
import { useAccounts } from '../features/accounts/account-store.ts';
import { AddProfileDialog } from '../features/accounts/add-profile-dialog.tsx';
import { Sidebar } from '../features/accounts/sidebar.tsx';
import { DetailsPanel } from '../features/instances/details-panel.tsx';
import { ExportDialog } from '../features/imports/export-dialog.tsx';
import { ImportDialog } from '../features/imports/import-dialog.tsx';
import { KeysDialog } from '../features/keys/keys-dialog.tsx';
import { PromptHost } from '../features/prompts/prompt-host.tsx';
import { QuickConnectDialog } from '../features/quick-connect/quick-connect-dialog.tsx';
import { DesktopsDialog } from '../features/rdp/desktops-dialog.tsx';
import { NoClientDialog } from '../features/rdp/no-client-dialog.tsx';
import { EditorDialog } from '../features/sessions/editor-dialog.tsx';
import { MoveDialog } from '../features/sessions/move-dialog.tsx';
import { useSessions } from '../features/sessions/session-store.ts';
import { SettingsDialog } from '../features/settings/settings-dialog.tsx';
import { VaultDialog } from '../features/vault/vault-dialog.tsx';
import { classNames } from '../ui/class-names.ts';
import { Resizer } from '../ui/resizer.tsx';
import { ToastHost } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { DockView } from './dock-view.tsx';
import styles from './frame.module.css';
import { changeLayout, useLayout } from './layout.ts';
import { DETAILS_WIDTH, SIDEBAR_WIDTH } from './layout-shape.ts';
import { NoticeRows } from './notice-rows.tsx';
import { overlay, showOverlay } from './overlays.ts';
import { Palette } from './palette.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { StatusBar } from './status-bar.tsx';

const c = classNames(styles);

/** The whole window: notices, accounts, dock, details, status; and what lies over them. */
export function Frame() {
  const sidebar = useLayout((layout) => layout.sidebar);
  const details = useLayout((layout) => layout.details);
  const first = useAccounts((state) => state.ready && state.accounts.length === 0);
  // Without any account there is nothing to filter; what was saved is there all the same.
  const saved = useSessions(({ book, aliases }) => book.sessions.size > 0 || book.folders.size > 0 || aliases.length > 0);
  return (
    <TooltipProvider delay={500}>
      <div className={c('frame')}>
        <NoticeRows />
        <div className={c('middle')}>
          {sidebar.open && (!first || saved) ? (
            <nav className={c('side')} style={{ width: sidebar.width }} aria-label="Accounts and sessions">
              <Sidebar accounts={!first} />
              <Resizer
                label="Width of the sidebar"
                pane="left"
                value={sidebar.width}
                {...SIDEBAR_WIDTH}
                onChange={(width) => changeLayout({ sidebar: { ...sidebar, width } })}
              />
            </nav>
          ) : null}
          <main className={c('centre')}>
            <DockView />
          </main>
          {details.open && !first ? (
            <aside className={c('side')} style={{ width: details.width }} aria-label="Details">
              <Resizer
                label="Width of the details"
                pane="right"
                value={details.width}
                {...DETAILS_WIDTH}
                onChange={(width) => changeLayout({ details: { ...details, width } })}
              />
              <DetailsPanel />
            </aside>
          ) : null}
        </div>
        <StatusBar />
      </div>
      <Overlays />
      <PromptHost />
      <ToastHost />
    </TooltipProvider>
  );
}

function Overlays() {
  const open = useStore(overlay, (state) => state.open);
  const close = (): void => showOverlay(undefined);
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
      <EditorDialog />
      <MoveDialog />
      <ShortcutsHelp open={open === 'shortcuts'} onClose={close} />
    </>
  );
}
