import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../shared/model/session-settings.ts';
import { appearanceOf, type CommonLook, type OwnLook } from './appearance.ts';
import { createBell } from './bell.ts';
import { DARK_THEME, LIGHT_THEME } from './terminal-theme.ts';

const common: CommonLook = { dark: true, screenReader: false, fontSize: 13, scrollback: 5_000 };
const own = (settings: Partial<OwnLook['settings']>): OwnLook => ({
  settings: { ...BUILT_IN, ...settings },
  fontSize: 13,
  scrollback: 5_000,
});

describe('the look of a terminal', () => {
  it('is the app’s where the terminal says nothing', () => {
    expect(appearanceOf(common, undefined)).toMatchObject({ theme: DARK_THEME, fontSize: 13, pasteGuard: true });
    expect(appearanceOf(common, own({}))).toEqual(appearanceOf(common, undefined));
  });

  it('takes the theme and single colours of the settings', () => {
    const look = appearanceOf(common, own({ theme: 'light', colours: { background: '#fffbe6', cursorText: '#123456' } }));
    expect(look.dark).toBe(false);
    expect(look.theme).toEqual({ ...LIGHT_THEME, background: '#fffbe6', cursorAccent: '#123456' });
  });

  it('grows with the app’s text, also where the size is its own', () => {
    expect(appearanceOf({ ...common, fontSize: 15 }, own({})).fontSize).toBe(15);
    expect(appearanceOf({ ...common, fontSize: 15 }, own({ fontSize: 20 })).fontSize).toBe(22);
    expect(appearanceOf({ ...common, fontSize: 40 }, own({ fontSize: 38 })).fontSize).toBe(40);
  });

  it('keeps its own scrollback and follows the app’s otherwise', () => {
    expect(appearanceOf({ ...common, scrollback: 100 }, own({})).scrollback).toBe(100);
    expect(appearanceOf({ ...common, scrollback: 100 }, own({ scrollback: 9 })).scrollback).toBe(9);
  });
});

describe('the bell', () => {
  it('rings as set, and twice a second at most', () => {
    const rung: string[] = [];
    let now = 0;
    const bell = createBell({ flash: () => rung.push('flash'), tone: () => rung.push('tone'), now: () => now });
    bell.ring('none');
    bell.ring('visual');
    now = 400;
    bell.ring('sound');
    now = 501;
    bell.ring('sound');
    expect(rung).toEqual(['flash', 'tone']);
  });
});
