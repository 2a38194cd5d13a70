import type { Forward } from '../../../shared/model/session-settings.ts';

/** PuTTY's lists of pairs: `key=value,key=value`, with `\` before a comma, an equals sign or a backslash that belongs to the text. */
export function parsePuttyPairs(text: string): { readonly key: string; readonly value: string }[] {
  const pairs: { key: string; value: string }[] = [];
  let key = '';
  let value: string | undefined;
  const end = (): void => {
    if (key !== '' || value !== undefined) pairs.push({ key, value: value ?? '' });
    key = '';
    value = undefined;
  };
  const add = (letter: string): void => {
    if (value === undefined) key += letter;
    else value += letter;
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '\\' && at + 1 < text.length) add(text[++at] ?? '');
    else if (letter === ',') end();
    else if (letter === '=' && value === undefined) value = '';
    else add(letter);
  }
  end();
  return pairs;
}

export function formatPuttyPairs(pairs: readonly { readonly key: string; readonly value: string }[]): string {
  const escape = (text: string): string => text.replace(/[\\,=]/gu, String.raw`\$&`);
  return pairs.map(({ key, value }) => `${escape(key)}=${escape(value)}`).join(',');
}

/** `[addr:]port`, the address in brackets where it has colons. */
export function splitPort(text: string): { readonly address: string; readonly port: number } | undefined {
  const colon = text.lastIndexOf(':');
  const digits = text.slice(colon + 1);
  if (!/^\d{1,5}$/u.test(digits)) return undefined;
  const address = (colon === -1 ? '' : text.slice(0, colon)).replace(/^\[(.*)\]$/su, '$1');
  return { address, port: Number(digits) };
}

/**
 * One of PuTTY's PortForwardings: `[46](L|R|D)[addr:]port=host:port`. `undefined` where it cannot be read. `acceptAll`: where no address is
 * given, listen on every interface ("Local ports accept connections from other hosts").
 */
export function parsePuttyForward(
  { key, value }: { readonly key: string; readonly value: string },
  acceptAll: { readonly local: boolean; readonly remote: boolean },
): Forward | undefined {
  const family = key[0] === '4' || key[0] === '6' ? key[0] : '';
  const letter = key[family.length];
  const listen = splitPort(key.slice(family.length + 1));
  if (listen === undefined) return undefined;
  const everywhere = letter === 'R' ? acceptAll.remote : acceptAll.local;
  const bind = bindAddress(listen.address, family, everywhere);
  // Older versions wrote a dynamic forward as a local one to "D".
  if (letter === 'D' || (letter === 'L' && value === 'D')) return { kind: 'dynamic', bind, port: listen.port };
  const to = splitPort(value);
  if (to === undefined || to.address === '' || (letter !== 'L' && letter !== 'R')) return undefined;
  return { kind: letter === 'L' ? 'local' : 'remote', bind, port: listen.port, host: to.address, hostPort: to.port };
}

function bindAddress(address: string, family: string, everywhere: boolean): string {
  if (address !== '') return address;
  if (everywhere) return family === '6' ? '::' : '0.0.0.0';
  return family === '6' ? '::1' : '';
}
