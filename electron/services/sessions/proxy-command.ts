import type { ProxySetting } from '../../../shared/model/session-settings.ts';

export type KnownProxyCommand =
  | { readonly kind: 'jump'; readonly jump: readonly string[] }
  | { readonly kind: 'proxy'; readonly proxy: ProxySetting };

/**
 * A ProxyCommand whose whole meaning is a jump host (`ssh -W %h:%p host`) or a proxy (`nc -X 5 -x host:port %h %p`): Gangway does these
 * itself, without the command. `undefined` for any other.
 */
export function knowProxyCommand(command: string): KnownProxyCommand | undefined {
  const words = command.trim().split(/[ \t]+/u);
  const name = words[0]?.replace(/^.*[\\/]/u, '').replace(/\.exe$/iu, '');
  const rest = words.slice(1);
  if (name === 'ssh') return knowSsh(rest);
  return name === 'nc' || name === 'ncat' ? undefinedUnlessProxy(rest, name) : undefined;
}

function knowSsh(words: readonly string[]): KnownProxyCommand | undefined {
  const left = words.filter((word) => word !== '-q');
  const place = left.indexOf('-W');
  if (place < 0 || !/^"?(?:%h|\[%h\]):%p"?$/u.test(left[place + 1] ?? '')) return undefined;
  const others = left.toSpliced(place, 2);
  const [host] = others;
  return others.length === 1 && host !== undefined && /^[A-Za-z0-9._@-]+$/u.test(host) && !host.startsWith('-')
    ? { kind: 'jump', jump: [host] }
    : undefined;
}

const NC_KINDS: Readonly<Record<string, 'socks5' | 'http'>> = { '5': 'socks5', connect: 'http', socks5: 'socks5', http: 'http' };

function undefinedUnlessProxy(words: readonly string[], name: 'nc' | 'ncat'): KnownProxyCommand | undefined {
  const [typeFlag, addressFlag] = name === 'nc' ? ['-X', '-x'] : ['--proxy-type', '--proxy'];
  let type: 'socks5' | 'http' | undefined = name === 'nc' ? 'socks5' : 'http';
  let address: string | undefined;
  const left: string[] = [];
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place] ?? '';
    if (word === typeFlag) type = NC_KINDS[words[(place += 1)] ?? ''];
    else if (word === addressFlag) address = words[(place += 1)];
    else left.push(word);
  }
  const [, host, port] = /^([A-Za-z0-9._-]+):(\d{1,5})$/u.exec(address ?? '') ?? [];
  const number = Number(port);
  if (type === undefined || host === undefined || number < 1 || number > 65_535 || left.join(' ') !== '%h %p') return undefined;
  return { kind: 'proxy', proxy: { kind: type, host, port: number, user: '' } };
}
