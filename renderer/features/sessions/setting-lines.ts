import { ENCODINGS, type SettingKey } from '../../../shared/model/session-settings.ts';
import { texts, type Texts } from '../../../shared/texts/current.ts';
import type { SettingText } from '../../../shared/texts/english/setting-lines.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** How a setting is asked for. `own`: by a control made for it alone. */
export type Ask =
  | { readonly kind: 'text'; readonly mono?: boolean }
  | { readonly kind: 'number' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice' }
  | { readonly kind: 'list'; readonly example: string }
  | { readonly kind: 'command' }
  | { readonly kind: 'own' };

/** A setting and its control. What is said of it is in the catalogue, under its key. */
export interface SettingLineSpec {
  readonly key: SettingKey;
  readonly ask: Ask;
}

export interface Category {
  readonly id: keyof Texts['sessionEditor']['category'];
  readonly lines: readonly SettingLineSpec[];
  /** The catalogue has a note: what a person from PuTTY looks for here and does not find. */
  readonly noted?: boolean;
}

export function settingText(key: SettingKey): SettingText {
  return texts().settingLines[key];
}

/** The choices of a setting in the present language. Encodings are called by their own names. */
export function choicesOf(key: SettingKey): readonly Choice[] {
  if (key === 'encoding') return ENCODINGS.map((value) => ({ value, label: value.toUpperCase() }));
  return Object.entries(settingText(key).choices ?? {}).map(([value, label]) => ({ value, label }));
}

/** The note below the lines of a category, where there is one. */
export function noteOf({ id, noted = false }: Category): string | undefined {
  const notes: Readonly<Partial<Record<Category['id'], string>>> = texts().sessionEditor.note;
  return noted ? notes[id] : undefined;
}

/** All settings, in PuTTY's categories where it has them. */
export const CATEGORIES: readonly Category[] = [
  {
    id: 'connection',
    lines: [
      { key: 'port', ask: { kind: 'number' } },
      { key: 'user', ask: { kind: 'text', mono: true } },
      { key: 'route', ask: { kind: 'choice' } },
      { key: 'addressFamily', ask: { kind: 'choice' } },
      { key: 'connectTimeout', ask: { kind: 'number' } },
      { key: 'keepalive', ask: { kind: 'number' } },
      { key: 'tcpKeepalive', ask: { kind: 'flag' } },
      { key: 'compression', ask: { kind: 'flag' } },
      { key: 'legacyAlgorithms', ask: { kind: 'flag' } },
    ],
    noted: true,
  },
  {
    id: 'proxy',
    lines: [
      { key: 'proxy', ask: { kind: 'own' } },
      { key: 'jump', ask: { kind: 'list', example: 'user@bastion:22' } },
    ],
  },
  {
    id: 'authentication',
    lines: [
      { key: 'key', ask: { kind: 'own' } },
      { key: 'certificate', ask: { kind: 'text', mono: true } },
      { key: 'authMethods', ask: { kind: 'own' } },
      { key: 'agentForwarding', ask: { kind: 'flag' } },
      { key: 'hostKeyPolicy', ask: { kind: 'choice' } },
      { key: 'pinnedHostKeys', ask: { kind: 'list', example: 'SHA256:…' } },
    ],
    noted: true,
  },
  {
    id: 'terminal',
    lines: [
      { key: 'terminalType', ask: { kind: 'text', mono: true } },
      { key: 'encoding', ask: { kind: 'choice' } },
      { key: 'columns', ask: { kind: 'number' } },
      { key: 'rows', ask: { kind: 'number' } },
      { key: 'scrollback', ask: { kind: 'number' } },
      { key: 'bell', ask: { kind: 'choice' } },
      { key: 'backspace', ask: { kind: 'choice' } },
      { key: 'pasteGuard', ask: { kind: 'flag' } },
      { key: 'closeOnExit', ask: { kind: 'choice' } },
    ],
  },
  {
    id: 'appearance',
    lines: [
      { key: 'fontFamily', ask: { kind: 'text' } },
      { key: 'fontSize', ask: { kind: 'number' } },
      { key: 'theme', ask: { kind: 'choice' } },
      { key: 'cursor', ask: { kind: 'choice' } },
      { key: 'cursorBlink', ask: { kind: 'flag' } },
      { key: 'tabColour', ask: { kind: 'choice' } },
      { key: 'colours', ask: { kind: 'own' } },
    ],
  },
  {
    id: 'environment',
    lines: [
      { key: 'environment', ask: { kind: 'own' } },
      { key: 'remoteCommand', ask: { kind: 'command' } },
    ],
  },
  {
    id: 'logging',
    lines: [
      { key: 'logging', ask: { kind: 'choice' } },
      { key: 'logFile', ask: { kind: 'text', mono: true } },
      { key: 'logClash', ask: { kind: 'choice' } },
    ],
  },
  {
    id: 'forwards',
    lines: [{ key: 'forwards', ask: { kind: 'own' } }],
  },
  {
    id: 'rdp',
    lines: [
      { key: 'rdpPort', ask: { kind: 'number' } },
      { key: 'rdpUser', ask: { kind: 'text', mono: true } },
      { key: 'rdpDomain', ask: { kind: 'text', mono: true } },
      { key: 'rdpClient', ask: { kind: 'choice' } },
      { key: 'rdpScreen', ask: { kind: 'choice' } },
      { key: 'rdpWidth', ask: { kind: 'number' } },
      { key: 'rdpHeight', ask: { kind: 'number' } },
      { key: 'rdpAllMonitors', ask: { kind: 'flag' } },
      { key: 'rdpClipboard', ask: { kind: 'flag' } },
      { key: 'rdpDrives', ask: { kind: 'flag' } },
      { key: 'rdpSound', ask: { kind: 'choice' } },
      { key: 'rdpAdmin', ask: { kind: 'flag' } },
      { key: 'rdpGateway', ask: { kind: 'text', mono: true } },
      { key: 'rdpExtraLines', ask: { kind: 'list', example: 'redirectprinters:i:1' } },
    ],
  },
];

export function categoryOf(key: SettingKey): string {
  return CATEGORIES.find(({ lines }) => lines.some((line) => line.key === key))?.id ?? 'connection';
}
