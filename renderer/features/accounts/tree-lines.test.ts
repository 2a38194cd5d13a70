import { describe, expect, test } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import type { Scope } from '../../../shared/model/instance.ts';
import { sampleScope } from '../instances/sample.ts';
import { sidebarLines } from './tree-lines.ts';

const prod: Account = { id: 'aws:prod', cloud: 'aws', profile: 'prod', kind: 'static', enabled: true, mfa: false };
const farm: Account = { ...prod, id: 'aws:farm', profile: 'farm', kind: 'process', enabled: false };
const none = { closed: new Set<string>(), emptyShown: new Set<string>() };
const ids = (lines: ReturnType<typeof sidebarLines>): string[] => lines.map(({ id }) => id);

describe('the sidebar', () => {
  const scopes = [
    sampleScope({ region: 'us-east-1', count: 9 }),
    sampleScope({ region: 'eu-central-1', count: 24 }),
    sampleScope({ region: 'sa-east-1', count: 0 }),
    sampleScope({ region: 'af-south-1', count: 0, state: 'failed' }),
  ];

  test('shows regions with instances and failed ones in order, and folds the empty ones into one line', () => {
    const lines = sidebarLines([prod], scopes, none);
    expect(ids(lines)).toEqual(['all', 'aws:prod', 'aws:prod/af-south-1', 'aws:prod/eu-central-1', 'aws:prod/us-east-1', 'empty aws:prod']);
    expect(lines[0]).toMatchObject({ count: 33 });
    expect(lines[1]).toMatchObject({ count: 33, failed: true, loading: false });
  });

  test('has the same lines while it is all looked at again', () => {
    const error = { code: 'denied', message: 'No.' } as unknown as NonNullable<Scope['error']>;
    const again = scopes.map(
      (scope): Scope => ({ ...scope, state: 'loading', ...(scope.state === 'failed' ? { error } : { loadedAt: 1 }) }),
    );
    expect(ids(sidebarLines([prod], again, none))).toEqual(ids(sidebarLines([prod], scopes, none)));
  });

  test('shows the empty regions when asked', () => {
    expect(ids(sidebarLines([prod], scopes, { ...none, emptyShown: new Set(['aws:prod']) }))).toContain('aws:prod/sa-east-1');
  });

  test('a closed account hides its regions and keeps its count', () => {
    const lines = sidebarLines([prod], scopes, { ...none, closed: new Set(['aws:prod']) });
    expect(ids(lines)).toEqual(['all', 'aws:prod']);
    expect(lines[1]).toMatchObject({ open: false, count: 33 });
  });

  test('an account that is off has no regions and is not open', () => {
    expect(sidebarLines([farm], [], none)[1]).toMatchObject({ kind: 'account', open: false });
  });

  test('the place of regions that are not known yet is no line of its own', () => {
    const lines = sidebarLines([prod], [sampleScope({ region: '', count: 0, state: 'loading' })], none);
    expect(ids(lines)).toEqual(['all', 'aws:prod']);
    expect(lines[1]).toMatchObject({ loading: true });
  });
});
