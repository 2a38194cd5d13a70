import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../shared/model/machine.ts';
import type { Session } from '../../../shared/model/session.ts';
import { openDesktopOf } from './already-open.ts';
import { sampleLaunch } from './sample.ts';

const instance = { kind: 'instance', account: 'aws:prod', region: 'eu-central-1', instance: 'i-01' } as const;
const sessions = new Map<string, Pick<Session, 'target'>>([['s1', { target: { ...instance, cloud: 'aws', name: 'win-1' } }]]);
const find = (machine: Machine, ...launches: Parameters<typeof sampleLaunch>[0][]): string | undefined =>
  openDesktopOf(
    machine,
    launches.map((more) => sampleLaunch(more)),
    sessions,
  )?.id;

describe('the desktop of a machine that is open already', () => {
  it.each(['preparing', 'launching', 'connected'] as const)('is one that is %s', (state) => expect(find(instance, { state })).toBe('l1'));

  it.each(['ended', 'failed', 'waiting'] as const)('is none that is %s', (state) => expect(find(instance, { state })).toBeUndefined());

  it('is none that another program uses', () => expect(find(instance, { state: 'connected', client: 'none' })).toBeUndefined());

  it('is found through a session of the instance, and from it', () => {
    expect(find({ kind: 'session', id: 's1' }, { state: 'connected' })).toBe('l1');
    expect(find(instance, { state: 'connected', machine: { kind: 'session', id: 's1' } })).toBe('l1');
  });

  it('is none of another machine', () => {
    expect(find({ ...instance, instance: 'i-02' }, { state: 'connected' })).toBeUndefined();
    expect(find({ kind: 'host', host: 'desk', port: 3389 }, { machine: { kind: 'host', host: 'desk', port: 3390 } })).toBeUndefined();
  });

  it('is the latest of several', () => expect(find(instance, { id: 'a', state: 'connected' }, { id: 'b', state: 'launching' })).toBe('b'));
});
