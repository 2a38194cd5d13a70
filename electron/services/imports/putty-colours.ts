import type { ColourName } from '../../../shared/model/session-settings.ts';
import type { SettingsDraft } from './draft.ts';
import type { PuttyValues } from './putty-session.ts';
import { texts } from '../../../shared/texts/current.ts';

/** PuTTY's numbers of colours, with PuTTY's factory values: 6 to 21 are normal and bold of each ANSI colour in turn. */
const COLOURS: readonly (readonly [ColourName | 'boldForeground' | 'boldBackground', string])[] = [
  ['foreground', '187,187,187'],
  ['boldForeground', '255,255,255'],
  ['background', '0,0,0'],
  ['boldBackground', '85,85,85'],
  ['cursorText', '0,0,0'],
  ['cursor', '0,255,0'],
  ['black', '0,0,0'],
  ['brightBlack', '85,85,85'],
  ['red', '187,0,0'],
  ['brightRed', '255,85,85'],
  ['green', '0,187,0'],
  ['brightGreen', '85,255,85'],
  ['yellow', '187,187,0'],
  ['brightYellow', '255,255,85'],
  ['blue', '0,0,187'],
  ['brightBlue', '85,85,255'],
  ['magenta', '187,0,187'],
  ['brightMagenta', '255,85,255'],
  ['cyan', '0,187,187'],
  ['brightCyan', '85,255,255'],
  ['white', '187,187,187'],
  ['brightWhite', '255,255,255'],
];

const KEYS = COLOURS.map((_colour, index) => `Colour${index}`);

/** A palette is taken whole as soon as one colour is not PuTTY's own: half of one upon another theme could not be read. */
export function takePuttyColours(draft: SettingsDraft, values: PuttyValues): void {
  const given = COLOURS.map(([name, factory], index) => ({
    name,
    factory,
    value: (values.get(KEYS[index] ?? '') ?? factory).trim(),
  }));
  if (given.every(({ value, factory }) => value === factory)) return;
  const colours: Partial<Record<ColourName, string>> = {};
  for (const { name, value, factory } of given) {
    if (name === 'boldForeground' || name === 'boldBackground') {
      if (value !== factory) draft.note(texts().importNotes.boldColours);
      continue;
    }
    const colour = hexColour(value);
    if (colour === undefined) draft.note(texts().importNotes.colour(value, name));
    else colours[name] = colour;
  }
  draft.set('colours', colours, texts().importFields.colours);
}

/** PuTTY's own colours, which most palettes keep. */
const HEX = new Map<string, string>();
for (const [, factory] of COLOURS) {
  const hex = hexColour(factory);
  if (hex !== undefined) HEX.set(factory, hex);
}

/** `r,g,b` in decimal as `#rrggbb`. */
export function hexColour(value: string): string | undefined {
  const known = HEX.get(value);
  if (known !== undefined) return known;
  const parts = /^(\d{1,3}),(\d{1,3}),(\d{1,3})$/u.exec(value)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
