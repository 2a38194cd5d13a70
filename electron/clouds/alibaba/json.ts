/** An answer as it came: nothing about it is certain before it was looked at. */
export type Json = Readonly<Record<string, unknown>>;

/** Longest text that is taken over, in UTF-16 units; ECS's own limits are far lower. */
const MAX_TEXT = 4_096;

/** A text, or a number where a text was expected; empty for anything else. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value.length > MAX_TEXT ? value.slice(0, MAX_TEXT) : value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return '';
}

/** `true`, also where it came as a text. */
export function flag(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** A list, whatever else it is: a single element stands for a list of one, nothing for an empty one. */
export function list<T>(value: readonly T[] | T | undefined | null): readonly T[] {
  if (Array.isArray(value)) return value as readonly T[];
  return value === undefined || value === null || value === '' ? [] : [value as T];
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The shape of an answer after a model of the official package: the same names with a capital, as the service sends them, every one of which
 * may be missing, and leaves of which nothing is known.
 */
export type Wire<T> = T extends readonly (infer Element)[]
  ? readonly (Wire<Element> | undefined | null)[]
  : T extends object
    ? {
        // The models have an index signature besides their names.
        readonly [Name in keyof T as Name extends string ? (string extends Name ? never : Capitalize<Name>) : never]?: Wire<
          NonNullable<T[Name]>
        > | null;
      }
    : unknown;
