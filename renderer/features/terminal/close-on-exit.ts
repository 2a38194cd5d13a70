import type { Terminal } from '../../../shared/model/terminal.ts';

/**
 * Whether a tab goes by itself now that its shell is over. A connection that broke or never came about has something to say, so
 * its tab stays whatever the setting.
 */
export function closesByItself({ state, end, settings }: Pick<Terminal, 'state' | 'end' | 'settings'>): boolean {
  if (state !== 'ended' || end?.how !== 'exited') return false;
  if (settings.closeOnExit === 'always') return true;
  return settings.closeOnExit === 'clean' && end.code === 0 && end.signal === undefined;
}
