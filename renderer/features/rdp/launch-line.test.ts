import { describe, expect, it } from 'vitest';
import { bytesText, elapsed, launchCounts, launchLine } from './launch-line.ts';
import { sampleLaunch } from './sample.ts';

describe('how a remote desktop stands', () => {
  it('is the step under way while it is prepared', () => {
    const log = [
      { at: 1, step: 'plan', state: 'done', text: 'Straight' },
      { at: 2, step: 'certificate', state: 'started', text: 'Checking the certificate' },
    ] as const;
    expect(launchLine(sampleLaunch({ log }), 0)).toMatchObject({ tone: 'busy', text: 'Checking the certificate' });
  });
  it('counts down to the next look while Windows has no password yet', () => {
    const launch = sampleLaunch({ retryAt: 20_000 });
    expect(launchLine(launch, 8_100)).toMatchObject({ tone: 'busy', text: expect.stringContaining('Asks again in 12 s') as string });
    expect(launchLine(launch, 20_001).text).toContain('Asking again…');
  });
  it('names the client that starts', () => {
    expect(launchLine(sampleLaunch({ state: 'launching', client: 'freerdp' }), 0).text).toBe('Starting FreeRDP…');
  });
  it('has time and bytes while it is open', () => {
    const launch = sampleLaunch({ state: 'connected', connectedAt: 5_000, bytesIn: 4_200_000, bytesOut: 812 });
    expect(launchLine(launch, 130_000)).toMatchObject({ tone: 'good', text: 'Connected for 2 min · ↓ 4.2 MB ↑ 812 B' });
  });
  it('has the reason and the next step when it failed', () => {
    const error = { code: 'auth-failed', message: 'The password was refused.', hint: 'Try again.' } as const;
    expect(launchLine(sampleLaunch({ state: 'failed', error }), 0)).toMatchObject({
      tone: 'bad',
      text: 'The password was refused.',
      hint: 'Try again.',
    });
  });
  it('shows no control characters of a server', () => {
    const error = { code: 'protocol', message: 'a\u202eb\u0007' } as const;
    expect(launchLine(sampleLaunch({ state: 'failed', error }), 0).text).toBe('a\ufffdb\ufffd');
  });
  it('is the address while a way waits for a program', () => {
    expect(launchLine(sampleLaunch({ state: 'waiting', client: 'none', address: '127.0.0.7:3389' }), 0).text).toContain('127.0.0.7:3389');
  });
});

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [88_000, '88 kB'],
    [999_600, '1.0 MB'],
    [3.2e12, '3.2 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
  it.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms are %s', (time, text) => expect(elapsed(time)).toBe(text));
});

describe('the status bar', () => {
  const of = (...states: Parameters<typeof sampleLaunch>[0][]): string => launchCounts(states.map(sampleLaunch));
  it('counts what is open', () => {
    expect(of()).toBe('');
    expect(of({ state: 'ended' })).toBe('');
    expect(of({ state: 'connected' })).toBe('1 desktop');
    expect(of({ state: 'connected' }, { state: 'connected' }, { state: 'launching' })).toBe('2 desktops, 1 opening');
    expect(of({ state: 'preparing' })).toBe('desktop opening');
    expect(of({ state: 'failed' })).toBe('1 desktop failed');
    expect(of({ state: 'connected' }, { state: 'waiting' }, { state: 'failed' })).toBe('1 desktop, 1 way open, 1 failed');
  });
});
