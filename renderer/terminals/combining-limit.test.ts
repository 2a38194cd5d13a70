import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import { expect, it } from 'vitest';
import { limitCombining } from './combining-limit.ts';

function terminal(): { put: (text: string) => Promise<void>; cell: (x: number) => string; dispose: () => void } {
  const term = new Terminal({ allowProposedApi: true });
  term.loadAddon(new Unicode11Addon());
  term.unicode.activeVersion = '11';
  limitCombining(term);
  return {
    put: (text) => new Promise((parsed) => term.write(text, parsed)),
    cell: (x) => term.buffer.active.getLine(0)?.getCell(x)?.getChars() ?? '',
    dispose: () => term.dispose(),
  };
}

const ACUTE = '\u0301';

it('a cell holds what text of any language puts on one character, and no more', async () => {
  const { put, cell, dispose } = terminal();
  await put(`e${ACUTE}\u0323x`);
  expect(cell(0)).toBe(`e${ACUTE}\u0323`);
  expect(cell(1)).toBe('x');
  await put(`\u001b[Ha${ACUTE.repeat(100_000)}b`);
  expect(cell(0)).toBe(`a${ACUTE.repeat(31)}`);
  expect(cell(1)).toBe('b');
  dispose();
});

it('a cell that was full and was written anew takes marks again', async () => {
  const { put, cell, dispose } = terminal();
  await put(`a${ACUTE.repeat(100)}`);
  await put(`\rb${ACUTE}`);
  expect(cell(0)).toBe(`b${ACUTE}`);
  dispose();
});

it('text of a language that uses many marks stays whole', async () => {
  const { put, cell, dispose } = terminal();
  const zalgo = 'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e';
  await put(`${zalgo}!`);
  expect(cell(0)).toBe(zalgo);
  expect(cell(1)).toBe('!');
  dispose();
});
