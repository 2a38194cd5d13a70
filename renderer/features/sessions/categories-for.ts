import type { Protocol } from '../../../shared/model/session.ts';
import type { SettingKey, SettingsLayer } from '../../../shared/model/session-settings.ts';
import { CATEGORIES, type Category } from './setting-lines.ts';

/** What of a connection is about SSH alone. */
const SSH_ONLY: ReadonlySet<SettingKey> = new Set([
  'port',
  'user',
  'keepalive',
  'tcpKeepalive',
  'compression',
  'legacyAlgorithms',
] satisfies SettingKey[]);
const TERMINAL_ONLY: ReadonlySet<string> = new Set(['terminal', 'appearance', 'environment', 'logging', 'forwards']);
const DESKTOP = 'rdp';

/**
 * The categories that count for what is edited: folders and the Default Settings have all, a session those of its protocol, its own
 * first. What the record itself has set is never hidden: an imported session may have settings of the other kind.
 */
export function categoriesFor(protocol: Protocol | undefined, own: SettingsLayer): readonly Category[] {
  if (protocol === undefined) return CATEGORIES;
  const isOwn = ({ lines }: Category): boolean => lines.some(({ key }) => own[key] !== undefined);
  if (protocol === 'ssh') return CATEGORIES.filter((one) => one.id !== DESKTOP || isOwn(one));
  const shown = CATEGORIES.filter((one) => !TERMINAL_ONLY.has(one.id) || isOwn(one)).map(
    (one): Category => ({ ...one, noted: false, lines: one.lines.filter(({ key }) => !SSH_ONLY.has(key) || own[key] !== undefined) }),
  );
  return [...shown.filter(({ id }) => id === DESKTOP), ...shown.filter(({ id }) => id !== DESKTOP)];
}
