import { isIP } from 'node:net';
import { posix, win32 } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import { MAX_EXTRA_LINES, parseExtraLine } from './extra-lines.ts';
import type { PlanInput } from './plan.ts';

/** UTF-16 units, of user and domain. Windows itself allows 104 for an account and 255 for a DNS domain. */
const MAX_NAME = 256;
const MAX_LABEL = 256;
const MAX_PATH = 4_096;
/** Characters of base64; certificates of desktops have about 1,000. */
const MAX_CERTIFICATE = 65_536;
/** Pixels; MS-RDPBCGR 2.2.1.3.2 has 4096 × 2048 at first, newer versions 8192 × 8192. */
const SIZE = { min: 200, max: 8_192 } as const;

// C0, DEL, C1, and the two separators that some readers take for a line break.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
const DNS_LABEL = /^[\p{L}\p{N}_]([\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u;
const TOKEN = /^[A-Za-z][A-Za-z0-9]{0,63}$/u;

const bad = (what: string, why: string, hint = 'Correct it in the settings of the session.'): AppError =>
  new AppError('invalid-input', `${what} cannot be used for a remote desktop: ${why}.`, { hint });

/**
 * Refuses a text that no generator may see. A profile of Remmina has a line for a command to run, `.rdp` files have no escaping at all,
 * and tags of instances come from whoever may write them: so a line break or any other control character is refused, never removed.
 */
export function checkText(what: string, text: string, max: number): string {
  if (text.length > max) throw bad(what, `it has ${text.length} characters, more than ${max}`);
  if (CONTROL.test(text)) throw bad(what, 'it has a line break or another control character in it');
  if (!text.isWellFormed()) throw bad(what, 'it is no valid Unicode text');
  return text;
}

/** A DNS name or an IP literal without brackets. */
export function checkHost(what: string, host: string): string {
  checkText(what, host, 253);
  if (isIP(host) !== 0) return host;
  const labels = host.replace(/\.$/u, '').split('.');
  if (!labels.every((label) => DNS_LABEL.test(label))) throw bad(what, 'it is neither a DNS name nor an address');
  // 1.2.3 and 300.1.1.1 are no addresses, and programs disagree about what they are.
  if (labels.every((label) => /^\d+$/u.test(label))) throw bad(what, 'it is not a complete address');
  return host;
}

export function checkPort(what: string, port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw bad(what, `${port} is not a port`);
  return port;
}

/** Of a gateway: `host` or `host:port`, IPv6 in brackets. */
export function checkGateway(gateway: string): { readonly host: string; readonly port: number | undefined } | undefined {
  if (gateway === '') return undefined;
  const what = 'The gateway';
  checkText(what, gateway, 300);
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/u.exec(gateway);
  if (match === null) throw bad(what, 'it is not of the form host or host:port');
  const host = checkHost(what, match[1] ?? match[2] ?? '');
  return { host, port: match[3] === undefined ? undefined : checkPort(what, Number(match[3])) };
}

function checkFingerprint(what: string, text: string, bytes: number): string {
  const hex = text.replaceAll(':', '').toUpperCase();
  if (!/^[0-9A-F]*$/u.test(hex) || hex.length !== bytes * 2) throw bad(what, `it is not a fingerprint of ${bytes} bytes`);
  return hex.match(/../gu)?.join(':') ?? '';
}

function checkBase64(what: string, text: string): string {
  if (text.length > MAX_CERTIFICATE || !/^[A-Za-z0-9+/]+={0,2}$/u.test(text)) throw bad(what, 'it cannot be read');
  return text;
}

function checkPath(what: string, path: string): string {
  checkText(what, path, MAX_PATH);
  if (!posix.isAbsolute(path) && !win32.isAbsolute(path)) throw bad(what, 'its path is not absolute');
  return path;
}

function checkSize(what: string, pixels: number): number {
  if (!Number.isInteger(pixels) || pixels < SIZE.min || pixels > SIZE.max) {
    throw bad(what, `${pixels} pixels are not between ${SIZE.min} and ${SIZE.max}`);
  }
  return pixels;
}

/**
 * Every value of a plan, checked before any generator sees it. The domain is taken out of `DOMAIN\user`; fingerprints come back with colons.
 * Throws `AppError('invalid-input')` naming the value.
 */
export function checkValues(input: PlanInput): PlanInput {
  const { client, options } = input;
  checkPath('The client program', client.program);
  checkPath('The folder of the launch', input.folder);
  if (input.home !== undefined) checkPath('The home folder', input.home);
  if (input.configHome !== undefined) checkPath('The folder of settings', input.configHome);
  checkHost('The address', input.host);
  checkPort('The port', input.port);
  checkText('The name of the machine', input.label, MAX_LABEL);
  const typedUser = checkText('The user name', input.user, MAX_NAME);
  const typedDomain = checkText('The domain', input.domain, MAX_NAME);
  if (!TOKEN.test(input.token)) throw new AppError('internal', 'The token of a launch has other characters than letters and digits.');
  checkSize('The width', options.rdpWidth);
  checkSize('The height', options.rdpHeight);
  checkGateway(options.rdpGateway);
  if (options.rdpExtraLines.length > MAX_EXTRA_LINES) throw bad('The list of further lines', `it has more than ${MAX_EXTRA_LINES}`);
  for (const line of options.rdpExtraLines) parseExtraLine(line);
  const slash = typedDomain === '' ? typedUser.indexOf('\\') : -1;
  const user = slash < 0 ? typedUser : typedUser.slice(slash + 1);
  // `.\user` is how Windows writes “an account of the machine itself”, which an empty domain says as well.
  const domain = slash < 0 ? typedDomain : typedUser.slice(0, slash).replace(/^\.$/u, '');
  return {
    ...input,
    user,
    domain,
    certificate: {
      sha256: checkFingerprint('The fingerprint of the certificate', input.certificate.sha256, 32),
      sha1: checkFingerprint('The SHA-1 fingerprint of the certificate', input.certificate.sha1, 20),
      ...(input.certificate.der === undefined ? {} : { der: checkBase64('The certificate', input.certificate.der) }),
    },
  };
}
