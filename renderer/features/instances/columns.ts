import { displayText } from '../../../shared/model/display-text.ts';
import type { Instance, InstanceLock, InstanceState, OsFamily } from '../../../shared/model/instance.ts';
import { profileOf } from './rows.ts';

/** A column of the grid. `text` is the raw value; the cell shows it through `displayText`. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** CSS pixels. */
  readonly width: number;
  /** Shown unless the person hid it. */
  readonly usual: boolean;
  readonly mono?: boolean;
  readonly text: (instance: Instance) => string;
  /** What is compared as plain strings when sorted; `naturalKey` of the text where absent. */
  readonly sortKey?: (instance: Instance) => string;
}

export const STATE_TEXT: Readonly<Record<InstanceState, string>> = {
  pending: 'Starting',
  running: 'Running',
  stopping: 'Stopping',
  stopped: 'Stopped',
  'shutting-down': 'Terminating',
  terminated: 'Terminated',
  unknown: 'Unknown',
};

export const OS_TEXT: Readonly<Record<OsFamily, string>> = { linux: 'Linux', windows: 'Windows', macos: 'macOS', unknown: '' };

export const LOCK_TEXT: Readonly<Record<InstanceLock, string>> = {
  overdue: 'Payment overdue',
  security: 'Security',
  recycling: 'Waits to be released',
  refunded: 'Given back',
  other: 'By the cloud',
};

export const COLUMNS: readonly Column[] = [
  { id: 'name', title: 'Name', width: 184, usual: true, text: (i) => i.name },
  { id: 'state', title: 'State', width: 92, usual: true, text: (i) => STATE_TEXT[i.state] },
  { id: 'id', title: 'Instance ID', width: 158, usual: true, mono: true, text: (i) => i.instance },
  { id: 'os', title: 'OS', width: 72, usual: true, text: (i) => OS_TEXT[i.os] },
  { id: 'type', title: 'Type', width: 96, usual: true, text: (i) => i.type },
  {
    id: 'publicIp',
    title: 'Public IP',
    width: 116,
    usual: true,
    mono: true,
    text: (i) => i.publicIp ?? '',
    sortKey: (i) => ipKey(i.publicIp),
  },
  {
    id: 'privateIp',
    title: 'Private IP',
    width: 116,
    usual: true,
    mono: true,
    text: (i) => i.privateIp ?? '',
    sortKey: (i) => ipKey(i.privateIp),
  },
  { id: 'ipv6', title: 'IPv6', width: 190, usual: false, mono: true, text: (i) => i.ipv6 ?? '' },
  { id: 'key', title: 'Key pair', width: 110, usual: true, text: (i) => i.keyName ?? '' },
  { id: 'region', title: 'Region', width: 132, usual: true, text: (i) => i.region },
  { id: 'zone', title: 'Zone', width: 112, usual: false, text: (i) => i.zone ?? '' },
  { id: 'account', title: 'Account', width: 96, usual: true, text: (i) => profileOf(i.account) },
  {
    id: 'launched',
    title: 'Launched',
    width: 122,
    usual: true,
    text: (i) => dateText(i.launchTime),
    sortKey: (i) => i.launchTime ?? '',
  },
  { id: 'platform', title: 'Platform', width: 130, usual: false, text: (i) => i.platform },
  { id: 'image', title: 'Image', width: 170, usual: false, mono: true, text: (i) => i.image },
  { id: 'vpc', title: 'VPC', width: 170, usual: false, mono: true, text: (i) => i.vpc ?? '' },
  { id: 'groups', title: 'Security groups', width: 180, usual: false, text: (i) => i.securityGroups.map((g) => g.name || g.id).join(', ') },
  { id: 'network', title: 'Network', width: 90, usual: false, text: (i) => (i.network === 'classic' ? 'Classic' : 'VPC') },
  { id: 'eip', title: 'EIP', width: 116, usual: false, mono: true, text: (i) => i.eip ?? '', sortKey: (i) => ipKey(i.eip) },
  {
    id: 'expires',
    title: 'Expires',
    width: 122,
    usual: false,
    text: (i) => dateText(i.expires),
    sortKey: (i) => i.expires ?? '\uffff',
  },
  { id: 'locks', title: 'Locked', width: 120, usual: false, text: (i) => i.locks?.map((lock) => LOCK_TEXT[lock]).join(', ') ?? '' },
  { id: 'cloud', title: 'Cloud', width: 104, usual: false, text: (i) => (i.cloud === 'aws' ? 'AWS' : 'Alibaba Cloud') },
  { id: 'publicDns', title: 'Public DNS', width: 240, usual: false, text: (i) => i.publicDns ?? '' },
  { id: 'tags', title: 'Tags', width: 260, usual: false, text: tagsText },
];

/** Narrowest width that a column can be drawn to, in CSS pixels. */
export const MIN_COLUMN_WIDTH = 44;

export function shownColumns(choice: Readonly<Record<string, boolean>>): readonly Column[] {
  return COLUMNS.filter((column) => column.id === 'name' || (choice[column.id] ?? column.usual));
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
