import type { Machine } from '../../../shared/model/machine.ts';
import { client } from '../../app/client.ts';
import { showError, showToast } from '../../ui/toast.tsx';
import { copySecret, type Cleared, type ClipboardPort } from './secret-clipboard.ts';

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

/** Whether the page may look at the clipboard without a question to the person a minute later. */
async function mayRead(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'clipboard-read' as PermissionName })).state === 'granted';
  } catch {
    return false;
  }
}

/** Copies the password of a Windows machine and takes it off the clipboard again; says so where it cannot. */
export async function copyPassword(machine: Machine): Promise<void> {
  try {
    const readable = await mayRead();
    const { password } = await client().call('rdp.revealPassword', { machine });
    const { later } = await copySecret(password, readable ? browser : { ...browser, read: () => Promise.reject(new Error('not allowed')) });
    showToast(
      readable
        ? 'Copied the password. It leaves the clipboard in 60 s.'
        : 'Copied the password. It stays on the clipboard until you copy something else: Gangway may not look there.',
    );
    if (readable) void later.then(tell);
  } catch (error) {
    showError(error);
  }
}

function tell(became: Cleared): void {
  if (became === 'cleared') showToast('Took the password off the clipboard');
  if (became === 'stays') showToast('The password is still on the clipboard: copy something else');
}
