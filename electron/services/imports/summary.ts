import { displayText } from '../../../shared/model/display-text.ts';
import type { SessionTarget } from '../../../shared/model/session.ts';
import { BUILT_IN, type SettingsLayer } from '../../../shared/model/session-settings.ts';

/** `user@host:port`, or the instance. Two sessions that say the same here lead to the same place. */
export function targetText(target: SessionTarget, user: string, port: number): string {
  const who = user === '' ? '' : `${user}@`;
  if (target.kind === 'instance') return `${who}${target.instance} in ${target.region}:${port}`;
  const bare = target.host.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  return `${who}${bare.includes(':') ? `[${bare}]` : bare}:${port}`;
}

/** What a session is and does, in one line: what runs or leaves traces is always in it. */
export function sessionSummary(target: SessionTarget, settings: SettingsLayer): string {
  const parts = [targetText(target, settings.user ?? '', settings.port ?? BUILT_IN.port)];
  if (settings.jump !== undefined && settings.jump.length > 0) parts.push(`through ${settings.jump.join(', ')}`);
  if (settings.proxy !== undefined && settings.proxy.kind !== 'none') {
    parts.push(`${settings.proxy.kind === 'http' ? 'HTTP' : 'SOCKS 5'} proxy ${settings.proxy.host}:${settings.proxy.port}`);
  }
  if (settings.key?.kind === 'file') parts.push(`key ${settings.key.path}`);
  if (settings.agentForwarding === true) parts.push('agent forwarding');
  if (settings.remoteCommand !== undefined && settings.remoteCommand !== '')
    parts.push(`runs “${displayText(settings.remoteCommand, 80)}” there`);
  const forwards = settings.forwards?.length ?? 0;
  if (forwards > 0) parts.push(forwards === 1 ? '1 forward' : `${forwards} forwards`);
  if (settings.logging !== undefined && settings.logging !== 'off') {
    const how = settings.logClash === 'overwrite' ? 'overwrites' : settings.logClash === 'append' ? 'appends to' : 'logs to';
    parts.push(`${how} ${settings.logFile ?? BUILT_IN.logFile}`);
  }
  if (settings.hostKeyPolicy === 'accept-new') parts.push('accepts new host keys unasked');
  return displayText(parts.join(', '), 500);
}
