import type { Instance } from '../../../shared/model/instance.ts';
import { canChangePower, type PowerAction, type PowerTask } from '../../../shared/model/power.ts';
import { texts } from '../../../shared/texts/current.ts';
import { registerCommands, type Command } from '../../app/commands.ts';
import { onActive, openInstanceDesktop, openShell } from '../instances/actions.ts';
import { activeRow, inventory } from '../instances/instance-store.ts';
import { forgetTask, powerStore } from './power-store.ts';

/** Asks before anything is done. */
export function askPower(instance: Instance, action: PowerAction): void {
  powerStore.setState({ question: { key: instance.key, action } });
}

/** Asks, starts, waits until it answers, and connects: by desktop to Windows, by terminal to all others. */
export function askStartAndConnect(instance: Instance): void {
  powerStore.setState({ question: { key: instance.key, action: 'start', waitFor: instance.os === 'windows' ? 'desktop' : 'terminal' } });
}

/** Opens what was waited for; the wait is over. */
export function connectTask(task: PowerTask): void {
  forgetTask(task);
  const listed = inventory.rows.get(task.key)?.instance;
  if (listed === undefined) return;
  // The host has seen it running and answering; the list may say so a moment later.
  const instance: Instance = { ...listed, state: 'running' };
  void (task.waitFor === 'desktop' ? openInstanceDesktop(instance) : openShell(instance));
}

export function registerPowerCommands(): () => void {
  const can = (action: PowerAction) => (): boolean => {
    const row = activeRow();
    return row !== undefined && canChangePower(action, row.instance.state);
  };
  const one = (action: PowerAction): Command => ({
    id: `power.${action}`,
    get title() {
      return texts().power[action];
    },
    group: 'Instances',
    enabled: can(action),
    run: () => onActive((instance) => askPower(instance, action)),
  });
  return registerCommands([
    {
      id: 'power.startAndConnect',
      get title() {
        return texts().power.startAndConnect;
      },
      group: 'Instances',
      enabled: can('start'),
      run: () => onActive(askStartAndConnect),
    },
    one('start'),
    one('stop'),
    one('reboot'),
  ]);
}
