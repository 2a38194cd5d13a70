import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamFrame } from './frames.ts';
import { decodeBytes } from './frames.ts';
import type { Frame } from './link.ts';
import { MAX_CREDIT } from './limits.ts';
import { createStreams, type ByteStream } from './streams.ts';

function twoEnds() {
  const sent: { left: Frame[]; right: Frame[] } = { left: [], right: [] };
  const left = createStreams({ send: (frame) => void sent.left.push(frame) });
  const right = createStreams({ send: (frame) => void sent.right.push(frame) });
  const deliver = (frames: Frame[], to: typeof left): void => {
    for (const frame of frames.splice(0)) {
      if (typeof frame === 'string') to.control(JSON.parse(frame) as StreamFrame);
      else {
        const { stream, bytes } = decodeBytes(frame);
        to.bytes(stream, bytes.slice());
      }
    }
  };
  return {
    left,
    right,
    sent,
    settle() {
      while (sent.left.length + sent.right.length > 0) {
        deliver(sent.left, right);
        deliver(sent.right, left);
      }
    },
  };
}

describe('byte streams with credit', () => {
  it('send nothing before the receiver granted', () => {
    const { left, sent } = twoEnds();
    const stream = left.open(1);
    stream.write(new Uint8Array(10));
    expect(sent.left).toEqual([]);
    expect(stream.queued).toBe(10);
  });

  it('honour a grant that came before the call that opens the stream', () => {
    const { left, right, settle } = twoEnds();
    left.open(1).grant(100);
    settle();
    expect(right.open(1).credit).toBe(100);
  });

  it('close when more bytes come than were granted', () => {
    const { left } = twoEnds();
    const stream = left.open(1);
    let error: unknown;
    stream.onClose((reason) => (error = reason));
    stream.grant(4);
    left.bytes(1, new Uint8Array(5));
    expect(error).toMatchObject({ code: 'limit' });
    expect(left.count).toBe(0);
  });

  it('close when the grants add up to more than the bound', () => {
    const { left } = twoEnds();
    const stream = left.open(1);
    let error: unknown;
    stream.onClose((reason) => (error = reason));
    left.control({ t: 'grant', s: 1, n: MAX_CREDIT });
    left.control({ t: 'grant', s: 1, n: 1 });
    expect(error).toMatchObject({ code: 'limit' });
  });

  it('refuse a number that was used before', () => {
    const { left } = twoEnds();
    left.open(3).close();
    expect(() => left.open(3)).toThrow(/used before/u);
  });

  it('deliver every byte once, in order and on its own stream, whatever the grants and writes', () => {
    const step = fc.record({ stream: fc.integer({ min: 1, max: 3 }), write: fc.nat(5_000), grant: fc.nat(4_000), settle: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { left, right, settle } = twoEnds();
        const senders: ByteStream[] = [];
        const receivers: ByteStream[] = [];
        const got = new Map<number, number[]>();
        const written = new Map<number, number[]>();
        for (const id of [1, 2, 3]) {
          senders[id] = left.open(id);
          const receiver = right.open(id);
          receivers[id] = receiver;
          got.set(id, []);
          written.set(id, []);
          receiver.onBytes((bytes) => got.get(id)?.push(...bytes));
        }
        let value = 0;
        for (const { stream, write, grant, settle: now } of steps) {
          const bytes = Uint8Array.from({ length: write }, () => (stream * 80 + (value++ % 80)) & 0xff);
          written.get(stream)?.push(...bytes);
          senders[stream]?.write(bytes);
          receivers[stream]?.grant(grant);
          if (now) settle();
        }
        for (const id of [1, 2, 3]) receivers[id]?.grant(400_000);
        settle();
        for (const id of [1, 2, 3]) expect(got.get(id)).toEqual(written.get(id));
      }),
      { numRuns: 60 },
    );
  });
});
