import { RDP_BUILT_IN } from '../../../shared/model/rdp.ts';
import { SETTING_KEYS, type SessionSettings, type SettingKey } from '../../../shared/model/session-settings.ts';
import type { ResolvedMachine } from '../sessions/resolve-machine.ts';
import type { ConnectionPlan } from './connection-plan.ts';
import type { JumpHost, Way } from './jump-hosts.ts';

/** What each terminal has for itself on a shared connection. Whatever is not here makes connections different, new settings as well. */
const PER_TERMINAL: ReadonlySet<SettingKey> = new Set<SettingKey>([
  'terminalType',
  'columns',
  'rows',
  'scrollback',
  'encoding',
  'bell',
  'backspace',
  'pasteGuard',
  'closeOnExit',
  'fontFamily',
  'fontSize',
  'theme',
  'colours',
  'tabColour',
  'cursor',
  'cursorBlink',
  'environment',
  'remoteCommand',
  'logging',
  'logFile',
  'logClash',
  'forwards',
  // Remote desktop goes through the connections of its jump hosts; what it does at the end of the way is its own.
  ...(Object.keys(RDP_BUILT_IN) as SettingKey[]),
]);

function connectionSettings(values: SessionSettings): unknown {
  return SETTING_KEYS.filter((key) => !PER_TERMINAL.has(key)).map((key) => [key, values[key]]);
}

/**
 * Who may share a connection: the same machine, login and settings, reached by the same proxy through the same jump hosts. Nobody
 * ever rides on a connection that was made with other settings.
 */
export function connectionKey(way: Way, resolved: ResolvedMachine, plan: Pick<ConnectionPlan, 'user' | 'identity'>): string {
  const jumps = way.jumps.map(({ resolved: { target, values } }: JumpHost) => [target, connectionSettings(values)]);
  return JSON.stringify([way.proxy, jumps, resolved.target, connectionSettings(resolved.values), plan.user, plan.identity]);
}
