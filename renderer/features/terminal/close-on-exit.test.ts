import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../shared/model/session-settings.ts';
import type { ShellEnd } from '../../../shared/model/terminal.ts';
import { closesByItself } from './close-on-exit.ts';

const closes = (closeOnExit: 'never' | 'clean' | 'always', end: ShellEnd): boolean =>
  closesByItself({ state: 'ended', end, settings: { ...BUILT_IN, closeOnExit } });

describe('a tab whose shell is over', () => {
  it('stays, unless the settings say otherwise', () => expect(closes('never', { how: 'exited', code: 0 })).toBe(false));
  it('goes after a clean exit', () => {
    expect(closes('clean', { how: 'exited', code: 0 })).toBe(true);
    expect(closes('clean', { how: 'exited', code: 1 })).toBe(false);
    expect(closes('clean', { how: 'exited', signal: 'TERM' })).toBe(false);
  });
  it('goes after any exit', () => expect(closes('always', { how: 'exited', code: 1 })).toBe(true));
  it('stays where the connection broke or never came', () => {
    expect(closes('always', { how: 'lost' })).toBe(false);
    expect(closes('always', { how: 'failed' })).toBe(false);
  });
});
