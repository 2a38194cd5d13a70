import { checkGateway } from './check-values.ts';
import { parseExtraLine } from './extra-lines.ts';
import type { PlanInput } from './plan.ts';

/** Characters of a file name made from a label; Windows shows it as the title. */
const MAX_FILE_NAME = 60;
// “Naming Files, Paths, and Namespaces” of Microsoft: these are devices, also with an extension.
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/iu;

/** A file name (without extension) that every system takes, from the name of a machine. */
export function fileNameFrom(label: string): string {
  const cleaned = label
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._-]+/gu, '-')
    .replace(/^[\s.-]+/u, '')
    .slice(0, MAX_FILE_NAME)
    // The cut may have left half of a character.
    .replace(/[\ud800-\udbff]$/u, '')
    .replace(/[\s.-]+$/u, '');
  const stem = cleaned.split('.')[0] ?? '';
  if (cleaned === '' || DEVICE.test(stem.trim())) return 'remote-desktop';
  return cleaned;
}

export const hostAndPort = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/**
 * The lines of an `.rdp` file, without a password; further lines of the person take the place of ours. Values must be checked already.
 * `drives`: value of `drivestoredirect`.
 */
export function rdpLines(input: PlanInput, drives: string): readonly string[] {
  const { options } = input;
  const gateway = checkGateway(options.rdpGateway);
  const flag = (on: boolean): string => (on ? '1' : '0');
  const lines: (readonly [string, 'i' | 's' | 'b', string])[] = [
    ['full address', 's', hostAndPort(input.host, input.port)],
    ['username', 's', input.user],
    ...(input.domain === '' ? [] : [['domain', 's', input.domain] as const]),
    ['prompt for credentials', 'i', '0'],
    ['prompt for credentials on client', 'i', '0'],
    ['promptcredentialonce', 'i', '1'],
    ['authentication level', 'i', '2'],
    ['enablecredsspsupport', 'i', '1'],
    ['negotiate security layer', 'i', '1'],
    ['screen mode id', 'i', options.rdpScreen === 'full' ? '2' : '1'],
    ['desktopwidth', 'i', String(options.rdpWidth)],
    ['desktopheight', 'i', String(options.rdpHeight)],
    ['use multimon', 'i', flag(options.rdpAllMonitors)],
    ['dynamic resolution', 'i', '1'],
    ['smart sizing', 'i', '0'],
    ['session bpp', 'i', '32'],
    ['redirectclipboard', 'i', flag(options.rdpClipboard)],
    ['drivestoredirect', 's', options.rdpDrives ? drives : ''],
    ['redirectprinters', 'i', '0'],
    ['redirectsmartcards', 'i', '0'],
    ['redirectcomports', 'i', '0'],
    ['redirectwebauthn', 'i', '0'],
    ['redirectlocation', 'i', '0'],
    ['camerastoredirect', 's', ''],
    ['audiomode', 'i', { here: '0', server: '1', off: '2' }[options.rdpSound]],
    ['audiocapturemode', 'i', '0'],
    ['autoreconnection enabled', 'i', '0'],
    ...(gateway === undefined
      ? [['gatewayusagemethod', 'i', '0'] as const]
      : [
          ['gatewayhostname', 's', gateway.port === undefined ? gateway.host : hostAndPort(gateway.host, gateway.port)] as const,
          ['gatewayusagemethod', 'i', '1'] as const,
          ['gatewayprofileusagemethod', 'i', '1'] as const,
          // 4: ask, so that the choice is the person's; with promptcredentialonce the answer holds for both.
          ['gatewaycredentialssource', 'i', '4'] as const,
        ]),
    ['administrative session', 'i', flag(options.rdpAdmin)],
  ];
  const extra = new Map(options.rdpExtraLines.map(parseExtraLine).map((line) => [line.name, line]));
  return [
    ...lines.filter(([name]) => !extra.has(name)).map((line) => line.join(':')),
    ...[...extra.values()].map(({ name, type, value }) => `${name}:${type}:${value}`),
  ];
}

/** Lines as the text of a file: every line ends with CR LF. */
export const rdpText = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');
