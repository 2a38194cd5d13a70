import type { ITheme } from '@xterm/xterm';

/**
 * The sixteen colours, readable as text on the background (4.5 : 1 or more, WCAG AA) save black on dark, which programs use
 * to paint with; xterm's minimum contrast ratio lifts it where text is drawn in it.
 */
export const DARK_THEME = {
  background: '#17181c',
  foreground: '#d6dae0',
  cursor: '#e8ebf0',
  cursorAccent: '#17181c',
  selectionBackground: '#2f5c9e',
  selectionInactiveBackground: '#34404f',
  scrollbarSliderBackground: '#d6dae026',
  scrollbarSliderHoverBackground: '#d6dae040',
  scrollbarSliderActiveBackground: '#d6dae059',
  black: '#2a2f38',
  red: '#f2777a',
  green: '#8cc265',
  yellow: '#d9a94c',
  blue: '#6cabf7',
  magenta: '#c98fe8',
  cyan: '#4fc1c8',
  white: '#c4cad4',
  brightBlack: '#8a93a3',
  brightRed: '#ff9a9a',
  brightGreen: '#b0de86',
  brightYellow: '#f2cd7c',
  brightBlue: '#9cc7ff',
  brightMagenta: '#e0b4fa',
  brightCyan: '#86dfe4',
  brightWhite: '#f4f6f9',
} as const satisfies ITheme;

export const LIGHT_THEME = {
  background: '#ffffff',
  foreground: '#1f2328',
  cursor: '#1f2328',
  cursorAccent: '#ffffff',
  selectionBackground: '#b3d3fb',
  selectionInactiveBackground: '#dde3ea',
  scrollbarSliderBackground: '#1f232826',
  scrollbarSliderHoverBackground: '#1f232840',
  scrollbarSliderActiveBackground: '#1f232859',
  black: '#1f2328',
  red: '#b3261e',
  green: '#1a6e2e',
  yellow: '#7a5200',
  blue: '#0b57b0',
  magenta: '#8431a3',
  cyan: '#0b6670',
  white: '#5f6773',
  brightBlack: '#57606a',
  brightRed: '#c4322b',
  brightGreen: '#1f7a36',
  brightYellow: '#8a5d00',
  brightBlue: '#1565c8',
  brightMagenta: '#9640b5',
  brightCyan: '#127482',
  brightWhite: '#6b737c',
} as const satisfies ITheme;

/** Colours of found text; the search addon takes six-digit hex only. */
export function findColours(dark: boolean): { match: string; active: string; border: string } {
  return !dark ? { match: '#ffe9a8', active: '#ffb84d', border: '#8a5d00' } : { match: '#5c4a14', active: '#9a6a00', border: '#f2cd7c' };
}
