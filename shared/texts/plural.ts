const rules = new Intl.PluralRules('en');

/** The English form for `count`: `plural(2, 'instance', 'instances')`. Chinese has no such forms. */
export function plural(count: number, one: string, other: string): string {
  return rules.select(count) === 'one' ? one : other;
}
