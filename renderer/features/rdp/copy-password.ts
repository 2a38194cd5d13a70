import type { Machine } from '../../../shared/model/machine.ts';
import { client } from '../../app/client.ts';
import { showError, showToast } from '../../ui/toast.tsx';
import { copySecret, type Cleared, type ClipboardPort } from './secret-clipboard.ts';
import { texts } from '../../../shared/texts/current.ts';

const browser: ClipboardPort = {
  write: (text) => navigator.clipboard.writeText(text),
  read: () => navigator.clipboard.readText(),
  async digest(text) {
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
  hasFocus: () => document.hasFocus(),
  onFocus: (then) => window.addEventListener('focus', then, { once: true }),
};

type Looking = 'granted' | 'prompt' | 'denied';

/** Whether the page may look at the clipboard; browsers that do not tell ask the person at each look. */
async function mayLook(): Promise<Looking> {
  try {
    return (await navigator.permissions.query({ name: 'clipboard-read' as PermissionName })).state;
  } catch {
    return 'denied';
  }
}

/**
 * Copies the password of a Windows machine and takes it off the clipboard again after 60 s, unless something else is there by then. The
 * desktop app does that itself; a browser has to be allowed to look, and where it is not the person is told.
 */
export function copyPassword(machine: Machine): Promise<void> {
  return copyHidden(
    () => client().call('rdp.copyPassword', { machine }),
    async () => (await client().call('rdp.revealPassword', { machine })).password,
  );
}

/** The same for any password. `byHost` copies it where the host reaches the clipboard; `reveal` gives it where the page has to. */
export async function copyHidden(byHost: () => Promise<{ by: 'host' | 'page' }>, reveal: () => Promise<string>): Promise<void> {
  try {
    if ((await byHost()).by === 'host') return showToast(texts().windowsPassword.copied.granted);
    const looking = await mayLook();
    const { later } = await copySecret(await reveal(), looking === 'denied' ? { ...browser, read: refuse } : browser);
    // The browser asks at the first look: better now, while the person knows what for. The text is not wanted.
    if (looking === 'prompt') void browser.read().catch(() => {});
    showToast(texts().windowsPassword.copied[looking]);
    if (looking !== 'denied') void later.then(tell);
  } catch (error) {
    showError(error);
  }
}

const refuse = (): Promise<string> => Promise.reject(new Error('The page may not look at the clipboard.'));

function tell(became: Cleared): void {
  if (became === 'cleared') showToast(texts().windowsPassword.cleared);
  if (became === 'stays') showToast(texts().windowsPassword.stays);
}
