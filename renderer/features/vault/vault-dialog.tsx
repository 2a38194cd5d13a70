import { useRef, type RefObject } from 'react';
import type { VaultState } from '../../../shared/model/vault.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DestroyVault } from './destroy-vault.tsx';
import { OpenVault } from './open-vault.tsx';
import { MakeVault, UnlockVault } from './vault-passwords.tsx';
import { useVault } from './vault-store.ts';
import { useTexts } from '../../app/use-texts.ts';

/** The vault in all its states: none, locked, open, broken. */
export function VaultDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const vault = useVault();
  const { vault: t } = useTexts();
  // Not the first button, which would forget something.
  const first = useRef<HTMLButtonElement>(null);
  return (
    <Dialog open={open} title={t.title} width={680} onClose={onClose} initialFocus={first}>
      {vault === undefined ? <p>{t.asking}</p> : <Content vault={vault} first={first} />}
    </Dialog>
  );
}

function Content({ vault, first }: { readonly vault: VaultState; readonly first: RefObject<HTMLButtonElement | null> }) {
  const { vault: t } = useTexts();
  if (vault.protection === 'none') return <MakeVault vault={vault} />;
  if (vault.protection === 'broken') {
    return (
      <>
        <p role="alert">{displayText(vault.problem ?? t.unreadable, 1_000)}</p>
        <DestroyVault why={t.throwAway} />
      </>
    );
  }
  if (vault.locked) return <UnlockVault vault={vault} />;
  return <OpenVault vault={vault} first={first} />;
}
