import type { RdpClientId, RdpLaunch } from '../../../shared/model/rdp.ts';
import { client } from '../../app/client.ts';
import { showOverlay } from '../../app/overlays.ts';
import { showError, showToast } from '../../ui/toast.tsx';
import { sessionStore } from '../sessions/session-store.ts';
import { openDesktopOf } from './already-open.ts';
import { lookForClients, rdpStore, type DesktopWish } from './rdp-store.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What launches were started with, for "Try again"; a launch that failed early names no client. */
const wishes = new Map<string, { readonly wish: DesktopWish; readonly client?: RdpClientId | 'none' }>();

/** The client that the Default Settings ask for. */
export function wishedClient(): RdpClientId | 'auto' {
  return sessionStore.getState().book.defaults.rdpClient ?? 'auto';
}

/**
 * Opens a remote desktop; how it goes on shows in the list of launches. Where no client was found, the dialog that says what to do opens
 * instead, and where the machine's desktop is open already, the question whether a second one is meant. Throws what the host refuses.
 */
export async function launchDesktop(wish: DesktopWish, chosen?: RdpClientId): Promise<void> {
  const open = openDesktopOf(wish.machine, rdpStore.getState().launches.values(), sessionStore.getState().book.sessions);
  if (open?.state === 'connected') return rdpStore.setState({ again: { wish, chosen, launch: open.id } });
  if (open === undefined) return await launchAnyway(wish, chosen);
  // A click too many, mostly.
  const { again: t } = texts().desktops;
  showToast(t.opening(wish.name), { label: t.second, run: () => openAnother(wish, chosen) });
}

/** As `launchDesktop`, whatever is open. */
export function openAnother(wish: DesktopWish, chosen?: RdpClientId): void {
  launchAnyway(wish, chosen).catch(showError);
}

async function launchAnyway(wish: DesktopWish, chosen?: RdpClientId): Promise<void> {
  // Only where none was found before: the usual click waits for nothing.
  if ((rdpStore.getState().clients?.found.length ?? 0) === 0 && (await lookForClients()).found.length === 0) {
    rdpStore.setState({ noClient: wish });
    return;
  }
  const { machine, settings } = wish;
  const { launch } = await client().call('rdp.launch', {
    machine,
    ...(chosen === undefined ? {} : { client: chosen }),
    ...(settings === undefined ? {} : { settings }),
  });
  wishes.set(launch, { wish, ...(chosen === undefined ? {} : { client: chosen }) });
}

/** As `launchDesktop`; what is refused is shown. */
export function openDesktop(wish: DesktopWish, chosen?: RdpClientId): void {
  launchDesktop(wish, chosen).catch(showError);
}

/** Opens and keeps the way for a program that the person starts. Resolves with the id of the launch. */
export async function openWay(wish: DesktopWish): Promise<string> {
  const { machine, settings } = wish;
  const { launch } = await client().call('rdp.openWay', { machine, ...(settings === undefined ? {} : { settings }) });
  wishes.set(launch, { wish, client: 'none' });
  return launch;
}

/** Ends one that lives, forgets one that is over. */
export function closeLaunch(id: string): void {
  wishes.delete(id);
  client().call('rdp.close', { launch: id }).catch(showError);
}

/** The same again; the failed one leaves the list. */
export function tryAgain(launch: RdpLaunch): void {
  const { wish, client: chosen } = wishes.get(launch.id) ?? { wish: { machine: launch.machine, name: launch.name } };
  closeLaunch(launch.id);
  if (chosen === 'none') openWay(wish).catch(showError);
  else openAnother(wish, chosen);
}

export function showDesktops(): void {
  showOverlay('desktops');
}

/** Hands the `.rdp` file of a launch to the browser to save. It holds no password. */
export async function saveRdpFile(id: string): Promise<void> {
  try {
    const { fileName, text, encoding } = await client().call('rdp.file', { launch: id });
    const content = encoding === 'utf-8' ? text : utf16(`\ufeff${text}`);
    const address = URL.createObjectURL(new Blob([content], { type: 'application/x-rdp' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(address);
  } catch (error) {
    showError(error);
  }
}

/** Little-endian. */
function utf16(text: string): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), true);
  return view.buffer;
}
