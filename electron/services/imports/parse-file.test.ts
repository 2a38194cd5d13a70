import { expect, test } from 'vitest';
import { eachLine, MAX_LINE } from './lines.ts';
import { parseFile } from './parse-file.ts';

const MIB = 1024 * 1024;

test('lines come without their ends, whichever these are, and one that is no line of any format comes empty', () => {
  expect([...eachLine('a\r\n\nb\rc\n')]).toEqual(['a', '', 'b\rc', '']);
  expect([...eachLine('')]).toEqual(['']);
  expect([...eachLine(`${','.repeat(MAX_LINE + 1)}\nb`)]).toEqual(['', 'b']);
});

test('a file of more lines than an array can have is read line by line', () => {
  let count = 0;
  for (const line of eachLine('\n'.repeat(2 ** 27))) count += line.length + 1;
  expect(count).toBe(2 ** 27 + 1);
}, 60_000);

test('a large file gives the same as a small one, and no more than can be shown', async () => {
  const line = (index: number): string => `[Sessions\\s${index}]\nHostName=h${index}.example\n`;
  const small = await parseFile('winscp', Buffer.from(line(0)), 'small.ini', 'small.ini', {});
  const text = Array.from({ length: 40_000 }, (_, index) => line(index)).join('');
  const large = await parseFile('winscp', Buffer.from(text), 'large.ini', 'large.ini', {});
  expect(large.drafts[0]).toEqual(small.drafts[0]);
  expect(large.drafts).toHaveLength(30_000);
  expect(large.found).toBe(40_000);
}, 60_000);

test('a large file of another kind says what it seems to be, in the words of a small one', async () => {
  const bytes = Buffer.alloc(MIB, '<?xml version="1.0"?> ');
  await expect(parseFile('putty-reg', bytes, 'x.reg', 'x.reg', {})).rejects.toMatchObject({
    code: 'invalid-input',
    message: 'x.reg seems to be an XML file of another program, not a registry export of PuTTY.',
  });
}, 60_000);

test('a file that is made to take minutes is given up, and the host goes on meanwhile', async () => {
  const hostile = Buffer.alloc(60 * MIB, 'x\n');
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 10);
  await expect(parseFile('known-hosts', hostile, 'known_hosts', 'known_hosts', { timeoutMs: 1_000 })).rejects.toMatchObject({
    code: 'limit',
    message: 'known_hosts holds more than can be read at once.',
  });
  clearInterval(counting);
  expect(turns).toBeGreaterThan(10);
}, 60_000);

test('a file that blows itself up ends its own thread alone', async () => {
  const hostile = Buffer.alloc(30 * MIB, '[Sessions\\a]\n');
  await expect(parseFile('winscp', hostile, 'WinSCP.ini', 'WinSCP.ini', { memory: 64 })).rejects.toMatchObject({ code: 'limit' });
}, 60_000);

test('who closes the preview does not wait for the file', async () => {
  const abort = new AbortController();
  const parsing = parseFile('winscp', Buffer.alloc(30 * MIB, '[Sessions\\a]\n'), 'WinSCP.ini', 'WinSCP.ini', { signal: abort.signal });
  abort.abort();
  await expect(parsing).rejects.toMatchObject({ code: 'cancelled' });
}, 60_000);
