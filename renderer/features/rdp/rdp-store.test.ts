import { describe, expect, it } from 'vitest';
import { sampleSession } from '../sessions/sample.ts';
import { openLabel, usualClient } from './client-choice.ts';
import { connectedInstances, launchesOf, newFailure, withLaunchChange } from './rdp-store.ts';
import { sampleLaunch } from './sample.ts';

const line = (text: string) => ({ at: 1, step: 'client', state: 'info', text }) as const;
const put = (more: Parameters<typeof sampleLaunch>[0], ...texts: string[]) => {
  const { log: _log, ...launch } = sampleLaunch(more);
  return { kind: 'put', launch: { ...launch, newLines: texts.map(line) } } as const;
};

describe('the list of remote desktops', () => {
  it('gathers the log of each', () => {
    let launches = withLaunchChange(new Map(), put({}, 'one'));
    launches = withLaunchChange(launches, put({ state: 'connected' }, 'two', 'three'));
    expect(launches.get('l1')?.log.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(launches.get('l1')?.state).toBe('connected');
    expect(withLaunchChange(launches, { kind: 'removed', id: 'l1' }).size).toBe(0);
  });

  it('tells a failure once', () => {
    const failed = put({ state: 'failed', error: { code: 'unreachable', message: 'Nothing answers.', hint: 'Start it.' } });
    const before = launchesOf([sampleLaunch()]);
    expect(newFailure(before, failed)).toMatchObject({ code: 'unreachable', message: 'Nothing answers.', hint: 'Start it.' });
    expect(newFailure(withLaunchChange(before, failed), failed)).toBeUndefined();
    expect(newFailure(before, put({ state: 'connected' }))).toBeUndefined();
  });

  it('marks instances with an open desktop, also one opened through a session', () => {
    const target = { kind: 'instance', cloud: 'aws', name: 'b', account: 'aws:prod', region: 'eu-central-1', instance: 'i-02' } as const;
    const sessions = new Map([['s', sampleSession({ id: 's', protocol: 'rdp', target })]]);
    const launches = launchesOf([
      sampleLaunch({ state: 'connected' }),
      sampleLaunch({ id: 'l2', state: 'connected', machine: { kind: 'session', id: 's' } }),
      sampleLaunch({ id: 'l3', machine: { kind: 'instance', account: 'aws:prod', region: 'eu-central-1', instance: 'i-03' } }),
    ]);
    expect([...connectedInstances(launches, sessions)]).toEqual(['aws:prod/eu-central-1/i-01', 'aws:prod/eu-central-1/i-02']);
  });
});

describe('the client of a click', () => {
  const clients = {
    found: [
      { id: 'remmina', name: 'Remmina 1.4.29' },
      { id: 'freerdp', name: 'xfreerdp 2.11.7' },
    ],
    install: [],
  } as const;
  it('is the wished one where it is there, else the first', () => {
    expect(usualClient(clients, 'freerdp')?.id).toBe('freerdp');
    expect(usualClient(clients, 'mstsc')?.id).toBe('remmina');
    expect(openLabel(clients)).toBe('Open in Remmina');
    expect(openLabel({ found: [], install: [] })).toBe('Remote desktop');
    expect(openLabel(undefined)).toBe('Remote desktop');
  });
});
