import { access } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { settingFields } from '../../../shared/contract/session-settings.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { AuthMethod, SessionSettings, SettingKey, SettingsLayer } from '../../../shared/model/session-settings.ts';
import type { EvaluatedHost } from '../../ssh-config/evaluate.ts';
import { expand, expandPath } from '../../ssh-config/tokens.ts';
import { knowProxyCommand } from './proxy-command.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface SshConfigLayer {
  /** What the config says, in Gangway's settings; everything in it is within their limits. */
  readonly layer: SettingsLayer;
  /** Whole paths, in the order of the config. */
  readonly identityFiles: readonly string[];
  /** What it says and Gangway does not do, or does in another way. */
  readonly notes: readonly string[];
}

type Draft = { -readonly [K in SettingKey]?: SessionSettings[K] };

/** Is there a file of this name? */
export type FileExists = (path: string) => Promise<boolean>;

export const fileExists: FileExists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * What a host of an OpenSSH config comes to in Gangway's settings. Port and user are always given, as `ssh` has them; of the rest only
 * what the config names, so that Gangway's Default Settings say the rest.
 */
export async function sshConfigLayer(host: EvaluatedHost, exists: FileExists = fileExists): Promise<SshConfigLayer> {
  const notes: string[] = [];
  const draft: Draft = { port: host.port, user: host.user };
  const identityFiles = paths(host, 'identityfile', host.identityFiles, notes);
  await takeKey(host, draft, identityFiles, exists, notes);
  await takeCertificate(host, draft, exists, notes);
  takeWay(host, draft, notes);
  takePlain(host, draft, notes);
  takeMethods(host, draft, notes);
  takeNotes(host, notes);
  const shown = notes.map((note) => displayText(note, 400));
  return { layer: withinLimits(draft, shown), identityFiles, notes: [...host.notes, ...shown] };
}

function paths(host: EvaluatedHost, keyword: string, values: readonly string[], notes: string[]): readonly string[] {
  const found: string[] = [];
  for (const value of values) {
    if (value.toLowerCase() === 'none') continue;
    try {
      const path = expandPath(keyword, value, host.tokens);
      // ssh starts from its working folder, which for a window is anywhere; the home folder is where a shell starts.
      found.push(isAbsolute(path) ? path : join(host.tokens.homeFolder, path));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      notes.push(error.message);
    }
  }
  return found;
}

async function takeKey(host: EvaluatedHost, draft: Draft, files: readonly string[], exists: FileExists, notes: string[]): Promise<void> {
  if (host.identityFiles.length > 0 && files.length === 0 && host.identityFiles.every((file) => file.toLowerCase() === 'none')) {
    if (host.values.get('identityagent')?.toLowerCase() === 'none') draft.key = { kind: 'none' };
    return;
  }
  for (const path of files) {
    // Of a key that only the agent holds, the public half is enough.
    const there = (await exists(path)) ? path : (await exists(`${path}.pub`)) ? `${path}.pub` : undefined;
    if (there === undefined) continue;
    draft.key = { kind: 'file', path: there };
    const others = files.filter((other) => other !== path);
    if (others.length > 0) notes.push(texts().sessionErrors.onlyKey(there, others.join(', ')));
    return;
  }
  if (files.length > 0)
    notes.push(
      files.length === 1 ? texts().sessionErrors.keyMissing(files.join(', ')) : texts().sessionErrors.keysMissing(files.join(', ')),
    );
}

async function takeCertificate(host: EvaluatedHost, draft: Draft, exists: FileExists, notes: string[]): Promise<void> {
  for (const path of paths(host, 'certificatefile', host.certificateFiles, notes)) {
    if (draft.certificate === undefined && (await exists(path))) draft.certificate = path;
    else
      notes.push(
        draft.certificate === undefined ? texts().sessionErrors.certificateMissing(path) : texts().sessionErrors.certificateUnused(path),
      );
  }
}

function takeWay(host: EvaluatedHost, draft: Draft, notes: string[]): void {
  const { proxyCommand } = host;
  if (host.values.has('proxyjump') || host.values.has('proxycommand')) draft.jump = host.jump.map(plainHop);
  if (proxyCommand === undefined) return;
  const known = knowProxyCommand(proxyCommand);
  if (known?.kind === 'jump') draft.jump = known.jump;
  if (known?.kind === 'proxy') draft.proxy = known.proxy;
  if (known === undefined) notes.push(texts().sessionErrors.commandNotRun(proxyCommand));
}

/** `ssh://user@host:port/` as `user@host:port`. */
function plainHop(hop: string): string {
  return hop.replace(/^ssh:\/\/([^/]*)\/?$/iu, '$1');
}

const POLICIES: Readonly<Record<string, SessionSettings['hostKeyPolicy']>> = {
  ask: 'ask',
  'accept-new': 'accept-new',
  yes: 'strict',
  no: 'accept-new',
};
const FAMILIES: Readonly<Record<string, SessionSettings['addressFamily']>> = { inet: 'ipv4', inet6: 'ipv6', any: 'any' };

