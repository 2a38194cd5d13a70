import { isIP } from 'node:net';
import { posix, win32 } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import { MAX_EXTRA_LINES, parseExtraLine } from './extra-lines.ts';
import type { PlanInput } from './plan.ts';
import { texts } from '../../../shared/texts/current.ts';

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

const bad = (what: string, why: string): AppError =>
  new AppError('invalid-input', texts().rdpValues.bad(what, why), { hint: texts().rdpValues.correct });

/**
 * Refuses a text that no generator may see. A profile of Remmina has a line for a command to run, `.rdp` files have no escaping at all,
 * and tags of instances come from whoever may write them: so a line break or any other control character is refused, never removed.
 */
export function checkText(what: string, text: string, max: number): string {
  if (text.length > max) throw bad(what, texts().rdpValues.long(text.length, max));
  if (CONTROL.test(text)) throw bad(what, texts().rdpValues.control);
  if (!text.isWellFormed()) throw bad(what, texts().rdpValues.unicode);
  return text;
}

/** A DNS name or an IP literal without brackets. */
export function checkHost(what: string, host: string): string {
  checkText(what, host, 253);
  if (isIP(host) !== 0) return host;
  const labels = host.replace(/\.$/u, '').split('.');
  if (!labels.every((label) => DNS_LABEL.test(label))) throw bad(what, texts().rdpValues.noHost);
  // 1.2.3 and 300.1.1.1 are no addresses, and programs disagree about what they are.
  if (labels.every((label) => /^\d+$/u.test(label))) throw bad(what, texts().rdpValues.incomplete);
  return host;
}

export function checkPort(what: string, port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw bad(what, texts().rdpValues.noPort(port));
  return port;
}

/** Of a gateway: `host` or `host:port`, IPv6 in brackets. */
export function checkGateway(gateway: string): { readonly host: string; readonly port: number | undefined } | undefined {
  if (gateway === '') return undefined;
  const what = texts().rdpValues.what.gateway;
  checkText(what, gateway, 300);
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/u.exec(gateway);
  if (match === null) throw bad(what, texts().rdpValues.gatewayForm);
  const host = checkHost(what, match[1] ?? match[2] ?? '');
  return { host, port: match[3] === undefined ? undefined : checkPort(what, Number(match[3])) };
}

function checkFingerprint(what: string, text: string, bytes: number): string {
  const hex = text.replaceAll(':', '').toUpperCase();
  if (!/^[0-9A-F]*$/u.test(hex) || hex.length !== bytes * 2) throw bad(what, texts().rdpValues.fingerprint(bytes));
  return hex.match(/../gu)?.join(':') ?? '';
}

function checkBase64(what: string, text: string): string {
  if (text.length > MAX_CERTIFICATE || !/^[A-Za-z0-9+/]+={0,2}$/u.test(text)) throw bad(what, texts().rdpValues.unreadable);
  return text;
}

function checkPath(what: string, path: string): string {
  checkText(what, path, MAX_PATH);
  if (!posix.isAbsolute(path) && !win32.isAbsolute(path)) throw bad(what, texts().rdpValues.relative);
  return path;
}

function checkSize(what: string, pixels: number): number {
  if (!Number.isInteger(pixels) || pixels < SIZE.min || pixels > SIZE.max) {
    throw bad(what, texts().rdpValues.pixels(pixels, SIZE.min, SIZE.max));
  }
  return pixels;
}

/**
 * Every value of a plan, checked before any generator sees it. The domain is taken out of `DOMAIN\user`; fingerprints come back with colons.
 * Throws `AppError('invalid-input')` naming the value.
 */
export function checkValues(input: PlanInput): PlanInput {
  const { client, options } = input;
  const { what, moreThan, token } = texts().rdpValues;
  checkPath(what.program, client.program);
  checkPath(what.folder, input.folder);
  if (input.home !== undefined) checkPath(what.home, input.home);
  if (input.configHome !== undefined) checkPath(what.configHome, input.configHome);
  checkHost(what.address, input.host);
  checkPort(what.port, input.port);
  checkText(what.name, input.label, MAX_LABEL);
  const typedUser = checkText(what.user, input.user, MAX_NAME);
  const typedDomain = checkText(what.domain, input.domain, MAX_NAME);
  if (!TOKEN.test(input.token)) throw new AppError('internal', token);
  checkSize(what.width, options.rdpWidth);
  checkSize(what.height, options.rdpHeight);
  checkGateway(options.rdpGateway);
  if (options.rdpExtraLines.length > MAX_EXTRA_LINES) throw bad(what.lines, moreThan(MAX_EXTRA_LINES));
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
      sha256: checkFingerprint(what.sha256, input.certificate.sha256, 32),
      sha1: checkFingerprint(what.sha1, input.certificate.sha1, 20),
      ...(input.certificate.der === undefined ? {} : { der: checkBase64(what.certificate, input.certificate.der) }),
    },
  };
}
