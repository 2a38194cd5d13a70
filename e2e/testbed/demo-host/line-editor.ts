import type { ControlName, Key } from './keys.ts';

export interface LineEditorOptions {
  /** Goes to the terminal. */
  readonly write: (text: string) => void;
  readonly columns: () => number;
  /** All endings for the word before the cursor. */
  readonly complete: (before: string) => readonly string[];
  readonly history: readonly string[];
}

export type EditorEvent = { readonly kind: 'line'; readonly line: string } | { readonly kind: 'interrupt' } | { readonly kind: 'end' };

export interface LineEditor {
  /** Shows a prompt and an empty line. */
  start(prompt: string): void;
  /** Edits; an event ends the line and the next `start` begins another. */
  press(key: Key): EditorEvent | undefined;
  /** Draws the line again, for example at a new width. */
  redraw(): void;
}

/** One line with a cursor, drawn with nothing but carriage return, cursor movement and erase, as a simple shell does. */
export function createLineEditor(options: LineEditorOptions): LineEditor {
  let prompt = '';
  let line: string[] = [];
  let cursor = 0;
  /** Row of the cursor, counted from the prompt's first one. */
  let row = 0;
  let at = 0;
  let draft: string[] = [];

  function start(text: string): void {
    prompt = text;
    line = [];
    cursor = 0;
    row = 0;
    at = options.history.length;
    options.write(prompt);
  }

  function draw(): void {
    const columns = Math.max(1, options.columns());
    const total = textWidth(prompt) + textWidth(line.join(''));
    const target = textWidth(prompt) + textWidth(line.slice(0, cursor).join(''));
    let out = `${row > 0 ? `\u001b[${row}A` : ''}\r\u001b[J${prompt}${line.join('')}`;
    // A full last column leaves the cursor hanging there: a new line makes its place certain.
    if (total > 0 && total % columns === 0) out += '\r\n';
    row = Math.floor(target / columns);
    const up = Math.floor(total / columns) - row;
    const column = target % columns;
    out += `${up > 0 ? `\u001b[${up}A` : ''}\r${column > 0 ? `\u001b[${column}C` : ''}`;
    options.write(out);
  }

  function replace(next: readonly string[]): void {
    line = [...next];
    cursor = line.length;
    draw();
  }

  function insert(text: string): void {
    const parts = graphemes(text);
    const append = cursor === line.length;
    line.splice(cursor, 0, ...parts);
    cursor += parts.length;
    const columns = options.columns();
    const end = textWidth(prompt) + textWidth(line.join(''));
    // Typing at the end of a line that does not wrap is an echo and no drawing: fewer bytes, less flicker.
    if (append && end < columns) options.write(text);
    else draw();
  }

  function erase(from: number, to: number): void {
    if (from === to) return;
    line.splice(from, to - from);
    cursor = from;
    draw();
  }

  function move(to: number): void {
    const next = Math.min(line.length, Math.max(0, to));
    if (next === cursor) return;
    cursor = next;
    draw();
  }

  function recall(step: -1 | 1): void {
    const next = at + step;
    if (next < 0 || next > options.history.length) return;
    if (at === options.history.length) draft = line;
    at = next;
    replace(next === options.history.length ? draft : graphemes(options.history[next] ?? ''));
  }

  function finish(): void {
    cursor = line.length;
    draw();
    options.write('\r\n');
  }

  function complete(): void {
    const before = line.slice(0, cursor).join('');
    const choices = options.complete(before);
    const word = /\S*$/.exec(before)?.[0] ?? '';
    const shared = commonStart(choices);
    if (shared.length > word.length) insert(shared.slice(word.length) + (choices.length === 1 && !shared.endsWith('/') ? ' ' : ''));
    else if (choices.length === 1 && shared === word && !word.endsWith('/')) insert(' ');
    else if (choices.length > 1) {
      options.write(`\r\n${choices.join('  ')}\r\n`);
      row = 0;
      draw();
    }
  }

  const actions: Readonly<Record<ControlName, () => EditorEvent | undefined>> = {
    enter: () => {
      finish();
      return { kind: 'line', line: line.join('') };
    },
    interrupt: () => {
      options.write('^C\r\n');
      return { kind: 'interrupt' };
    },
    'end-of-input': () => {
      if (line.length === 0) return { kind: 'end' };
      erase(cursor, Math.min(line.length, cursor + 1));
      return undefined;
    },
    quit: () => undefined,
    tab: () => void complete(),
    backspace: () => void erase(Math.max(0, cursor - 1), cursor),
    delete: () => void erase(cursor, Math.min(line.length, cursor + 1)),
    up: () => void recall(-1),
    down: () => void recall(1),
    left: () => void move(cursor - 1),
    right: () => void move(cursor + 1),
    'word-left': () => void move(wordLeft(line, cursor)),
    'word-right': () => void move(wordRight(line, cursor)),
    home: () => void move(0),
    end: () => void move(line.length),
    'kill-line': () => void erase(0, cursor),
    'kill-to-end': () => void erase(cursor, line.length),
    'kill-word': () => void erase(wordLeft(line, cursor), cursor),
    clear: () => {
      options.write('\u001b[H\u001b[2J');
      row = 0;
      draw();
      return undefined;
    },
  };

  return {
    start,
    redraw: draw,
    press: (key) => {
      if (key.kind === 'control') return actions[key.name]();
      insert(key.text);
      return undefined;
    },
  };
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function graphemes(text: string): string[] {
  return [...segmenter.segment(text)].map((part) => part.segment);
}

const invisible = /\u001b\[[0-9;?]*[a-zA-Z]|\u001b\][^\u0007]*\u0007/g;

/** Columns that a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const part of graphemes(text.replace(invisible, '')))
    width += /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
      part,
    )
      ? 2
      : 1;
  return width;
}

function wordLeft(line: readonly string[], from: number): number {
  let at = from;
  while (at > 0 && line[at - 1] === ' ') at--;
  while (at > 0 && line[at - 1] !== ' ') at--;
  return at;
}

function wordRight(line: readonly string[], from: number): number {
  let at = from;
  while (at < line.length && line[at] === ' ') at++;
  while (at < line.length && line[at] !== ' ') at++;
  return at;
}

function commonStart(words: readonly string[]): string {
  let shared = words[0] ?? '';
  for (const word of words) while (!word.startsWith(shared)) shared = shared.slice(0, -1);
  return shared;
}
