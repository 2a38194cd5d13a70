import { z } from 'zod';
import { createDocument, type Document } from '../document.ts';
import { seeded } from './seeded.ts';

/** A value that says by itself which one it is, and whether all of it is there. */
export interface Numbered {
  readonly number: number;
  readonly lines: readonly string[];
}

const schema: z.ZodType<Numbered> = z.strictObject({ number: z.int(), lines: z.array(z.string()) });

/** The largest is larger than a pipe, a page and a buffer of any file system. Characters. */
const MAX_FILL = 120_000;

/** The value of this number; each has its own length, some none. */
export function numbered(seed: number, number: number): Numbered {
  const next = seeded(seed * 1_000 + number);
  const fill = next() < 0.2 ? 0 : Math.floor(next() ** 3 * MAX_FILL);
  return {
    number,
    lines: Array.from({ length: Math.ceil(fill / 1_000) }, (_, at) => `${number}/${at} ${'é😀x'.repeat(Math.min(200, fill - at * 1_000))}`),
  };
}

export function openNumbered(file: string): Document<Numbered> {
  return createDocument<Numbered>({ file, version: 1, schema: () => schema, empty: { number: 0, lines: [] } });
}