function takePlain(host: EvaluatedHost, draft: Draft, notes: string[]): void {
  const { values } = host;
  const flag = (name: string): boolean | undefined => (values.has(name) ? values.get(name) === 'yes' : undefined);
  const set = <K extends SettingKey>(key: K, value: SessionSettings[K] | undefined): void => {
    if (value !== undefined) draft[key] = value;
  };
  const number = (name: string, least: number, most: number): number | undefined =>
    values.has(name) ? Math.min(most, Math.max(least, Number(values.get(name)))) : undefined;
  set('compression', flag('compression'));
  set('tcpKeepalive', flag('tcpkeepalive'));
  set('keepalive', number('serveraliveinterval', 0, 86_400));
  if (values.get('connecttimeout') !== '0') set('connectTimeout', number('connecttimeout', 1, 600));
  set('addressFamily', FAMILIES[values.get('addressfamily') ?? '']);
  const policy = values.get('stricthostkeychecking');
  set('hostKeyPolicy', POLICIES[policy ?? '']);
  if (policy === 'no') notes.push(texts().sessionErrors.noChecking);
  const agent = values.get('forwardagent');
  if (agent !== undefined) {
    const word = agent.toLowerCase();
    draft.agentForwarding = word !== 'no' && word !== 'false';
    if (!['yes', 'no', 'true', 'false'].includes(word)) notes.push(texts().sessionErrors.usualAgent(agent));
  }
  if (values.get('clearallforwardings') === 'yes') draft.forwards = [];
  else if (host.forwards.length > 0) draft.forwards = host.forwards;
  if (host.setEnv.length > 0) draft.environment = host.setEnv;
  const command = values.get('remotecommand');
  if (command === undefined) return;
  try {
    draft.remoteCommand = command.toLowerCase() === 'none' ? '' : expand('remotecommand', command, host.tokens);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    notes.push(error.message);
  }
}

const METHODS: Readonly<Record<AuthMethod, string>> = {
  publickey: 'pubkeyauthentication',
  'keyboard-interactive': 'kbdinteractiveauthentication',
  password: 'passwordauthentication',
};

function takeMethods(host: EvaluatedHost, draft: Draft, notes: string[]): void {
  const { values } = host;
  const preferred = values.get('preferredauthentications');
  const refused = (method: AuthMethod): boolean => values.get(METHODS[method]) === 'no';
  const all = Object.keys(METHODS) as AuthMethod[];
  if (preferred === undefined && !all.some(refused)) return;
  const order = preferred === undefined ? all : preferred.split(',').filter((name): name is AuthMethod => name in METHODS);
  const methods = [...new Set(order)].filter((method) => !refused(method));
  if (methods.length > 0) draft.authMethods = methods;
  else notes.push(texts().sessionErrors.noMethod);
}

/** What is said in the file and has no place here. */
const notDone = (): Readonly<Record<string, string>> => ({
  hostkeyalias: texts().sessionErrors.hostKeyAlias,
  bindaddress: texts().sessionErrors.systemAddress,
  bindinterface: texts().sessionErrors.systemNetwork,
  localcommand: texts().sessionErrors.noCommands,
  knownhostscommand: texts().sessionErrors.noCommands,
  pkcs11provider: texts().sessionErrors.smartCards,
  securitykeyprovider: texts().sessionErrors.securityKeys,
});

function takeNotes(host: EvaluatedHost, notes: string[]): void {
  for (const [keyword, why] of Object.entries(notDone())) {
    const value = host.values.get(keyword);
    if (value !== undefined && value.toLowerCase() !== 'none') notes.push(texts().sessionErrors.notUsed(keyword, value, why));
  }
  const agent = host.values.get('identityagent');
  if (agent !== undefined && !['none', 'SSH_AUTH_SOCK'].includes(agent)) notes.push(texts().sessionErrors.identityAgent(agent));
  if (host.values.get('forwardx11') === 'yes') notes.push(texts().sessionErrors.noX11);
  if (host.userKnownHostsFiles.length > 0) notes.push(texts().sessionErrors.ownKnownHosts);
  // Debian and others say these for every host in the system's config.
  const sent = host.sendEnv.filter((name) => !/^(?:LANG|LANGUAGE|LC_.*|COLORTERM|NO_COLOR)$/u.test(name));
  if (sent.length > 0) notes.push(texts().sessionErrors.sendEnv(sent.join(' ')));
}

/** Takes away what no session could hold. */
function withinLimits(draft: Draft, notes: string[]): SettingsLayer {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(draft) as [SettingKey, unknown][]) {
    const checked = settingFields()[key].safeParse(value);
    if (checked.success) kept[key] = value;
    else notes.push(texts().sessionErrors.notTaken(key, checked.error.issues[0]?.message ?? texts().sessionErrors.noFit));
  }
  return kept;
}
