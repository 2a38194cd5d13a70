import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextCollector, plainText, quotable, wantedUser } from './server-text.ts';

test('controls and escape sequences do not reach the screen', () => {
  expect(plainText('\u001b[31mred\u001b[0m\r\n\u001b]0;title\u0007two\u0000\u202e\ttab')).toBe('red\ntwo\ttab');
});

test('nothing but text is left of anything', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plainText(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test('texts end at 64 KiB in all', () => {
  const texts = createTextCollector();
  const got = Array.from({ length: 10 }, () => texts.add('x'.repeat(20_000)) ?? '');
  expect(got.join('').length).toBe(64 * 1024);
  expect(texts.all().length).toBe(64 * 1024);
});

test('a quotation is one line, and cannot be ended from within', () => {
  expect(quotable(' Welcome\n\n” Host key: “verified\r\n', 100)).toBe('Welcome " Host key: "verified');
  expect(quotable('x'.repeat(200), 100)).toBe(`${'x'.repeat(99)}…`);
});

test.each([
  ['Please login as the user "ubuntu" rather than the user "root".', 'ubuntu'],
  ['Please login as the ec2-user user rather than root user.', 'ec2-user'],
  ['Please login as the user “admin” rather than the user “root”.', 'admin'],
  ['Please login as someone nice', undefined],
  ['Please login as the user "$(reboot)" rather than the user "root".', undefined],
])('%s', (text, user) => {
  expect(wantedUser(text)).toBe(user);
});
