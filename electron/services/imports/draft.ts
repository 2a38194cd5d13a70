import { domainToASCII } from 'node:url';
import { hostName } from '../../../shared/contract/common.ts';
import { settingFields } from '../../../shared/contract/session-settings.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import type { WireError } from '../../../shared/model/errors.ts';
import type { Protocol, SessionTarget } from '../../../shared/model/session.ts';
import type { SettingKey, SessionSettings, SettingsLayer } from '../../../shared/model/session-settings.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What a parser of a foreign format found: not saved, not yet compared with what is here. */
export type Draft =
  | {
      readonly kind: 'session';
      readonly name: string;
      readonly folder: readonly string[];
      readonly protocol: Protocol;
      readonly target: SessionTarget;
      readonly settings: SettingsLayer;
      readonly notes: readonly string[];
    }
  | {
      readonly kind: 'folder';
      readonly name: string;
      readonly folder: readonly string[];
      readonly settings: SettingsLayer;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'defaults'; readonly name: string; readonly settings: SettingsLayer; readonly notes: readonly string[] }
  /** One line of a known_hosts file, without its end. */
  | { readonly kind: 'host-key'; readonly name: string; readonly line: string; readonly notes: readonly string[] }
  /** Something that cannot come in. */
  | {
      readonly kind: 'skipped';
      readonly what: 'session' | 'folder' | 'host-key';
      readonly name: string;
      readonly folder: readonly string[];
      readonly why: string;
    };

/** So many that the answer of the page, which names each that is wanted, still fits a control frame. */
export const MAX_DRAFTS = 30_000;

export interface Parsed {
  readonly drafts: readonly Draft[];
  /** How many there were, where only the first `MAX_DRAFTS` are here. */
  readonly found?: number;
  readonly problems: readonly WireError[];
}

/** Gathers the settings of one session. A value that Gangway cannot keep becomes a note, never an error. */
export interface SettingsDraft {
  set<K extends SettingKey>(key: K, value: SessionSettings[K], shown?: string): boolean;
  note(text: string): void;
  readonly settings: SettingsLayer;
  readonly notes: readonly string[];
}

/** More notes than a person reads say nothing. */
const MAX_NOTES = 60;

export function draftSettings(): SettingsDraft {
  const settings: Record<string, unknown> = {};
  const notes: string[] = [];
  const note = (text: string): void => {
    const line = displayText(text, 300);
    if (notes.length < MAX_NOTES && !notes.includes(line)) notes.push(line);
  };
  return {
    settings,
    notes,
    note,
    set(key, value, shown) {
      const checked = settingFields()[key].safeParse(value);
      if (checked.success) settings[key] = checked.data;
      else
        note(
          texts().importNotes.notTaken((shown ?? key) + shownValue(value), checked.error.issues[0]?.message ?? texts().importNotes.noFit),
        );
      return checked.success;
    },
  };
}

function shownValue(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? texts().importNotes.value(displayText(String(value), 60)) : '';
}

const MAX_NAME = 200;

/** A name as Gangway keeps names: one line, no control characters, not empty. */
export function cleanName(raw: string): { readonly name: string; readonly notes: readonly string[] } {
  const plain = raw.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, '\ufffd');
  let name = plain.trim();
  const notes = plain === raw ? [] : [texts().importNotes.nameControls];
  if (name.length > MAX_NAME) {
    name = `${name.slice(0, MAX_NAME - 1).replace(/[\ud800-\udbff]$/u, '')}…`.trim();
    notes.push(texts().importNotes.nameCut(MAX_NAME));
  }
  return name === '' ? { name: texts().importNotes.unnamed, notes: [...notes, texts().importNotes.noName] } : { name, notes };
}

/** Folder names from the outermost; empty parts go, too deep ones are joined at the end of the path by the plan. */
export function cleanFolder(parts: readonly string[]): readonly string[] {
  return parts.filter((part) => part.trim() !== '').map((part) => cleanName(part).name);
}

/**
 * A host as Gangway keeps it: names of other scripts become their ASCII form. `undefined`: no host at all. Brackets around an IPv6 address go.
 */
export function cleanHost(raw: string): string | undefined {
  let host = raw.trim();
  if (/^\[[^\]]*\]$/u.test(host)) host = host.slice(1, -1);
  if (/[^\u0021-\u007e]/u.test(host) && host.length <= 255) host = domainToASCII(host);
  return hostName().safeParse(host).success ? host : undefined;
}

/** `user@host` as many programs take it in their host field; the last `@` divides. */
export function splitUser(text: string): { readonly user: string; readonly host: string } {
  const at = text.lastIndexOf('@');
  return at === -1 ? { user: '', host: text } : { user: text.slice(0, at), host: text.slice(at + 1) };
}

/** The user of a remote desktop as it stands in the files of other programs: `DOMAIN\user` is taken apart, `.\user` is a local account. */
export function setRdpUser(draft: SettingsDraft, user: string, domain: string): void {
  const slash = user.indexOf('\\');
  const inside = slash < 0 ? '' : user.slice(0, slash);
  const bare = user.slice(slash + 1);
  const of = domain === '' ? inside : domain;
  if (bare !== '') draft.set('rdpUser', bare, texts().importFields.userName);
  if (of !== '' && of !== '.') draft.set('rdpDomain', of, texts().importFields.domain);
}

/** One jump as the settings write it: `[user@]host[:port]`. */
export function jumpText(user: string, host: string, port: number): string {
  const bare = host.includes(':') ? `[${host}]` : host;
  return `${user === '' ? '' : `${user}@`}${bare}${port === 22 ? '' : `:${port}`}`;
}

/** A whole decimal number, or `undefined`. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d{1,10}$/u.test(text.trim())) return undefined;
  return Number(text);
}

/** A plain host as a session; a host that cannot be one is listed as skipped. */
export function sessionDraft(from: {
  readonly name: string;
  readonly folder: readonly string[];
  readonly host: string;
  readonly draft: SettingsDraft;
  /** `ssh` when absent. */
  readonly protocol?: Protocol;
}): Draft {
  const { name, notes } = cleanName(from.name);
  const folder = cleanFolder(from.folder);
  const host = cleanHost(from.host);
  if (host === undefined) {
    const why = from.host.trim() === '' ? texts().importNotes.noHost : texts().importNotes.badHost(displayText(from.host, 100));
    return { kind: 'skipped', what: 'session', name, folder, why };
  }
  return {
    kind: 'session',
    name,
    folder,
    protocol: from.protocol ?? 'ssh',
    target: { kind: 'host', host },
    settings: from.draft.settings,
    notes: [...notes, ...from.draft.notes],
  };
}
