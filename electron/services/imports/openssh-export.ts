import { isIP } from 'node:net';
import type { Session, SessionBook } from '../../../shared/model/session.ts';
import type { EffectiveSettings, Forward } from '../../../shared/model/session-settings.ts';
import { folderPath, foldersById } from './session-tree.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface OpenSshExportOptions {
  readonly effective: (session: Session) => EffectiveSettings;
  /** The address that an instance has now, where it is known. */
  readonly addressOf: (target: Extract<Session['target'], { kind: 'instance' }>) => string | undefined;
}

/** Sessions as an OpenSSH config: one Host block each. No value can begin another line or directive. */
export function formatOpenSshConfig(
  book: SessionBook,
  sessions: readonly Session[],
  options: OpenSshExportOptions,
): { readonly text: string; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const folders = foldersById(book);
  const aliases = nameAliases(sessions);
  const blocks: string[] = [];
  for (const session of sessions) {
    const alias = aliases.byId.get(session.id);
    const note = (text: string): void => void notes.push(texts().importNotes.about(session.name, text));
    const { target } = session;
    const host = target.kind === 'host' ? target.host : options.addressOf(target);
    if (alias === undefined) continue;
    if (session.protocol === 'rdp') {
      note(texts().importNotes.forDesktop);
      continue;
    }
    if (host === undefined) {
      note(texts().importNotes.noAddress);
      continue;
    }
    const lines = [`# ${oneLine([...folderPath(session.folder, folders), session.name].join(' / '))}`];
    if (target.kind === 'instance') {
      lines.push(`# Instance ${oneLine(target.instance)} in ${oneLine(target.region)}; its address when this was exported:`);
    }
    lines.push(`Host ${alias}`, `  HostName ${percent(host.replace(/^\[(.*)\]$/u, '$1'))}`);
    blocks.push([...lines, ...directives(options.effective(session), aliases.byName, note).map((line) => `  ${line}`)].join('\n'));
  }
  const head = '# Sessions of Gangway. OpenSSH reads this file with: Include <path of this file>';
  return { text: `${[head, ...blocks].join('\n\n')}\n`, notes };
}

