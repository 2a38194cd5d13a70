import { Terminal } from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import { createKeyReader } from './keys.ts';
import { createLineEditor, textWidth } from './line-editor.ts';
import type { EditorEvent } from './line-editor.ts';

const up = '\u001b[A';
const down = '\u001b[B';
const right = '\u001b[C';
const left = '\u001b[D';

/** An editor on a real terminal emulator: what counts is what a person sees. */
function desk({ columns = 40, history = [], choices = [] }: { columns?: number; history?: string[]; choices?: string[] } = {}) {
  const terminal = new Terminal({ cols: columns, rows: 10, allowProposedApi: true });
  const written: string[] = [];
  const events: EditorEvent[] = [];
  const editor = createLineEditor({
    write: (text) => {
      written.push(text);
      terminal.write(text);
    },
    columns: () => columns,
    complete: (before) => choices.filter((choice) => choice.startsWith(/\S*$/.exec(before)?.[0] ?? '')),
    history,
  });
  const read = createKeyReader();
  editor.start('$ ');
  return {
    events,
    written,
    type: (text: string) => {
      for (const key of read(Buffer.from(text))) {
        const event = editor.press(key);
        if (!event) continue;
        events.push(event);
        if (event.kind === 'line') history.push(event.line);
        editor.start('$ ');
      }
    },
    line: () => {
      const event = events.at(-1);
      return event?.kind === 'line' ? event.line : undefined;
    },
    screen: async () => {
      await new Promise<void>((resolve) => terminal.write('', resolve));
      const buffer = terminal.buffer.active;
      const rows = Array.from({ length: 10 }, (_, at) => buffer.getLine(buffer.baseY + at)?.translateToString(true) ?? '');
      while (rows.at(-1) === '') rows.pop();
      return { rows, cursor: [buffer.cursorX, buffer.cursorY] };
    },
  };
}

test('what is typed is echoed and given back on Enter', () => {
  const { type, line, written } = desk();
  type('ls -l');
  expect(written).toEqual(['$ ', 'ls -l']);
  type('\r');
  expect(line()).toBe('ls -l');
});

describe('keys edit the line where the cursor is', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['Left and typing insert', `ac${left}b`, 'abc'],
    ['Backspace takes the character before', `abx${left}\u007f`, 'ax'],
    ['Delete takes the character under', `axb${left}${left}\u001b[3~`, 'ab'],
    ['Ctrl-A and Ctrl-E go to the ends', 'b\u0001a\u0005c', 'abc'],
    ['Home and End do too', 'b\u001b[Ha\u001b[Fc', 'abc'],
    ['Ctrl-U kills to the start', `junk ok${left}${left}\u0015`, 'ok'],
    ['Ctrl-K kills to the end', `ok junk${left.repeat(5)}\u000b`, 'ok'],
    ['Ctrl-W kills a word', 'git push --force\u0017', 'git push '],
    ['Ctrl-Left goes back a word', 'one two\u001b[1;5Dx', 'one xtwo'],
    ['Ctrl-D deletes in a line', `abc${left.repeat(3)}\u0004`, 'bc'],
    ['an emoji is one character', '👩‍💻x\u007f\u007fy', 'y'],
    ['the cursor stops at the ends', `a${left.repeat(5)}b${right.repeat(9)}c`, 'bac'],
  ];
  test.each(cases)('%s', (_, typed, expected) => {
    const { type, line } = desk();
    type(`${typed}\r`);
    expect(line()).toBe(expected);
  });
});

test('a key cut in two by the network is one key', () => {
  const { type, line } = desk();
  type('ac\u001b');
  type('[');
  type('Db\r');
  expect(line()).toBe('abc');
});

test('Up and Down walk through history and come back to the draft', () => {
  const { type, line } = desk({ history: ['first', 'second'] });
  type(`dra${up}${up}${down}${down}ft\r`);
  expect(line()).toBe('draft');
  type(`${up}${up}${up}\r`);
  expect(line()).toBe('first');
});

test('Ctrl-C drops the line, Ctrl-D on an empty one leaves', () => {
  const { type, events } = desk();
  type('rm -rf\u0003');
  type('\u0004');
  expect(events).toEqual([{ kind: 'interrupt' }, { kind: 'end' }]);
});

test('Ctrl-L empties the screen and keeps the line', async () => {
  const { type, screen } = desk();
  type('one\r');
  type('two\u000c');
  expect(await screen()).toEqual({ rows: ['$ two'], cursor: [5, 0] });
});

test('a line longer than the window wraps, and editing in its middle draws it rightly', async () => {
  const { type, screen, line } = desk({ columns: 10 });
  type('abcdefghijklmnop');
  expect(await screen()).toEqual({ rows: ['$ abcdefgh', 'ijklmnop'], cursor: [8, 1] });
  type(`${left.repeat(12)}__`);
  expect(await screen()).toEqual({ rows: ['$ abcd__ef', 'ghijklmnop'], cursor: [8, 0] });
  type('\u0005\u0015short');
  expect(await screen()).toEqual({ rows: ['$ short'], cursor: [7, 0] });
  type('\r');
  expect(line()).toBe('short');
});

test('Tab completes what is certain and lists what is not', async () => {
  const { type, line, screen } = desk({ choices: ['hello', 'help', 'history'] });
  type('hi\t\r');
  expect(line()).toBe('history ');
  type('he\t\t');
  expect((await screen()).rows).toEqual(['$ history ', '$ hel', 'hello  help', '$ hel']);
});

test('wide characters take two columns, colours and titles none', () => {
  expect(textWidth('日本')).toBe(4);
  expect(textWidth('\u001b[1;32mok\u001b[0m')).toBe(2);
  expect(textWidth('\u001b]0;title\u0007$ ')).toBe(2);
});
