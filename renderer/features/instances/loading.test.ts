import { describe, expect, test } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import type { WireError } from '../../../shared/model/errors.ts';
import { ageText, isStale, loadingOf, problemsIn, problemsOf } from './loading.ts';
import { sampleScope } from './sample.ts';

const expired: WireError = { code: 'expired-credentials', message: 'The sign-in of profile legacy has expired.' };
const account = (more: Partial<Account> = {}): Account => ({
  id: 'aws:legacy',
  cloud: 'aws',
  profile: 'legacy',
  kind: 'sso',
  enabled: true,
  mfa: false,
  ...more,
});

describe('progress', () => {
  test('counts the regions that are done, failed ones too, and names one that loads', () => {
    const loading = loadingOf([
      sampleScope({ region: 'a', state: 'ready' }),
      sampleScope({ region: 'b', state: 'failed' }),
      sampleScope({ region: 'c', state: 'waiting' }),
      sampleScope({ region: 'd', state: 'loading' }),
    ]);
    expect(loading).toMatchObject({ active: true, done: 2, total: 4, region: 'd' });
  });

  test('is over when nothing waits or loads', () => {
    expect(loadingOf([sampleScope()]).active).toBe(false);
    expect(loadingOf([]).active).toBe(false);
  });

  test('knows the age of the oldest rows that are of an earlier list', () => {
    const scopes = [
      sampleScope({ region: 'a', state: 'failed', loadedAt: 5_000, count: 2 }),
      sampleScope({ region: 'b', state: 'loading', loadedAt: 3_000, count: 1 }),
      sampleScope({ region: 'c', state: 'failed', loadedAt: 1_000, count: 0 }),
    ];
    expect(loadingOf(scopes).oldest).toBe(3_000);
    expect(isStale(sampleScope())).toBe(false);
  });

  test('does not say of a list that was read lately how old it is because it is read anew', () => {
    const now = 100 * 60_000;
    const readAt = (minutes: number, more: Parameters<typeof sampleScope>[0]): boolean =>
      isStale(sampleScope({ loadedAt: now - minutes * 60_000, ...more }), now);
    expect(readAt(5, { state: 'loading' })).toBe(false);
    expect(readAt(20, { state: 'loading' })).toBe(true);
    expect(readAt(20, { state: 'ready' })).toBe(false);
    // Not by this run of the app, or not again.
    expect(readAt(0, { state: 'waiting', kept: true })).toBe(true);
    expect(readAt(0, { state: 'ready', kept: true })).toBe(true);
    expect(readAt(0, { state: 'failed' })).toBe(true);
    expect(readAt(0, { state: 'ready', unasked: true })).toBe(true);
  });

  test.each([
    [30_000, 'just now'],
    [4 * 60_000, '4 min ago'],
    [2 * 3_600_000, '2 h ago'],
    [72 * 3_600_000, '3 d ago'],
    [-5_000, 'just now'],
  ])('an age of %d ms reads %s', (age, text) => {
    expect(ageText(1_000_000_000, 1_000_000_000 + age)).toBe(text);
  });
});

describe('problems', () => {
  test('an expired profile is one line, not one for each region', () => {
    const scopes = ['a', 'b', 'c'].map((region) => sampleScope({ account: 'aws:legacy', region, state: 'failed', error: expired }));
    const problems = problemsOf([account({ error: expired })], scopes, []);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ subject: 'legacy · 3 regions', retry: { account: 'aws:legacy' } });
  });

  test('one failing region names itself, and its retry loads only it', () => {
    const error: WireError = { code: 'throttled', message: 'Slow down.' };
    const problems = problemsOf([account()], [sampleScope({ account: 'aws:legacy', region: 'us-east-1', state: 'failed', error })], []);
    expect(problems[0]).toMatchObject({ subject: 'legacy · us-east-1', retry: { account: 'aws:legacy', region: 'us-east-1' } });
  });

  test('different reasons stay different lines', () => {
    const failed = (region: string, message: string) => sampleScope({ region, state: 'failed', error: { code: 'unreachable', message } });
    expect(problemsOf([], [failed('a', 'No route.'), failed('b', 'Refused.')], [])).toHaveLength(2);
  });

  test('those of another account or region are not shown where they do not belong', () => {
    const failed = (name: string, region: string) =>
      sampleScope({ account: `aws:${name}`, region, state: 'failed', error: { code: 'unreachable', message: `${region} is down.` } });
    const all = problemsOf([account({ error: expired })], [failed('prod', 'a'), failed('prod', 'b')], []);
    const subjects = (choice: Parameters<typeof problemsIn>[0]) => problemsIn(choice, all).map(({ subject }) => subject);
    expect(subjects({})).toEqual(['legacy', 'prod · a', 'prod · b']);
    expect(subjects({ account: 'aws:prod' })).toEqual(['prod · a', 'prod · b']);
    expect(subjects({ account: 'aws:prod', region: 'a' })).toEqual(['prod · a']);
    expect(subjects({ account: 'aws:legacy', region: 'c' })).toEqual(['legacy']);
  });

  test('a broken file is a line of its own, whatever is chosen', () => {
    const problem: WireError = { code: 'config-broken', message: 'Line 1 is broken.' };
    const looked = { what: 'AWS config file', where: '/home/me/.aws/config', found: 'read', problem } as const;
    const all = problemsOf([account()], [], [looked, { what: 'AWS credentials file', where: '/x', found: 'missing' }]);
    expect(all).toMatchObject([{ subject: 'AWS config file', error: problem, retry: {} }]);
    expect(problemsIn({ account: 'aws:legacy', region: 'a' }, all)).toEqual(all);
  });
});
