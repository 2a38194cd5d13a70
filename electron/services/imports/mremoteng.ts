import { AppError } from '../../../shared/model/errors.ts';
import {
  cleanFolder,
  cleanName,
  draftSettings,
  sessionDraft,
  setRdpUser,
  splitUser,
  wholeNumber,
  type Draft,
  type Parsed,
  type SettingsDraft,
} from './draft.ts';
import { decryptMRemote, MAX_KDF_ITERATIONS, MREMOTENG_PASSWORD, type MRemoteCipher } from './mremoteng-crypto.ts';
import type { SessionSettings } from '../../../shared/model/session-settings.ts';
import { parseXml, type XmlElement } from './xml-elements.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What `Protected` says when the password is right. */
const PROOFS = ['ThisIsProtected', 'ThisIsNotProtected'];

/**
 * mRemoteNG's `confCons.xml`, as a whole or encrypted in full. Passwords in it are never read; the password of the file is needed only for full
 * encryption, and when given it must be right. Throws `invalid-input`.
 */
export async function parseMRemoteNg(text: string, what: string, password?: string): Promise<Parsed> {
  const root = parseXml(text, what);
  if (!/^(?:mrng:)?Connections$/u.test(root.name)) {
    throw new AppError('invalid-input', texts().importErrors.notMRemote(what), {
      hint: texts().importErrors.chooseXml,
    });
  }
  const given = password === undefined || password === '' ? undefined : password;
  const tree = await readTree(root, what, given);
  const drafts: Draft[] = [];
  const names = new Set<string>();
  collectNames(tree, names);
  for (const child of tree.children) walk(child, [], {}, names, drafts);
  return { drafts, problems: [] };
}

async function readTree(root: XmlElement, what: string, given: string | undefined): Promise<XmlElement> {
  const full = root.attributes['FullFileEncryption']?.toLowerCase() === 'true';
  const proof = root.attributes['Protected'] ?? '';
  if (!full && given === undefined) return root;
  const cipher = cipherOf(root, what);
  const wrong = (): AppError =>
    given === undefined
      ? new AppError('invalid-input', texts().importErrors.encrypted(what), { hint: texts().importErrors.giveMRemote })
      : new AppError('invalid-input', texts().importErrors.notThePassword(what), { hint: texts().importErrors.typeMRemote });
  const tried = given ?? MREMOTENG_PASSWORD;
  // With CBC a wrong password may decrypt to anything, so the proof decides.
  if (proof !== '' && !PROOFS.includes((await decryptMRemote(proof, tried, cipher)) ?? '')) throw wrong();
  if (!full) return root;
  const inner = await decryptMRemote(root.text, tried, cipher);
  if (inner === undefined) throw wrong();
  const tree = parseXml(`<Connections>${inner.replace(/^\ufeff?<\?xml[^>]*\?>/u, '')}</Connections>`, what);
  // The nodes alone, or a whole document again.
  const only = tree.children.length === 1 ? tree.children[0] : undefined;
  return only !== undefined && /^(?:mrng:)?Connections$/u.test(only.name) ? only : tree;
}

function cipherOf(root: XmlElement, what: string): MRemoteCipher {
  const engine = root.attributes['EncryptionEngine'];
  if (engine === undefined) return { kind: 'cbc' };
  const mode = root.attributes['BlockCipherMode'] ?? '';
  if (engine !== 'AES' || mode !== 'GCM') {
    throw new AppError('invalid-input', texts().importErrors.otherCipher(what, engine.slice(0, 20), mode.slice(0, 20)), {
      hint: texts().importErrors.chooseGcm,
    });
  }
  const iterations = wholeNumber(root.attributes['KdfIterations']) ?? 1_000;
  if (iterations < 1 || iterations > MAX_KDF_ITERATIONS) {
    throw new AppError('limit', texts().importErrors.manyRounds(what, iterations, MAX_KDF_ITERATIONS));
  }
  return { kind: 'gcm', iterations };
}

function collectNames(element: XmlElement, names: Set<string>): void {
  for (const child of element.children) {
    if (child.attributes['Type'] === 'Connection') names.add(child.attributes['Name'] ?? '');
    collectNames(child, names);
  }
}

type Attributes = Readonly<Record<string, string>>;

const INHERITABLE = [
  ...['Username', 'Port', 'Protocol', 'PuttySession', 'SSHTunnelConnectionName', 'SSHOptions', 'PreExtApp', 'PostExtApp'],
  ...['Domain', 'RDGatewayUsageMethod', 'RDGatewayHostname', 'Resolution', 'RedirectClipboard', 'RedirectDiskDrives', 'RedirectSound'],
];

/** `InheritX="true"` takes X from the container above, which may have it from its own. */
function inherited(own: Attributes, above: Attributes): Attributes {
  const out: Record<string, string> = Object.assign(Object.create(null), own);
  for (const key of INHERITABLE) {
    if (own[`Inherit${key}`]?.toLowerCase() !== 'true') continue;
    const value = above[key];
    if (value !== undefined) out[key] = value;
  }
  return out;
}

