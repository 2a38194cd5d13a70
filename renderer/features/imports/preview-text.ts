import type { ImportItem } from '../../../shared/model/import.ts';
import { texts } from '../../../shared/texts/current.ts';

export function counts(items: readonly ImportItem[]): { readonly new: number; readonly exists: number; readonly skipped: number } {
  const count = { new: 0, exists: 0, skipped: 0 };
  for (const { status } of items) count[status] += 1;
  return count;
}

/** Everything new, save another program's Default Settings: those would change every session that is here. */
export function pickedAtFirst(items: readonly ImportItem[]): ReadonlySet<string> {
  return new Set(items.filter(({ status, kind }) => status === 'new' && kind !== 'defaults').map(({ id }) => id));
}

/** For example `Imported 12 sessions, 2 folders`. */
export function cameIn({ sessions, folders, hostKeys }: { sessions: number; folders: number; hostKeys: number }): string {
  const t = texts().imports.preview;
  const parts = [
    [sessions, t.sessions],
    [folders, t.folders],
    [hostKeys, t.hostKeys],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, say]) => say(number));
  return said.length === 0 ? t.nothingNew : t.imported(said);
}
