import type { CommandEntry, CommandIo } from './command.ts';
import { resolvePath } from './command.ts';
import { linesOf } from './pipe.ts';

/** Reading and filtering text. */
export const textCommands: Readonly<Record<string, CommandEntry>> = {
  cat: { run: cat, help: 'print files' },
  less: { run: cat, help: 'print files (the demo has no pager)' },
  head: { run: head, help: 'first lines; -n NUMBER' },
  tail: { run: tail, help: 'last lines; -n NUMBER' },
  grep: { run: grep, help: 'lines that match a pattern; -i, -v, -c' },
  wc: { run: wc, help: 'count lines, words and bytes; -l' },
};

/** The named files one after the other, else what is piped in. `undefined`: something was missing, and has been said. */
async function source(
  io: CommandIo,
  command: string,
  names: readonly string[],
): Promise<AsyncIterable<string> | Iterable<string> | undefined> {
  if (names.length === 0 && io.input) return io.input;
  if (names.length === 0) {
    await io.err(`${command}: name a file (the demo does not read from the keyboard)\n`);
    return undefined;
  }
  const files = [];
  for (const name of names) {
    const path = resolvePath(io.session, io.machine.home, name);
    const file = io.machine.files.file(path);
    if (file) files.push(file);
    else await io.err(`${command}: ${name}: ${io.machine.files.isFolder(path) ? 'Is a directory' : 'No such file or directory'}\n`);
  }
  if (files.length < names.length) return undefined;
  return (function* () {
    for (const file of files) yield* file.read();
  })();
}

async function cat(io: CommandIo): Promise<number> {
  const text = await source(io, 'cat', io.args);
  if (!text) return 1;
  for await (const piece of text) await io.out(piece);
  return 0;
}

function lineCount(args: readonly string[]): { readonly count: number; readonly names: readonly string[] } {
  const names: string[] = [];
  let count = 10;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-n') count = Number(args[++at]);
    else if (/^-n?\d+$/.test(arg)) count = Number(arg.replace(/\D/g, ''));
    else if (arg !== '-f') names.push(arg);
  }
  return { count: Number.isInteger(count) && count >= 0 ? count : 10, names };
}

async function head(io: CommandIo): Promise<number> {
  const { count, names } = lineCount(io.args);
  const text = await source(io, 'head', names);
  if (!text) return 1;
  let left = count;
  if (left === 0) return 0;
  for await (const line of linesOf(text)) {
    await io.out(`${line}\n`);
    if (--left === 0) break;
  }
  return 0;
}

async function tail(io: CommandIo): Promise<number> {
  const { count, names } = lineCount(io.args);
  const text = await source(io, 'tail', names);
  if (!text) return 1;
  let last: string[] = [];
  for await (const line of linesOf(text)) {
    last.push(line);
    // Trimmed now and then: a shift for each line would be slow.
    if (last.length > 2 * count + 1000) {
      io.signal.throwIfAborted();
      last = last.slice(-count);
    }
  }
  if (count > 0)
    await io.out(
      last
        .slice(-count)
        .map((line) => `${line}\n`)
        .join(''),
    );
  return 0;
}

async function grep(io: CommandIo): Promise<number> {
  const flags = io.args.filter((arg) => /^-[ivc]+$/.test(arg)).join('');
  const [pattern, ...names] = io.args.filter((arg) => !/^-[ivc]+$/.test(arg));
  if (pattern === undefined) {
    await io.err('grep: say what to look for\n');
    return 2;
  }
  const text = await source(io, 'grep', names);
  if (!text) return 2;
  const wanted = flags.includes('i') ? pattern.toLowerCase() : pattern;
  let found = 0;
  let block = '';
  for await (const line of linesOf(text)) {
    const has = (flags.includes('i') ? line.toLowerCase() : line).includes(wanted);
    if (has === flags.includes('v')) continue;
    found++;
    if (flags.includes('c')) continue;
    block += `${line}\n`;
    if (block.length < 8192) continue;
    await io.out(block);
    block = '';
  }
  if (flags.includes('c')) block = `${found}\n`;
  if (block !== '') await io.out(block);
  return found > 0 ? 0 : 1;
}

async function wc(io: CommandIo): Promise<number> {
  const linesOnly = io.args.includes('-l');
  const names = io.args.filter((arg) => !arg.startsWith('-'));
  const text = await source(io, 'wc', names);
  if (!text) return 1;
  let lines = 0;
  let words = 0;
  let bytes = 0;
  for await (const piece of text) {
    lines += piece.split('\n').length - 1;
    words += piece.split(/\s+/).filter((word) => word !== '').length;
    bytes += Buffer.byteLength(piece);
  }
  await io.out(
    linesOnly ? `${lines}\n` : `${String(lines).padStart(8)}${String(words).padStart(8)}${String(bytes).padStart(9)} ${names.join(' ')}\n`,
  );
  return 0;
}