function walk(element: XmlElement, folder: readonly string[], above: Attributes, names: ReadonlySet<string>, drafts: Draft[]): void {
  if (element.name !== 'Node') return;
  const attributes = inherited(element.attributes, above);
  const name = attributes['Name'] ?? '';
  if (attributes['Type'] === 'Container') {
    const path = [...folder, name];
    const clean = cleanName(name);
    // An empty container has no session that would make it.
    if (element.children.length === 0) {
      drafts.push({ kind: 'folder', name: clean.name, folder: cleanFolder(folder), settings: {}, notes: clean.notes });
    }
    for (const child of element.children) walk(child, path, attributes, names, drafts);
  } else drafts.push(connection(name, folder, attributes, names));
}

function connection(name: string, folder: readonly string[], attributes: Attributes, names: ReadonlySet<string>): Draft {
  const protocol = attributes['Protocol'] ?? '';
  if (protocol === 'RDP') return remoteDesktop(name, folder, attributes, names);
  if (protocol !== 'SSH2') {
    const why =
      protocol === 'SSH1'
        ? texts().importNotes.noSsh1
        : texts().importNotes.sshAndRdpOnly(protocol.slice(0, 30) || texts().importNotes.other);
    return { kind: 'skipped', what: 'session', name: cleanName(name).name, folder: cleanFolder(folder), why };
  }
  const draft = draftSettings();
  const split = splitUser(attributes['Hostname'] ?? '');
  const user = split.user === '' ? (attributes['Username'] ?? '') : split.user;
  draft.set('port', wholeNumber(attributes['Port']) ?? 22, texts().importFields.port);
  if (user !== '') draft.set('user', user, texts().importFields.userName);
  takeTunnel(draft, attributes, names);
  const putty = attributes['PuttySession'] ?? '';
  if (putty !== '' && putty !== 'Default Settings') draft.note(texts().importNotes.puttySettings(putty));
  if ((attributes['PreExtApp'] ?? '') + (attributes['PostExtApp'] ?? '') !== '') draft.note(texts().importNotes.programs);
  if ((attributes['SSHOptions'] ?? '') !== '') draft.note(texts().importNotes.ownOptions);
  return sessionDraft({ name, folder, host: split.host, draft });
}

function takeTunnel(draft: SettingsDraft, attributes: Attributes, names: ReadonlySet<string>): void {
  const tunnel = attributes['SSHTunnelConnectionName'] ?? '';
  if (tunnel !== '' && names.has(tunnel)) {
    draft.set('jump', [tunnel], texts().importFields.sshTunnel);
    draft.note(texts().importNotes.bringConnection(tunnel));
  } else if (tunnel !== '') draft.note(texts().importNotes.noTunnel(tunnel));
  if ((attributes['Password'] ?? '') !== '') draft.note(texts().importNotes.noPassword);
}

const SOUNDS: Readonly<Record<string, SessionSettings['rdpSound']>> = {
  BringToThisComputer: 'here',
  LeaveAtRemoteComputer: 'server',
  DoNotPlay: 'off',
};

function remoteDesktop(name: string, folder: readonly string[], attributes: Attributes, names: ReadonlySet<string>): Draft {
  const draft = draftSettings();
  const given = (key: string): string => attributes[key] ?? '';
  draft.note(texts().importNotes.desktop);
  draft.set('rdpPort', wholeNumber(attributes['Port']) ?? 3_389, texts().importFields.port);
  setRdpUser(draft, given('Username'), given('Domain'));
  if (/^(?:Always|Detect)$/u.test(given('RDGatewayUsageMethod')) && given('RDGatewayHostname') !== '') {
    draft.set('rdpGateway', given('RDGatewayHostname'), texts().importFields.gateway);
  }
  const [, width, height] = /^Res(\d{3,5})x(\d{3,5})$/u.exec(given('Resolution')) ?? [];
  if (width !== undefined && height !== undefined) {
    draft.set('rdpWidth', Number(width), texts().importFields.width);
    draft.set('rdpHeight', Number(height), texts().importFields.height);
  } else if (given('Resolution') === 'Fullscreen') draft.set('rdpScreen', 'full');
  if (given('RedirectClipboard') !== '') draft.set('rdpClipboard', given('RedirectClipboard').toLowerCase() === 'true');
  if (/^(?:true|local|all)$/iu.test(given('RedirectDiskDrives'))) draft.note(texts().importNotes.drives);
  const sound = given('RedirectSound');
  if (Object.hasOwn(SOUNDS, sound)) draft.set('rdpSound', SOUNDS[sound] ?? 'here');
  if (given('ConnectToConsole').toLowerCase() === 'true') draft.set('rdpAdmin', true);
  takeTunnel(draft, attributes, names);
  return sessionDraft({ name, folder, host: given('Hostname'), draft, protocol: 'rdp' });
}
