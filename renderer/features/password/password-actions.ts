import { texts } from '../../../shared/texts/current.ts';
import { registerCommands } from '../../app/commands.ts';
import { onActive } from '../instances/actions.ts';
import { activeRow } from '../instances/instance-store.ts';
import { askNewPassword, canSetPassword } from './password-store.ts';

export function registerPasswordCommands(): () => void {
  return registerCommands([
    {
      id: 'password.set',
      get title() {
        return texts().setPassword.command;
      },
      group: 'Instances',
      enabled() {
        const row = activeRow();
        return row !== undefined && canSetPassword(row.instance);
      },
      run: () => onActive(({ key }) => askNewPassword({ key })),
    },
  ]);
}
