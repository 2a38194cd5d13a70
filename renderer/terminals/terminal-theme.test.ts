import { describe, expect, it } from 'vitest';
import { DARK_THEME, LIGHT_THEME } from './terminal-theme.ts';

const ANSI = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const BRIGHT = [
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;

// Relative luminance and contrast as WCAG 2.2 defines them.
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([
  ['dark', DARK_THEME],
  ['light', LIGHT_THEME],
] as const)('the %s colours', (_name, theme) => {
  it.each([...ANSI, ...BRIGHT, 'foreground', 'cursor'] as const)('show %s readably on the background', (colour) => {
    expect(contrast(theme[colour], theme.background)).toBeGreaterThanOrEqual(4.5);
  });

  it('keep plain text readable where it is selected', () => {
    expect(contrast(theme.foreground, theme.selectionBackground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme.foreground, theme.selectionInactiveBackground)).toBeGreaterThanOrEqual(4.5);
  });
});
