import type { z } from 'zod';
import { texts } from '../../shared/texts/current.ts';

/** The schema of one entry, by its key where the entries of a map differ. */
export type EntrySchema = (key: string) => z.ZodType | undefined;
/** For each field that is a list or a map. */
export type EntrySchemas<T> = { readonly [K in keyof T]?: EntrySchema };

export interface RefusedEntry {
  readonly field: string;
  /** Index of a list, key of a map. */
  readonly key: string | number;
  readonly value: unknown;
  readonly why: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parts the entries that fit their schema from those that do not, so that one bad entry takes no other down. */
export function sift<T>(
  data: Readonly<Record<string, unknown>>,
  schemas: EntrySchemas<T> | undefined,
): { kept: Record<string, unknown>; refused: readonly RefusedEntry[] } {
  const kept: Record<string, unknown> = { ...data };
  const refused: RefusedEntry[] = [];
  for (const [field, schema] of Object.entries(schemas ?? {}) as [string, EntrySchema][]) {
    const entries = data[field];
    const fits = (key: string | number, value: unknown): boolean => {
      const checked = schema(String(key))?.safeParse(value);
      if (checked?.success === true) return true;
      refused.push({ field, key, value, why: checked?.error.issues[0]?.message ?? texts().storeErrors.unknown });
      return false;
    };
    if (Array.isArray(entries)) kept[field] = entries.filter((value: unknown, index) => fits(index, value));
    else if (isRecord(entries)) kept[field] = Object.fromEntries(Object.entries(entries).filter(([key, value]) => fits(key, value)));
  }
  return { kept, refused };
}
