import type { Instance, InstanceRef } from '../../../shared/model/instance.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { lockOf } from '../../../shared/model/instance-lock.ts';
import { stateReasonText } from '../../../shared/model/state-reason.ts';
import { texts } from '../../../shared/texts/current.ts';
import { client } from '../../app/client.ts';
import { copyText } from '../../ui/copy-text.ts';
import { showError } from '../../ui/toast.tsx';
import type { RdpClientId } from '../../../shared/model/rdp.ts';
import { launchDesktop } from '../rdp/rdp-actions.ts';
import type { DesktopWish } from '../rdp/rdp-store.ts';
import { openTerminal } from '../terminal/open-terminal.ts';
import { activeRow, instanceStore, keepActiveRow, type InstanceMessage } from './instance-store.ts';
import { sshCommand } from './ssh-command.ts';

export function refOf(instance: Instance): InstanceRef {
  return { account: instance.account, region: instance.region, instance: instance.instance };
}

export function nameOf(instance: Instance): string {
  return displayText(instance.name.trim() === '' ? instance.instance : instance.name, 80);
}

export function addressOf(instance: Instance): string | undefined {
  return instance.publicIp ?? instance.ipv6 ?? instance.privateIp;
}

/** What a double-click says instead of waiting for a time-out. Undefined where a terminal can be tried. */
export function notNow(instance: Instance): InstanceMessage | undefined {
  const name = nameOf(instance);
  if (instance.state === 'running' || instance.state === 'unknown') return undefined;
  const t = texts().instances.notNow;
  const state = texts().instanceColumns.states[instance.state].toLowerCase();
  const lock = lockOf(instance);
  if (lock !== undefined) {
    const text = t.locked(name, state, lock.why);
    return { key: instance.key, state: instance.state, text, hint: lock.hint, offer: 'refresh' };
  }
  const hint = t.hints[instance.state];
  return {
    key: instance.key,
    state: instance.state,
    text: t.state(name, state),
    hint: instance.stateReason === undefined ? hint : t.because(stateReasonText(instance.stateReason), hint),
    ...(instance.state === 'terminated' || instance.state === 'shutting-down'
      ? {}
      : { offer: instance.state === 'stopped' ? ('start' as const) : ('refresh' as const) }),
  };
}

/** The double-click: the desktop of Windows, a terminal on all others, or a message at once that says why not. */
export function openRow(instance: Instance): void {
  void (instance.os === 'windows' ? openInstanceDesktop(instance) : openShell(instance));
}

export function desktopOf(instance: Instance): DesktopWish {
  return { machine: { kind: 'instance', ...refOf(instance) }, name: nameOf(instance) };
}

/** Opens the remote desktop, in the usual client without `chosen`; refusals show below the grid. */
export function openInstanceDesktop(instance: Instance, chosen?: RdpClientId): Promise<void> {
  return tryOpen(instance, () => launchDesktop(desktopOf(instance), chosen));
}

/** Opens a terminal whatever the system is; refusals show below the grid. */
export function openShell(instance: Instance, user?: string): Promise<void> {
  return tryOpen(instance, () => openTerminal({ kind: 'instance', ...refOf(instance) }, user === undefined ? {} : { user }));
}

async function tryOpen(instance: Instance, open: () => Promise<void>): Promise<void> {
  const refused = notNow(instance);
  instanceStore.setState({ message: refused });
  if (refused !== undefined) return;
  try {
    await open();
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not-running' || error.code === 'no-address')) {
      instanceStore.setState({ message: { key: instance.key, text: error.message, hint: error.hint ?? '', offer: 'refresh' } });
    } else {
      showError(error);
    }
  }
}

export async function copySsh(instance: Instance): Promise<void> {
  const address = addressOf(instance);
  if (address === undefined) return;
  try {
    const login = await client().call('instances.login', refOf(instance));
    await copyText(sshCommand(login.user, address));
  } catch (error) {
    showError(error);
  }
}

/** Runs on the active row, if there is one. */
export function onActive(act: (instance: Instance) => void): void {
  const row = activeRow();
  if (row === undefined) return;
  keepActiveRow();
  act(row.instance);
}
