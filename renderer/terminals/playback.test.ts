import { Terminal } from '@xterm/xterm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playBack } from './playback.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A terminal that parses one write at a time, when it is told to. */
function slowTerminal() {
  const log: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    log,
    write(block: Uint8Array, parsed: () => void) {
      waiting.push(() => {
        log.push(new TextDecoder().decode(block));
        parsed();
      });
    },
    parse() {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
    },
  };
}

describe('a replay', () => {
  it('is parsed part by part, each at its size, and what is new comes behind its end', () => {
    const terminal = slowTerminal();
    const paid: number[] = [];
    const write = playBack({
      replay: {
        bytes: 10,
        sizes: [
          { at: 0, cols: 80, rows: 24 },
          { at: 4, cols: 40, rows: 10 },
          { at: 10, cols: 60, rows: 10 },
        ],
      },
      write: terminal.write,
      resize: ({ cols, rows }) => terminal.log.push(`${cols}×${rows}`),
      onEnd: () => terminal.log.push('end'),
    });
    write(bytes('wi'), () => paid.push(1));
    write(bytes('denar'), () => paid.push(2));
    write(new Uint8Array(0), () => paid.push(3));
    terminal.parse();
    expect(terminal.log).toEqual(['80×24', 'wi', 'de', '40×10', 'nar', '']);
    expect(paid).toEqual([1, 2, 3]);
    write(bytes('rownew'), () => paid.push(4));
    write(bytes('er'), () => paid.push(5));
    expect(paid).toEqual([1, 2, 3]);
    terminal.parse();
    expect(terminal.log.slice(6)).toEqual(['row', '60×10', 'end', 'new', 'er']);
    expect(paid).toEqual([1, 2, 3, 4, 5]);
  });

  it('of nothing ends at once, at the size that the host knows', () => {
    const terminal = slowTerminal();
    playBack({
      replay: { bytes: 0, sizes: [{ at: 0, cols: 70, rows: 20 }] },
      write: terminal.write,
      resize: ({ cols, rows }) => terminal.log.push(`${cols}×${rows}`),
      onEnd: () => terminal.log.push('end'),
    });
    expect(terminal.log).toEqual(['70×20', 'end']);
  });

  // The property that it is there for: a terminal that is played back looks like the one that was there, also where a program moved
  // the cursor by the width it had, and wherever the wire cut the bytes.
  it('shows what stood in the terminal before', async () => {
    const size = fc.record({ cols: fc.integer({ min: 2, max: 30 }), rows: fc.integer({ min: 2, max: 6 }) });
    const output = fc.constantFrom('word', 'äöü€', '\r\n', '\u001b[A', '\u001b[K', '\r', '\u001b[3C', 'x'.repeat(25), '\b\b', '\u001b[31m');
    await fc.assert(
      fc.asyncProperty(
        size,
        fc.array(fc.oneof(size, output), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        async (first, steps, cut) => {
          const there = new Terminal({ ...first, allowProposedApi: true });
          const again = new Terminal({ cols: 80, rows: 24, allowProposedApi: true });
          const put = (term: Terminal, block: Uint8Array | string): Promise<void> => new Promise((done) => term.write(block, done));
          const sizes = [{ at: 0, ...first }];
          const printed: number[] = [];
          for (const step of steps) {
            if (typeof step === 'string') {
              await put(there, step);
              printed.push(...bytes(step));
            } else {
              there.resize(step.cols, step.rows);
              sizes.push({ at: printed.length, ...step });
            }
          }
          await new Promise<void>((ended) => {
            const write = playBack({
              replay: { bytes: printed.length, sizes },
              write: (block, parsed) => again.write(block, parsed),
              resize: ({ cols, rows }) => again.resize(cols, rows),
              onEnd: ended,
            });
            for (let at = 0; at < printed.length; at += cut) write(Uint8Array.from(printed.slice(at, at + cut)), () => {});
          });
          expect(lines(again)).toEqual(lines(there));
          expect([again.buffer.active.cursorX, again.buffer.active.cursorY]).toEqual([
            there.buffer.active.cursorX,
            there.buffer.active.cursorY,
          ]);
          there.dispose();
          again.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });
});

function lines(term: Terminal): string[] {
  const { active } = term.buffer;
  return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
}
