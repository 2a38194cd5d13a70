import { isIP } from 'node:net';
import type { Forward } from '../../shared/model/session-settings.ts';
import { texts } from '../../shared/texts/current.ts';

/**
 * What the words of LocalForward, RemoteForward and DynamicForward say, or why it cannot be done here. `bind` is empty for this computer
 * alone; `*` becomes `0.0.0.0`, all of its addresses.
 */
export function parseForward(keyword: string, words: readonly string[]): Forward | { readonly refused: string } {
  const [listen = '', to] = words;
  if (words.some((word) => word.includes('/') && !/^[^/]*\/\d+$/u.test(word))) return { refused: texts().configTexts.unixSockets };
  const from = parseListen(listen);
  if (from === undefined) return { refused: texts().configTexts.badListen };
  if (keyword === 'dynamicforward') return from.port === 0 ? { refused: texts().configTexts.noPort } : { kind: 'dynamic', ...from };
  if (to === undefined) return { refused: keyword === 'remoteforward' ? texts().configTexts.noRemoteSocks : texts().configTexts.noTarget };
  const target = parseAddress(to.replace(/\/(?=\d+$)/u, ':'));
  if (target === undefined || target.host === '') return { refused: texts().configTexts.badTarget };
  const kind = keyword === 'remoteforward' ? 'remote' : 'local';
  if (kind === 'local' && from.port === 0) return { refused: texts().configTexts.noPort };
  return { kind, ...from, host: target.host, hostPort: target.port };
}

function parseListen(text: string): { bind: string; port: number } | undefined {
  const plain = text.replace(/\/(?=\d+$)/u, ':');
  const address = /^\d{1,5}$/u.test(plain) ? { host: undefined, port: Number(plain) } : parseAddress(plain, 0);
  if (address === undefined || address.port > 65_535) return undefined;
  const { host, port } = address;
  if (host === '*' || host === '') return { bind: '0.0.0.0', port };
  return { bind: host ?? '', port };
}

/** `host:port` or `[IPv6]:port`. */
function parseAddress(text: string, least = 1): { host: string; port: number } | undefined {
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/u.exec(text);
  if (parts === null) return undefined;
  const host = parts[1] ?? parts[2] ?? '';
  const port = Number(parts[3]);
  if (port < least || port > 65_535) return undefined;
  return parts[1] !== undefined && host !== '' && isIP(host) === 0 && !/^[\w.*-]+$/u.test(host) ? undefined : { host, port };
}
