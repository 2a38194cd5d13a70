type Name = string | false | null | undefined;

/**
 * Looks class names up in one CSS module: `const c = classNames(styles)`, then `c('row', selected && 'selected')`. A name that the
 * module does not have is left out.
 */
export function classNames(styles: Readonly<Record<string, string>>): (...names: Name[]) => string {
  return (...names) =>
    names
      .map((name) => (name ? styles[name] : undefined))
      .filter((name) => name !== undefined)
      .join(' ');
}
