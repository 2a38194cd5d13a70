import { displayText } from '../../../shared/model/display-text.ts';
import type { Protocol, SessionTarget } from '../../../shared/model/session.ts';
import { BUILT_IN, type SessionSettings, type SettingsLayer } from '../../../shared/model/session-settings.ts';
import { texts } from '../../../shared/texts/current.ts';

/** `user@host:port`, or the instance. Two sessions that say the same here lead to the same place. */
export function targetText(target: SessionTarget, user: string, port: number): string {
  const who = user === '' ? '' : `${user}@`;
  if (target.kind === 'instance') return texts().importNotes.instanceIn(who, target.instance, target.region, port);
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
  const parts = [`${protocol === 'rdp' ? texts().importNotes.remoteDesktop : ''}${part(targetText(target, login.user, login.port))}`];
  return displayText([...parts, ...effects(settings, protocol)].join(', '), 1_000);
}

/** The same of a folder or the Default Settings, which hand it down to every session in them. */
export function layerSummary(settings: SettingsLayer): string {
  const count = Object.keys(settings).length;
  const parts = [count === 1 ? texts().importNotes.oneSetting : texts().importNotes.settings(count), ...effects(settings, 'ssh')];
  return displayText(parts.join(', '), 1_000);
}

function effects(settings: SettingsLayer, protocol: Protocol): string[] {
  const parts: string[] = [];
  if (protocol === 'rdp') {
    if (settings.rdpGateway !== undefined && settings.rdpGateway !== '')
      parts.push(texts().importNotes.throughGateway(part(settings.rdpGateway)));
    if (settings.rdpDrives === true) parts.push(texts().importNotes.sharesHome);
    const lines = settings.rdpExtraLines?.length ?? 0;
    if (lines > 0) parts.push(lines === 1 ? texts().importNotes.oneLine : texts().importNotes.lines(lines));
  }
  if (settings.jump !== undefined && settings.jump.length > 0) parts.push(texts().importNotes.through(part(settings.jump.join(', '))));
  if (settings.proxy !== undefined && settings.proxy.kind !== 'none') {
    parts.push(
      texts().importNotes.proxy(settings.proxy.kind === 'http' ? 'HTTP' : 'SOCKS 5', part(`${settings.proxy.host}:${settings.proxy.port}`)),
    );
  }
  if (settings.key?.kind === 'file') parts.push(texts().importNotes.key(part(settings.key.path)));
  if (settings.agentForwarding === true) parts.push(texts().importNotes.agentForwarding);
  if (settings.remoteCommand !== undefined && settings.remoteCommand !== '')
    parts.push(texts().importNotes.runs(part(settings.remoteCommand)));
  const forwards = settings.forwards?.length ?? 0;
  if (forwards > 0) parts.push(forwards === 1 ? texts().importNotes.oneForward : texts().importNotes.forwards(forwards));
  const variables = settings.environment?.length ?? 0;
  if (variables > 0) parts.push(variables === 1 ? texts().importNotes.oneVariable : texts().importNotes.variables(variables));
  if (settings.logging !== undefined && settings.logging !== 'off') {
    const how =
      settings.logClash === 'overwrite'
        ? texts().importNotes.overwrites
        : settings.logClash === 'append'
          ? texts().importNotes.appends
          : texts().importNotes.logsTo;
    parts.push(`${how} ${part(settings.logFile ?? BUILT_IN.logFile)}`);
  }
  if (settings.hostKeyPolicy === 'accept-new') parts.push(texts().importNotes.acceptsNew);
  return parts;
}

const MAX_WARNINGS = 8;

/** What somebody should know before they take such settings from a file of others. */
export function settingWarnings(settings: SettingsLayer): readonly string[] {
  const warnings = (settings.pinnedHostKeys ?? []).map((pin) => texts().importNotes.trustsPin(pin));
  for (const forward of settings.forwards ?? []) {
    if (forward.kind === 'remote') {
      warnings.push(texts().importNotes.reachFromHere(part(`${forward.host}:${forward.hostPort}`)));
    } else if (!isLoopback(forward.bind)) {
      warnings.push(texts().importNotes.usedByOthers(part(`${forward.bind}:${forward.port}`)));
    }
  }
  const more = warnings.length - MAX_WARNINGS;
  return more > 0 ? [...warnings.slice(0, MAX_WARNINGS), texts().importNotes.moreKind(more)] : warnings;
}

function isLoopback(bind: string): boolean {
  const bare = bind.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  return bare === '' || bare === 'localhost' || bare === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(bare);
}
