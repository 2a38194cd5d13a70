import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLink } from './link-policy.ts';

describe('the policy for links', () => {
  it('opens a web address whose text does not say something else', () => {
    expect(judgeLink('https://example.com/a?b#c', 'the manual')).toEqual({ kind: 'open', url: 'https://example.com/a?b#c' });
    expect(judgeLink('https://example.com/a', 'https://example.com/a')).toEqual({ kind: 'open', url: 'https://example.com/a' });
    expect(judgeLink('http://10.0.0.1:8080/', '10.0.0.1:8080')).toEqual({ kind: 'open', url: 'http://10.0.0.1:8080/' });
    expect(judgeLink('https://example.com/', 'EXAMPLE.com')).toMatchObject({ kind: 'open' });
  });

  it.each([
    ['https://bank.example', 'https://evil.example/login'],
    ['bank.example', 'https://evil.example/'],
    ['bank.example/login', 'https://bank.example.evil.test/login'],
    ['192.0.2.1', 'http://192.0.2.2/'],
  ])('asks when the text says %s and the link leads to %s', (text, target) => {
    expect(judgeLink(target, text)).toMatchObject({ kind: 'ask', why: expect.stringContaining(new URL(target).host) as unknown });
  });

  it('asks about an address with a login name, which often hides another host', () => {
    expect(judgeLink('https://google.com@evil.example/', 'search')).toMatchObject({
      kind: 'ask',
      why: expect.stringContaining('evil.example') as unknown,
    });
  });

  it('asks about names with letters of other scripts', () => {
    expect(judgeLink('https://аpple.com/', 'shop')).toMatchObject({ kind: 'ask' });
  });

  it('asks before the mail program is opened', () => {
    expect(judgeLink('mailto:a@example.com', 'write to us')).toMatchObject({ kind: 'ask' });
  });

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'vscode://x',
    'ms-msdt:/id',
    'ssh://host',
    'smb://host/share',
    'blob:https://example.com/1',
    'about:blank',
    'not an address',
    '',
    'https://exa\u0000mple.com',
    'https://example.com/\u202e',
    `https://example.com/${'a'.repeat(9_000)}`,
  ])('refuses %j', (target) => {
    const verdict = judgeLink(target, 'text');
    if (target.includes('\u202e')) expect(verdict).toMatchObject({ kind: 'open', url: 'https://example.com/%E2%80%AE' });
    else expect(verdict).toMatchObject({ kind: 'refuse' });
  });

  it('never throws, and never opens anything but http and https without asking', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string({ unit: 'binary' }), fc.string()), fc.string(), (target, text) => {
        const verdict = judgeLink(target, text);
        if (verdict.kind === 'open') expect(verdict.url).toMatch(/^https?:\/\//u);
        if (verdict.kind === 'ask') expect(verdict.url).toMatch(/^(https?|mailto):/u);
      }),
    );
  });
});
