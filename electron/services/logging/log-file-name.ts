import { isAbsolute, join } from 'node:path';

/** Of a host name in a file name; longer ones would not fit with the rest. */
const MAX_HOST = 100;

/** What nothing on any system reads as a program, as its settings or as keys. */
const LOG_NAME = /[^/\\]\.(?:log|txt)$/iu;

/**
 * The path that a pattern means: &Y &M &D &T &H &P as in PuTTY (either case), a leading ~ for the home folder, and a path that is not
 * absolute in it. What the host's name puts in can never lead to another folder. An & before anything else stays.
 * A name that does not end in `.log` or `.txt` gets `.log`: what a server prints is for reading only. An imported session must not have it
 * written into `authorized_keys`, a shell's start-up file or a script.
 */
export function logFileName(
  pattern: string,
  facts: { readonly host: string; readonly port: number; readonly at: Date; readonly homeFolder: string },
): string {
  const { host, port, at, homeFolder } = facts;
  const two = (value: number): string => String(value).padStart(2, '0');
  const values: Readonly<Record<string, string>> = {
    y: String(at.getFullYear()),
    m: two(at.getMonth() + 1),
    d: two(at.getDate()),
    t: `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`,
    h: safeHost(host),
    p: String(port),
  };
  const home = pattern.replace(/^~(?=[/\\]|$)/u, '');
  const filled = home.replace(/&([ymdthp])/giu, (_, letter: string) => values[letter.toLowerCase()] ?? '');
  const path = home !== pattern || !isAbsolute(filled) ? join(homeFolder, filled) : filled;
  return LOG_NAME.test(path) ? path : `${path}.log`;
}

/** Letters, digits and a few marks; no separators, no name that means a folder or a device. */
function safeHost(host: string): string {
  const plain = host
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]/gu, '_')
    .replace(/^\.+|\.+$/gu, (dots) => '_'.repeat(dots.length));
  const name = [...plain].slice(0, MAX_HOST).join('');
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu.test(name) || name === '' ? `_${name}` : name;
}
