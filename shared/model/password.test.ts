import { describe, expect, it } from 'vitest';
import { makePassword, passwordFault, type PasswordRules } from './password.ts';

const rules: PasswordRules = { shortest: 8, longest: 30, kinds: 3, punctuation: "()`~!@#$%^&*-_+=|{}[]:;'<>,.?/" };

describe('the rules for a password', () => {
  it.each([
    ['Abc-123', 'too-short'],
    [`Abc-123${'x'.repeat(24)}`, 'too-long'],
    ['abcdefg1', 'too-few-kinds'],
    ['ABCDEFG/', 'too-few-kinds'],
    ['Abcdefg1', undefined],
    ['abcdefg/1', undefined],
    ['Abcdefg 1', 'not-allowed'],
    ['Abcdefg"1', 'not-allowed'],
    ['Abcdefg1密', 'not-allowed'],
    ['', 'too-short'],
  ] as const)('say of %j: %s', (password, fault) => {
    expect(passwordFault(password, rules)).toBe(fault);
  });

  it('allow every character of the punctuation', () => {
    for (const mark of rules.punctuation) expect([mark, passwordFault(`Abcdefg1${mark}`, rules)]).toEqual([mark, undefined]);
  });

  it('may forbid a first character', () => {
    expect(passwordFault('/Abcdefg1', { ...rules, notFirst: '/' })).toBe('bad-start');
    expect(passwordFault('/Abcdefg1', rules)).toBeUndefined();
  });
});

describe('a made password', () => {
  it('fits the rules and is never the same', () => {
    const made = Array.from({ length: 50 }, () =>
      makePassword({ ...rules, notFirst: '/' }, (count) => crypto.getRandomValues(new Uint8Array(count))),
    );
    expect(made.map((password) => passwordFault(password, rules))).toEqual(made.map(() => undefined));
    expect(new Set(made).size).toBe(50);
    for (const password of made) expect(password).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*[^A-Za-z\d])[A-Za-z].{19}$/u);
  });

  it('does without punctuation where none is allowed', () => {
    const made = makePassword({ ...rules, punctuation: '' }, (count) => crypto.getRandomValues(new Uint8Array(count)));
    expect(made).toMatch(/^[A-Za-z\d]{20}$/u);
  });
});
