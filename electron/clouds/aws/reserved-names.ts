/**
 * Names that every JavaScript object knows. The SDK keeps profiles in one: it refuses the whole file for `__proto__`, and writes the keys of a
 * profile `constructor` into the language's own object of that name.
 */
export function isReservedName(name: string): boolean {
  return name in Object.prototype;
}
