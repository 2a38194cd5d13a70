import { displayText } from '../../../shared/model/display-text.ts';
import type { Protocol, SessionTarget } from '../../../shared/model/session.ts';
import { BUILT_IN, type SessionSettings, type SettingsLayer } from '../../../shared/model/session-settings.ts';

/** `user@host:port`, or the instance. Two sessions that say the same here lead to the same place. */
export function targetText(target: SessionTarget, user: string, port: number): string {
  const who = user === '' ? '' : `${user}@`;
  if (target.kind === 'instance') return `${who}${target.instance} in ${target.region}:${port}`;
  const bare = target.host.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  return `${who}${bare.includes(':') ? `[${bare}]` : bare}:${port}`;
}

/** User and port that a session goes by. */
export function loginOf(
  protocol: Protocol,
  values: Pick<SessionSettings, 'user' | 'port' | 'rdpUser' | 'rdpDomain' | 'rdpPort'>,
): { readonly user: string; readonly port: number } {
  if (protocol === 'ssh') return { user: values.user, port: values.port };
  const { rdpUser, rdpDomain, rdpPort } = values;
  return { user: rdpDomain === '' || rdpUser === '' ? rdpUser : `${rdpDomain}\\${rdpUser}`, port: rdpPort };
}

/** What a session is and does, in one line: what runs or leaves traces is always in it. */
export function sessionSummary(target: SessionTarget, settings: SettingsLayer, protocol: Protocol): string {
  const login = loginOf(protocol, { ...BUILT_IN, ...settings });
  const parts = [`${protocol === 'rdp' ? 'Remote desktop ' : ''}${targetText(target, login.user, login.port)}`];
  if (protocol === 'rdp') {
    if (settings.rdpGateway !== undefined && settings.rdpGateway !== '') parts.push(`through gateway ${settings.rdpGateway}`);
    if (settings.rdpDrives === true) parts.push('shares your home folder with it');
    const lines = settings.rdpExtraLines?.length ?? 0;
    if (lines > 0) parts.push(lines === 1 ? '1 further line' : `${lines} further lines`);
  }
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
