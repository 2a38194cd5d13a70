import type { Instance, InstanceChange, InstanceList, Scope } from '../../../shared/model/instance.ts';

/** An instance with the one lower-case string that the search looks through. */
export interface Row {
  readonly key: string;
  readonly instance: Instance;
  readonly text: string;
}

/** Longest part of one value, and of all of a row, that the search looks through, in UTF-16 units. */
const SEARCHED_PER_VALUE = 512;
const SEARCHED_PER_ROW = 8_192;

export function toRow(instance: Instance): Row {
  return { key: instance.key, instance, text: searchText(instance) };
}

/** Between the parts of a row's text. */
export const NEXT_PART = '\n\n';

/**
 * First what an instance has for itself, then parts that others have as well: where it is and what it is made of, and each of its tags.
 * Values are joined by line feeds, which nobody types: no match runs over two of them.
 */
function searchText(instance: Instance): string {
  const { name, tags } = instance;
  const parts = [
    [
      // As the tag that a name mostly is, or else by itself.
      tags['Name'] === name ? `Name=${name.slice(0, SEARCHED_PER_VALUE)}` : name,
      ...[instance.instance, instance.publicIp, instance.privateIp, instance.ipv6, instance.publicDns, instance.privateDns],
    ],
    [
      ...[instance.state, instance.os, instance.platform, instance.type, instance.keyName, instance.zone ?? instance.region],
      ...[profileOf(instance.account), instance.image, instance.vpc, instance.subnet, instance.cloud, instance.network],
      ...(instance.locks ?? []),
      ...instance.securityGroups.flatMap((group) => [group.id, group.name]),
    ],
    ...Object.entries(tags)
      .filter(([key, value]) => key !== 'Name' || value !== name)
      .map(([key, value]) => [`${key.slice(0, SEARCHED_PER_VALUE)}=${value}`]),
  ];
  let text = '';
  for (const part of parts) {
    for (const value of part) {
      if (value === undefined || value === '' || text.length > SEARCHED_PER_ROW) continue;
      text += `${value.slice(0, SEARCHED_PER_VALUE)}\n`;
    }
    if (text.length > SEARCHED_PER_ROW) break;
    text += '\n';
  }
  return text.toLowerCase();
}

/** `aws:prod` is shown as `prod`. */
export function profileOf(account: string): string {
  return account.slice(account.indexOf(':') + 1);
}

/** The words of a search: all of them must be found, in any order, in any value. */
export function searchWords(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/u).filter(Boolean);
}

/** Whether a text in lower case has all the words. */
export function hasWords(lower: string, words: readonly string[]): boolean {
  return words.every((word) => lower.includes(word));
}

export function matchesWords(row: Row, words: readonly string[]): boolean {
  for (const word of words) if (!row.text.includes(word)) return false;
  return true;
}

/** Everything that the list subscription told, kept up to date in place: 50,000 rows are not copied for each change. */
export interface Inventory {
  readonly rows: Map<string, Row>;
  readonly scopes: Map<string, Scope>;
}

export function emptyInventory(): Inventory {
  return { rows: new Map(), scopes: new Map() };
}

export function takeList(inventory: Inventory, list: InstanceList): void {
  inventory.rows.clear();
  inventory.scopes.clear();
  takeChange(inventory, { upsert: list.rows, scopes: list.scopes });
}

/** Returns whether rows, and whether scopes, became others. */
export function takeChange(inventory: Inventory, change: InstanceChange): { rows: boolean; scopes: boolean } {
  for (const instance of change.upsert ?? []) inventory.rows.set(instance.key, toRow(instance));
  for (const key of change.remove ?? []) inventory.rows.delete(key);
  for (const scope of change.scopes ?? []) inventory.scopes.set(scope.key, scope);
  for (const key of change.removeScopes ?? []) inventory.scopes.delete(key);
  return {
    rows: (change.upsert?.length ?? 0) > 0 || (change.remove?.length ?? 0) > 0,
    scopes: (change.scopes?.length ?? 0) > 0 || (change.removeScopes?.length ?? 0) > 0,
  };
}
