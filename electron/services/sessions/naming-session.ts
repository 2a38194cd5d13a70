import { displayText } from '../../../shared/model/display-text.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { Sessions } from './sessions.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Names the session in the error when the instance that it leads to is gone. */
export async function namingSession<T>(sessions: Pick<Sessions, 'get'>, machine: Machine, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const session = machine.kind === 'session' ? sessions.get(machine.id) : undefined;
    if (session?.target.kind !== 'instance' || !(error instanceof AppError) || error.code !== 'not-found') throw error;
    const { name, instance } = session.target;
    const what = name === '' ? instance : `${displayText(name, 128)} (${instance})`;
    throw new AppError('not-found', texts().sessionErrors.leadsNowhere(displayText(session.name, 128), what), {
      hint: texts().sessionErrors.keepsSettings,
      cause: error,
    });
  }
}
