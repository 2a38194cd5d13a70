import type { ITheme } from '@xterm/xterm';
import type { TerminalSettings } from '../../shared/model/terminal.ts';
import { DARK_THEME, LIGHT_THEME } from './terminal-theme.ts';

/** What the app says of all terminals alike. */
export interface CommonLook {
  readonly dark: boolean;
  readonly screenReader: boolean;
  /** CSS pixels, as the app's settings have it now. */
  readonly fontSize: number;
  /** Lines, as the app's settings have it now. */
  readonly scrollback: number;
}

/** How one terminal looks and behaves. */
export interface Appearance {
  readonly theme: ITheme;
  /** Of the two built-in themes the one that `theme` is made from. */
  readonly dark: boolean;
  /** Empty: the built-in list of fixed-width fonts. */
  readonly fontFamily: string;
  /** CSS pixels. */
  readonly fontSize: number;
  /** Lines. */
  readonly scrollback: number;
  readonly screenReader: boolean;
  readonly cursor: 'block' | 'underline' | 'bar';
  readonly cursorBlink: boolean;
  /** Fixed size; 0 follows the panel. */
  readonly columns: number;
  readonly rows: number;
  readonly bell: 'none' | 'visual' | 'sound';
  readonly backspace: 'delete' | 'control-h';
  readonly pasteGuard: boolean;
}

/** A terminal's settings, and what the app's own settings were when these came. */
export interface OwnLook {
  readonly settings: TerminalSettings;
  readonly fontSize: number;
  readonly scrollback: number;
}

const FONT_SIZE = { min: 6, max: 40 };

/** The look of a terminal whose settings are not known yet, or that has none of its own. */
export function commonAppearance({ dark, screenReader, fontSize, scrollback }: CommonLook): Appearance {
  return {
    theme: dark ? DARK_THEME : LIGHT_THEME,
    dark,
    fontFamily: '',
    fontSize,
    scrollback,
    screenReader,
    cursor: 'block',
    cursorBlink: false,
    columns: 0,
    rows: 0,
    bell: 'none',
    backspace: 'delete',
    pasteGuard: true,
  };
}

/**
 * The look that a terminal's settings ask for. "Larger text" in the app moves every terminal by as much, also one with a size of
 * its own; its scrollback follows the app's only while it has none of its own.
 */
export function appearanceOf(common: CommonLook, own: OwnLook | undefined): Appearance {
  if (own === undefined) return commonAppearance(common);
  const { settings } = own;
  const dark = settings.theme === 'app' ? common.dark : settings.theme === 'dark';
  const { cursorText, ...colours } = settings.colours;
  const size = settings.fontSize + common.fontSize - own.fontSize;
  return {
    theme: {
      ...(dark ? DARK_THEME : LIGHT_THEME),
      ...colours,
      ...(cursorText === undefined ? {} : { cursorAccent: cursorText }),
    },
    dark,
    fontFamily: settings.fontFamily,
    fontSize: Math.min(FONT_SIZE.max, Math.max(FONT_SIZE.min, size)),
    scrollback: settings.scrollback === own.scrollback ? common.scrollback : settings.scrollback,
    screenReader: common.screenReader,
    cursor: settings.cursor,
    cursorBlink: settings.cursorBlink,
    columns: settings.columns,
    rows: settings.rows,
    bell: settings.bell,
    backspace: settings.backspace,
    pasteGuard: settings.pasteGuard,
  };
}