function directives(effective: EffectiveSettings, aliases: ReadonlyMap<string, string>, note: (text: string) => void): string[] {
  const { values, origins } = effective;
  const lines: string[] = [];
  /** Quoted; what OpenSSH cannot hold is noted. */
  const add = (keyword: string, value: string): void => {
    const quoted = quote(value);
    if (quoted === undefined) note(texts().importNotes.unwritable(keyword));
    else lines.push(`${keyword} ${quoted}`);
  };
  const expanded = (keyword: string, value: string): void => {
    // There is no way to write a literal ${ in these.
    if (value.includes('${')) note(texts().importNotes.dollarBrace(keyword));
    else add(keyword, percent(value));
  };
  if (values.port !== 22) lines.push(`Port ${values.port}`);
  if (values.user !== '') {
    if (/[$%]/u.test(values.user)) note(texts().importNotes.userSigns);
    else add('User', values.user);
  }
  if (values.addressFamily !== 'any') lines.push(`AddressFamily ${values.addressFamily === 'ipv4' ? 'inet' : 'inet6'}`);
  if (origins.connectTimeout !== undefined) lines.push(`ConnectTimeout ${values.connectTimeout}`);
  if (values.keepalive > 0) lines.push(`ServerAliveInterval ${values.keepalive}`);
  if (!values.tcpKeepalive && origins.tcpKeepalive !== undefined) lines.push('TCPKeepAlive no');
  if (values.compression) lines.push('Compression yes');
  if (values.proxy.kind !== 'none') note(texts().importNotes.proxyLeft);
  if (values.key.kind === 'file') {
    expanded('IdentityFile', values.key.path);
    lines.push('IdentitiesOnly yes');
  } else if (values.key.kind === 'none') lines.push('PubkeyAuthentication no');
  else if (values.key.kind === 'vault') note(texts().importNotes.vaultKeyLeft);
  if (values.certificate !== '') expanded('CertificateFile', values.certificate);
  if (values.agentForwarding) lines.push('ForwardAgent yes');
  if (origins.authMethods !== undefined) lines.push(`PreferredAuthentications ${values.authMethods.join(',')}`);
  if (values.hostKeyPolicy !== 'ask') lines.push(`StrictHostKeyChecking ${values.hostKeyPolicy === 'strict' ? 'yes' : 'accept-new'}`);
  if (values.pinnedHostKeys.length > 0) note(texts().importNotes.pinsLeft);
  if (values.jump.length > 0) {
    const jumps = values.jump.map(
      (jump) =>
        aliases.get(jump) ??
        // `none` would mean no jump host at all, so a way that nobody chose.
        (/^(?:[A-Za-z0-9._-]+@)?(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/u.test(jump) &&
        !jump.startsWith('-') &&
        jump.toLowerCase() !== 'none'
          ? jump
          : undefined),
    );
    if (jumps.includes(undefined)) note(texts().importNotes.jumpsLeft);
    else lines.push(`ProxyJump ${jumps.join(',')}`);
  }
  for (const { name, value } of values.environment) add('SetEnv', `${name}=${value}`);
  for (const forward of values.forwards) lines.push(forwardLine(forward));
  const command = values.remoteCommand;
  if (command !== '') {
    // The rest of the line is the command, as it is: quotes are not taken away, and a break would begin a directive.
    if (/[\u0000-\u001f\u007f]/u.test(command) || /^[\s="]|\s$/u.test(command) || command === 'none' || !quotesClose(command)) {
      note(texts().importNotes.commandLeft);
    } else lines.push(`RemoteCommand ${percent(command)}`, 'RequestTTY yes');
  }
  return lines;
}

function forwardLine(forward: Forward): string {
  const bracket = (host: string): string => (isIP(host) === 6 || host.includes(':') ? `[${host.replace(/^\[(.*)\]$/u, '$1')}]` : host);
  const listen = `${forward.bind === '' ? '' : `${bracket(forward.bind)}:`}${forward.port}`;
  if (forward.kind === 'dynamic') return `DynamicForward ${listen}`;
  return `${forward.kind === 'local' ? 'LocalForward' : 'RemoteForward'} ${percent(listen)} ${percent(bracket(forward.host))}:${forward.hostPort}`;
}

/** OpenSSH splits the line before it takes the rest of it as it is, and refuses one with an open quote (argv_split in its misc.c). */
function quotesClose(command: string): boolean {
  let quote = '';
  for (let at = 0; at < command.length; at += 1) {
    const sign = command[at] ?? '';
    const next = command[at + 1] ?? '';
    if (sign === '\\' && (next === '"' || next === "'" || next === '\\' || (quote === '' && next === ' '))) at += 1;
    else if (quote === '' && (sign === '"' || sign === "'")) quote = sign;
    else if (sign === quote) quote = '';
  }
  return quote === '';
}

/** OpenSSH expands `%` in these. */
function percent(value: string): string {
  return value.replaceAll('%', '%%');
}

/** In double quotes, `"` and `\` escaped where OpenSSH 8.7 and later takes them so. `undefined`: has a control character. */
function quote(value: string): string | undefined {
  if (/[\u0000-\u001f\u007f]/u.test(value)) return undefined;
  return `"${value.replace(/\\(?=["'\\])|\\$|"/gu, String.raw`\$&`)}"`;
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, ' ');
}

/** Aliases without blanks, patterns or signs, each given once. */
function nameAliases(sessions: readonly Session[]): {
  readonly byId: ReadonlyMap<string, string>;
  readonly byName: ReadonlyMap<string, string>;
} {
  // `ProxyJump none` has a meaning of its own.
  const taken = new Set<string>(['none']);
  const byId = new Map<string, string>();
  const byName = new Map<string, string>();
  const next = new Map<string, number>();
  for (const { id, name } of sessions) {
    const stem =
      name
        .replace(/[^\p{L}\p{N}._-]+/gu, '-')
        .replace(/^[-.]+/u, '')
        .replace(/-$/u, '')
        .slice(0, 60) || 'session';
    let alias = stem;
    for (let number = next.get(stem) ?? 2; taken.has(alias.toLowerCase()); number += 1) {
      alias = `${stem}-${number}`;
      next.set(stem, number + 1);
    }
    taken.add(alias.toLowerCase());
    byId.set(id, alias);
    if (!byName.has(name)) byName.set(name, alias);
  }
  return { byId, byName };
}
