import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance, OsFamily } from '../../../shared/model/instance.ts';
import type { Texts } from '../../../shared/texts/current.ts';
import { accountName } from '../accounts/account-name.ts';

type Words = Texts['instanceColumns'];

/** A column of the grid. `text` is the raw value; the cell shows it through `displayText`. */
export interface Column {
  /** Its title is the text of this name. */
  readonly id: keyof Words['titles'];
  /** CSS pixels. */
  readonly width: number;
  /** Shown unless the person hid it. */
  readonly usual: boolean;
  readonly mono?: boolean;
  readonly text: (instance: Instance, words: Words) => string;
  /** What is compared as plain strings when sorted; the `nameKeys` of the texts where absent. */
  readonly sortKey?: (instance: Instance) => string;
}

export const OS_TEXT: Readonly<Record<OsFamily, string>> = { linux: 'Linux', windows: 'Windows', macos: 'macOS', unknown: '' };

/** The widths let the region, and how old its list is, be seen whole in a window of 1280 pixels, also beside a scroll bar. */
export const COLUMNS: readonly Column[] = [
  { id: 'name', width: 168, usual: true, text: (i) => i.name },
  { id: 'state', width: 92, usual: true, text: (i, { states }) => states[i.state] },
  { id: 'id', width: 158, usual: true, mono: true, text: (i) => i.instance },
  { id: 'os', width: 68, usual: true, text: (i) => OS_TEXT[i.os] },
  { id: 'type', width: 96, usual: true, text: (i) => i.type },
  {
    id: 'publicIp',
    width: 116,
    usual: true,
    mono: true,
    text: (i) => i.publicIp ?? '',
    sortKey: (i) => ipKey(i.publicIp),
  },
  {
    id: 'privateIp',
    width: 116,
    usual: true,
    mono: true,
    text: (i) => i.privateIp ?? '',
    sortKey: (i) => ipKey(i.privateIp),
  },
  { id: 'ipv6', width: 190, usual: false, mono: true, text: (i) => i.ipv6 ?? '' },
  { id: 'key', width: 98, usual: true, text: (i) => i.keyName ?? '' },
  { id: 'region', width: 128, usual: true, text: (i) => i.region },
  { id: 'zone', width: 112, usual: false, text: (i) => i.zone ?? '' },
  { id: 'account', width: 96, usual: true, text: (i) => accountName(i.account) },
  {
    id: 'launched',
    width: 122,
    usual: true,
    text: (i) => dateText(i.launchTime),
    sortKey: (i) => i.launchTime ?? '',
  },
  { id: 'platform', width: 130, usual: false, text: (i) => i.platform },
  { id: 'image', width: 170, usual: false, mono: true, text: (i) => i.image },
  { id: 'vpc', width: 170, usual: false, mono: true, text: (i) => i.vpc ?? '' },
  { id: 'groups', width: 180, usual: false, text: (i, { comma }) => i.securityGroups.map((g) => g.name || g.id).join(comma) },
  { id: 'network', width: 90, usual: false, text: (i, { classic }) => (i.network === 'classic' ? classic : 'VPC') },
  { id: 'eip', width: 116, usual: false, mono: true, text: (i) => i.eip ?? '', sortKey: (i) => ipKey(i.eip) },
  {
    id: 'expires',
    width: 122,
    usual: false,
    text: (i) => dateText(i.expires),
    sortKey: (i) => i.expires ?? '\uffff',
  },
  { id: 'locks', width: 120, usual: false, text: locksText },
  { id: 'cloud', width: 104, usual: false, text: (i, { alibaba }) => (i.cloud === 'aws' ? 'AWS' : alibaba) },
  { id: 'publicDns', width: 240, usual: false, text: (i) => i.publicDns ?? '' },
  { id: 'tags', width: 260, usual: false, text: tagsText },
];

/** Narrowest width that a column can be drawn to, in CSS pixels. */
export const MIN_COLUMN_WIDTH = 44;

export function shownColumns(choice: Readonly<Record<string, boolean>>): readonly Column[] {
  return COLUMNS.filter((column) => column.id === 'name' || (choice[column.id] ?? column.usual));
}

/** Why the cloud holds an instance, empty where it does not. */
export function locksText({ locks = [] }: Instance, words: Words): string {
  return locks.map((lock) => words.locks[lock]).join(words.comma);
}

function tagsText(instance: Instance): string {
  return Object.entries(instance.tags)
    .filter(([key]) => key !== 'Name')
    .map(([key, value]) => `${displayText(key, 60)}=${displayText(value, 80)}`)
    .join('  ');
}

/** `2026-11-20 14:03` in the person's time zone; empty for what is no time. */
export function dateText(iso: string | undefined): string {
  const time = iso === undefined ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(time)) return '';
  const date = new Date(time);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Lower case with numbers padded, so that plain comparison puts `web-2` before `web-10`. Empty sorts last. */
export function naturalKey(text: string): string {
  if (text === '') return '\uffff';
  return text
    .slice(0, 128)
    .toLowerCase()
    .replace(/\d+/gu, (digits) => digits.padStart(12, '0'));
}

function ipKey(ip: string | undefined): string {
  return naturalKey(ip ?? '');
}
