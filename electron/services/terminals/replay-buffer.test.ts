import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplayBuffer } from './replay-buffer.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (blocks: readonly Uint8Array[]): string => Buffer.concat(blocks).toString('utf8');
const SIZE = { cols: 80, rows: 24 };
const size = (cols: number) => ({ cols, rows: 24 });

describe('the replay buffer', () => {
  it('gives back everything while it fits', () => {
    const buffer = createReplayBuffer(100, SIZE);
    buffer.append(bytes('hello '));
    buffer.append(bytes('world'));
    expect(text(buffer.content().blocks)).toBe('hello world');
  });

  it('keeps the newest bytes and begins at a line', () => {
    const buffer = createReplayBuffer(20, SIZE);
    buffer.append(bytes('first line\nsecond line\nthird line\n'));
    expect(text(buffer.content().blocks)).toBe('third line\n');
  });

  it('restores modes that were set in bytes it no longer has', () => {
    const buffer = createReplayBuffer(10, SIZE);
    buffer.append(bytes('\u001b[?1049h\u001b[?2004;1002h\u001b[?2004l'));
    buffer.append(bytes('0123456789'));
    expect(text(buffer.content().blocks)).toBe('\u001b[?1049h\u001b[?2004l\u001b[?1002h0123456789');
  });

  it('follows a mode sequence that was cut between two blocks', () => {
    const whole = '\u001b[?1049h';
    for (let cut = 1; cut < whole.length; cut++) {
      const buffer = createReplayBuffer(4, SIZE);
      buffer.append(bytes(whole.slice(0, cut)));
      buffer.append(bytes(whole.slice(cut)));
      buffer.append(bytes('0123'));
      expect(text(buffer.content().blocks)).toBe('\u001b[?1049h0123');
    }
  });

  it('restores modes that fell off the chunk that is half gone, and of a whole one before', () => {
    const buffer = createReplayBuffer(64 * 1024, SIZE);
    buffer.append(bytes('\u001b[31m\u001b[?1049h'));
    buffer.append(new Uint8Array(100 * 1024).fill(0x78));
    buffer.append(bytes('\u001b[?25l\u001b[1m'));
    buffer.append(new Uint8Array(64 * 1024).fill(0x79));
    const [modes = new Uint8Array(0)] = buffer.content().blocks;
    expect(text([modes])).toBe('\u001b[?1049h\u001b[?25l');
  });

  it('does not change by being read', () => {
    const buffer = createReplayBuffer(12, SIZE);
    buffer.append(bytes('a\u001b[?25lbcd\nefghijkl'));
    const once = text(buffer.content().blocks);
    expect(text(buffer.content().blocks)).toBe(once);
    buffer.append(bytes('\nmore'));
    expect(buffer.size).toBe(12);
  });

  it('never holds more than its limit and always ends with the newest bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 50 }), (writes) => {
        const buffer = createReplayBuffer(256, SIZE);
        for (const write of writes) buffer.append(write);
        expect(buffer.size).toBeLessThanOrEqual(256);
        const all = Buffer.concat(writes);
        const kept = Buffer.concat(buffer.content().blocks);
        const tail = Math.min(64, all.length, kept.length);
        expect(kept.subarray(kept.length - tail).equals(all.subarray(all.length - tail))).toBe(true);
      }),
    );
  });

  it('knows the size at which each part of it was printed', () => {
    const buffer = createReplayBuffer(100, SIZE);
    buffer.append(bytes('wide'));
    buffer.resize(size(60));
    buffer.resize(size(40));
    buffer.append(bytes('narrow'));
    buffer.resize(size(40));
    buffer.append(bytes('still'));
    buffer.resize(size(20));
    expect(buffer.content().replay).toEqual({
      bytes: 'widenarrowstill'.length,
      sizes: [
        { at: 0, ...SIZE },
        { at: 'wide'.length, ...size(40) },
        { at: 'widenarrowstill'.length, ...size(20) },
      ],
    });
  });

  it('begins at the size of the first line that it still has, behind the modes that it restores', () => {
    const buffer = createReplayBuffer(12, SIZE);
    buffer.append(bytes('\u001b[?25lgone'));
    buffer.resize(size(60));
    buffer.append(bytes('cut\nkept'));
    buffer.resize(size(40));
    buffer.append(bytes('last'));
    const { blocks, replay } = buffer.content();
    expect(text(blocks)).toBe('\u001b[?25lkeptlast');
    expect(replay).toEqual({
      bytes: '\u001b[?25lkeptlast'.length,
      sizes: [
        { at: 0, ...size(60) },
        { at: '\u001b[?25lkept'.length, ...size(40) },
      ],
    });
  });

  it('begins at a sequence where no line begins, and else at a character', () => {
    const drawn = createReplayBuffer(20, SIZE);
    drawn.append(bytes('\u001b[12;40H\u001b[38;5;201mtext\u001b[7;7Hmore'));
    expect(text(drawn.content().blocks)).toBe('\u001b[7;7Hmore');
    const wide = createReplayBuffer(7, SIZE);
    wide.append(bytes('日本語'));
    expect(text(wide.content().blocks)).toBe('本語');
  });

  it('knows when part of the picture of a full-screen program is gone', () => {
    const buffer = createReplayBuffer(30, SIZE);
    buffer.append(bytes('\u001b[?1049hframe'));
    expect(buffer.lacksPicture()).toBe(false);
    buffer.append(bytes('x'.repeat(30)));
    expect(buffer.lacksPicture()).toBe(true);
    buffer.append(bytes('\u001b[?1049l$ '));
    expect(buffer.lacksPicture()).toBe(false);
  });

  it('keeps a bounded number of sizes, of which the first is at the beginning and the last is the present one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.record({ cols: fc.integer({ min: 1, max: 9 }) }), fc.record({ print: fc.uint8Array({ maxLength: 40 }) })), {
          maxLength: 400,
        }),
        (steps) => {
          const buffer = createReplayBuffer(256, SIZE);
          let cols = SIZE.cols;
          for (const step of steps) {
            if ('print' in step) buffer.append(step.print);
            else buffer.resize(size((cols = step.cols)));
          }
          const { blocks, replay } = buffer.content();
          expect(replay.bytes).toBe(Buffer.concat(blocks).length);
          expect(replay.sizes.length).toBeLessThanOrEqual(100);
          expect(replay.sizes[0]?.at).toBe(0);
          expect(replay.sizes.at(-1)).toMatchObject(size(cols));
          const places = replay.sizes.map(({ at }) => at);
          expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
          expect(places.every((at) => at <= replay.bytes)).toBe(true);
        },
      ),
    );
  });
});
