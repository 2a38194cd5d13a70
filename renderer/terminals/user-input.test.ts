import { Terminal } from '@xterm/xterm';
import { expect, it } from 'vitest';
import { onUserInput } from './user-input.ts';

it('what is typed is told from what the terminal answers', async () => {
  const term = new Terminal({ allowProposedApi: true });
  const seen: string[] = [];
  onUserInput(term, () => seen.push('typed'));
  term.onData((text) => seen.push(text));
  await new Promise<void>((parsed) => term.write('\u001b[5n', parsed));
  expect(seen).toEqual(['\u001b[0n']);
  term.input('ls\r');
  expect(seen.slice(1)).toEqual(['typed', 'ls\r']);
  term.dispose();
});
