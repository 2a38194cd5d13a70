import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplayBuffer } from './replay-buffer.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (blocks: Uint8Array[]): string => Buffer.concat(blocks).toString('utf8');

describe('the replay buffer', () => {
  it('gives back everything while it fits', () => {
    const buffer = createReplayBuffer(100);
    buffer.append(bytes('hello '));
    buffer.append(bytes('world'));
    expect(text(buffer.content())).toBe('hello world');
  });

  it('keeps the newest bytes and begins at a line', () => {
    const buffer = createReplayBuffer(20);
    buffer.append(bytes('first line\nsecond line\nthird line\n'));
    expect(text(buffer.content())).toBe('third line\n');
  });

  it('restores modes that were set in bytes it no longer has', () => {
    const buffer = createReplayBuffer(10);
    buffer.append(bytes('\u001b[?1049h\u001b[?2004;1002h\u001b[?2004l'));
    buffer.append(bytes('0123456789'));
    expect(text(buffer.content())).toBe('\u001b[?1049h\u001b[?2004l\u001b[?1002h0123456789');
  });

  it('follows a mode sequence that was cut between two blocks', () => {
    const whole = '\u001b[?1049h';
    for (let cut = 1; cut < whole.length; cut++) {
      const buffer = createReplayBuffer(4);
      buffer.append(bytes(whole.slice(0, cut)));
      buffer.append(bytes(whole.slice(cut)));
      buffer.append(bytes('0123'));
      expect(text(buffer.content())).toBe('\u001b[?1049h0123');
    }
  });

  it('restores modes that fell off the chunk that is half gone, and of a whole one before', () => {
    const buffer = createReplayBuffer(64 * 1024);
    buffer.append(bytes('\u001b[31m\u001b[?1049h'));
    buffer.append(new Uint8Array(100 * 1024).fill(0x78));
    buffer.append(bytes('\u001b[?25l\u001b[1m'));
    buffer.append(new Uint8Array(64 * 1024).fill(0x79));
    const [modes = new Uint8Array(0)] = buffer.content();
    expect(text([modes])).toBe('\u001b[?1049h\u001b[?25l');
  });

  it('does not change by being read', () => {
    const buffer = createReplayBuffer(12);
    buffer.append(bytes('a\u001b[?25lbcd\nefghijkl'));
    const once = text(buffer.content());
    expect(text(buffer.content())).toBe(once);
    buffer.append(bytes('\nmore'));
    expect(buffer.size).toBe(12);
  });

  it('never holds more than its limit and always ends with the newest bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 50 }), (writes) => {
        const buffer = createReplayBuffer(256);
        for (const write of writes) buffer.append(write);
        expect(buffer.size).toBeLessThanOrEqual(256);
        const all = Buffer.concat(writes);
        const kept = Buffer.concat(buffer.content());
        const tail = Math.min(64, all.length, kept.length);
        expect(kept.subarray(kept.length - tail).equals(all.subarray(all.length - tail))).toBe(true);
      }),
    );
  });
});
