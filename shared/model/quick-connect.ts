import { texts, type Texts } from '../texts/current.ts';

/** What a person typed to connect to. */
export type QuickConnect =
  | { readonly kind: 'empty' }
  /** `port` and `user` only where they were typed. An IPv6 address is without its brackets. */
  | { readonly kind: 'address'; readonly host: string; readonly port?: number; readonly user?: string }
  /** No address, but it may still be the name of a session or an instance. `why` says what is wrong, and what to type. */
  | { readonly kind: 'bad'; readonly why: string };

const LONGEST = 1_024;
const LONGEST_HOST = 255;
const LONGEST_USER = 256;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/u;
/** Groups of hexadecimal digits and colons, with a zone (`%eth0`) behind them. */
const IPV6 = /^[0-9a-f:]*(?:\d{1,3}(?:\.\d{1,3}){3})?(?:%[A-Za-z0-9._-]+)?$/iu;
const HOST = /^[A-Za-z0-9._-]+$/u;

/** What is said of a text that is no address. */
const words = (): Texts['quickConnect']['address'] => texts().quickConnect.address;

/**
 * Reads `host`, `user@host:port`, `ssh://user@host:port`, `[::1]:2222` and bare IPv6 addresses. The last `@` ends the login name,
 * as in OpenSSH. Never throws.
 */
export function parseQuickConnect(text: string): QuickConnect {
  const typed = text.trim();
  if (typed === '') return { kind: 'empty' };
  if (typed.length > LONGEST) return bad(words().tooLong);
  if (CONTROLS.test(typed)) return bad(words().controls);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined) return scheme === 'ssh' ? parseUri(typed.slice(6)) : bad(words().scheme(scheme));
  const at = typed.lastIndexOf('@');
  const user = at < 0 ? undefined : typed.slice(0, at);
  if (user !== undefined) {
    const wrong = problemOfUser(user);
    if (wrong !== undefined) return bad(wrong);
  }
  return withUser(parseHostAndPort(typed.slice(at + 1)), user);
}

/**
 * Reads `rdp://host`, `rdp://host:port`, `rdp://user@host`, `rdp://DOMAIN%5Cuser@host`. Undefined for a text of no such scheme. The
 * attribute form of Microsoft's clients (`rdp://full%20address=s:host`) is refused. Never throws.
 */
export function parseRdpAddress(text: string): QuickConnect | undefined {
  const typed = text.trim();
  if (!/^rdp:\/\//iu.test(typed)) return undefined;
  if (typed.length > LONGEST) return bad(words().tooLong);
  if (CONTROLS.test(typed)) return bad(words().controls);
  const rest = typed.slice('rdp://'.length);
  if (rest === '') return bad(words().noHost);
  if (rest.includes('=')) return bad(words().attributes);
  return parseUri(rest, 'rdp');
}

// draft-ietf-secsh-scp-sftp-ssh-uri: ssh://[user[;c-params]@]host[:port][/]
function parseUri(rest: string, scheme: 'ssh' | 'rdp' = 'ssh'): QuickConnect {
  const authority = /^[^/?#]*/u.exec(rest)?.[0] ?? '';
  const behind = rest.slice(authority.length);
  if (behind !== '' && behind !== '/') return bad(words().tail(scheme));
  const at = authority.lastIndexOf('@');
  if (at < 0) return parseHostAndPort(authority);
  const user = decode(authority.slice(0, at).split(';')[0] ?? '');
  if (user === undefined) return bad(words().percent);
  const wrong = problemOfUser(user);
  return wrong === undefined ? withUser(parseHostAndPort(authority.slice(at + 1)), user) : bad(wrong);
}

function problemOfUser(user: string): string | undefined {
  if (user === '') return words().noUser;
  if (user.length > LONGEST_USER) return words().longUser(LONGEST_USER);
  // It would stand in the open: in the tab, in the list and in the logs of the server.
  if (user.includes(':')) return words().password;
  if (/\s/u.test(user) || CONTROLS.test(user)) return words().userSpaces;
  return undefined;
}

function parseHostAndPort(text: string): QuickConnect {
  if (text === '') return bad(words().noHost);
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    if (end < 0) return bad(words().noBracket);
    const host = text.slice(1, end);
    const behind = text.slice(end + 1);
    if (!isIpv6(host)) return bad(words().inBrackets);
    if (behind === '') return { kind: 'address', host };
    return behind.startsWith(':') ? withPort(host, behind.slice(1)) : bad(words().afterBracket);
  }
  const colons = text.split(':').length - 1;
  if (colons > 1) {
    return isIpv6(text) ? { kind: 'address', host: text } : bad(words().ipv6WithPort);
  }
  const [host = '', port] = text.split(':');
  const wrong = problemOfHost(host);
  if (wrong !== undefined) return bad(wrong);
  return port === undefined ? { kind: 'address', host } : withPort(host, port);
}

/** Why a text is no host name, IPv4 or IPv6 address; `undefined` when it is one. */
export function problemOfHost(host: string): string | undefined {
  if (host === '') return words().noHost;
  if (host.length > LONGEST_HOST) return words().longHost(LONGEST_HOST);
  if (/\s/u.test(host)) return words().hostSpaces;
  if (host.includes(':')) return isIpv6(host) ? undefined : words().ipv6;
  if (!HOST.test(host)) return words().hostCharacters;
  if (host.startsWith('-')) return words().hyphen;
  if (/^[\d.]+$/u.test(host) && !isIpv4(host)) return words().ipv4;
  return undefined;
}

function withPort(host: string, text: string): QuickConnect {
  if (text === '') return bad(words().noPort);
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? { kind: 'address', host, port } : bad(words().port);
}

function withUser(parsed: QuickConnect, user: string | undefined): QuickConnect {
  return parsed.kind !== 'address' || user === undefined ? parsed : { ...parsed, user };
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/u.test(part) && Number(part) <= 255);
}

/** RFC 4291 section 2.2, with a zone as in RFC 4007 section 11. */
function isIpv6(text: string): boolean {
  if (text.length > 100 || !IPV6.test(text)) return false;
  const address = text.split('%')[0] ?? '';
  const halves = address.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [half, part] of halves.entries()) {
    if (part === '') continue;
    const pieces = part.split(':');
    for (const [index, piece] of pieces.entries()) {
      const last = half === halves.length - 1 && index === pieces.length - 1;
      if (piece.includes('.')) {
        if (!last || !isIpv4(piece)) return false;
        groups += 2;
      } else {
        if (!/^[0-9a-f]{1,4}$/iu.test(piece)) return false;
        groups += 1;
      }
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function bad(why: string): QuickConnect {
  return { kind: 'bad', why };
}

/** The address as it is typed: `user@host:port`, IPv6 in brackets where a port follows. */
export function addressText({ host, port, user }: { readonly host: string; readonly port?: number; readonly user?: string }): string {
  const place = port === undefined ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return user === undefined || user === '' ? place : `${user}@${place}`;
}
