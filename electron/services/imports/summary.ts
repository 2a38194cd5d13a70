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

/** Of each part of a summary, so that a long one does not push the others out. UTF-16 units. */
const MAX_PART = 80;
const part = (text: string): string => displayText(text, MAX_PART);

/** What a session is and does, in one line: what runs or leaves traces is always in it. */
export function sessionSummary(target: SessionTarget, settings: SettingsLayer, protocol: Protocol): string {
  const login = loginOf(protocol, { ...BUILT_IN, ...settings });
  const parts = [`${protocol === 'rdp' ? 'Remote desktop ' : ''}${part(targetText(target, login.user, login.port))}`];
  return displayText([...parts, ...effects(settings, protocol)].join(', '), 1_000);
}

/** The same of a folder or the Default Settings, which hand it down to every session in them. */
export function layerSummary(settings: SettingsLayer): string {
  const count = Object.keys(settings).length;
  const parts = [count === 1 ? '1 setting' : `${count} settings`, ...effects(settings, 'ssh')];
  return displayText(parts.join(', '), 1_000);
}

function effects(settings: SettingsLayer, protocol: Protocol): string[] {
  const parts: string[] = [];
  if (protocol === 'rdp') {
    if (settings.rdpGateway !== undefined && settings.rdpGateway !== '') parts.push(`through gateway ${part(settings.rdpGateway)}`);
    if (settings.rdpDrives === true) parts.push('shares your home folder with it');
    const lines = settings.rdpExtraLines?.length ?? 0;
    if (lines > 0) parts.push(lines === 1 ? '1 further line' : `${lines} further lines`);
  }
  if (settings.jump !== undefined && settings.jump.length > 0) parts.push(`through ${part(settings.jump.join(', '))}`);
  if (settings.proxy !== undefined && settings.proxy.kind !== 'none') {
    parts.push(`${settings.proxy.kind === 'http' ? 'HTTP' : 'SOCKS 5'} proxy ${part(`${settings.proxy.host}:${settings.proxy.port}`)}`);
  }
  if (settings.key?.kind === 'file') parts.push(`key ${part(settings.key.path)}`);
  if (settings.agentForwarding === true) parts.push('agent forwarding');
  if (settings.remoteCommand !== undefined && settings.remoteCommand !== '') parts.push(`runs “${part(settings.remoteCommand)}” there`);
  const forwards = settings.forwards?.length ?? 0;
  if (forwards > 0) parts.push(forwards === 1 ? '1 forward' : `${forwards} forwards`);
  const variables = settings.environment?.length ?? 0;
  if (variables > 0) parts.push(variables === 1 ? '1 environment variable' : `${variables} environment variables`);
  if (settings.logging !== undefined && settings.logging !== 'off') {
    const how = settings.logClash === 'overwrite' ? 'overwrites' : settings.logClash === 'append' ? 'appends to' : 'logs to';
    parts.push(`${how} ${part(settings.logFile ?? BUILT_IN.logFile)}`);
  }
  if (settings.hostKeyPolicy === 'accept-new') parts.push('accepts new host keys unasked');
  return parts;
}

const MAX_WARNINGS = 8;

/** What somebody should know before they take such settings from a file of others. */
export function settingWarnings(settings: SettingsLayer): readonly string[] {
  const warnings = (settings.pinnedHostKeys ?? []).map((pin) => `It trusts a server with the host key ${pin} without a question.`);
  for (const forward of settings.forwards ?? []) {
    if (forward.kind === 'remote') {
      warnings.push(`Its forward lets the server reach ${part(`${forward.host}:${forward.hostPort}`)} from this computer.`);
    } else if (!isLoopback(forward.bind)) {
      warnings.push(`Its forward on ${part(`${forward.bind}:${forward.port}`)} can be used by other computers.`);
    }
  }
  const more = warnings.length - MAX_WARNINGS;
  return more > 0 ? [...warnings.slice(0, MAX_WARNINGS), `And ${more} more of the kind.`] : warnings;
}

function isLoopback(bind: string): boolean {
  const bare = bind.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  return bare === '' || bare === 'localhost' || bare === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(bare);
}
