import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '..');

it('has no form that the browser checks: its bubbles speak its own language and show one problem at a time', () => {
  const forms = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'))
    .flatMap((name) =>
      [...readFileSync(join(renderer, name), 'utf8').matchAll(/<form\b[^{>]*(?:\{[^}]*\}[^{>]*)*/gu)].map(([tag]) => ({ name, tag })),
    );
  expect(forms.length).toBeGreaterThan(5);
  expect(forms.filter(({ tag }) => !/\bnoValidate\b/u.test(tag)).map(({ name }) => name)).toEqual([]);
});
