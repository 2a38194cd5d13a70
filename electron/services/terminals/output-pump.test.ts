import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamFrame } from '../../../shared/rpc/frames.ts';
import { decodeBytes } from '../../../shared/rpc/frames.ts';
import { createStreams } from '../../../shared/rpc/streams.ts';
import { createOutputPump } from './output-pump.ts';
import { createReplayBuffer } from './replay-buffer.ts';

const KIB = 1024;

function setup() {
  let taken = 0;
  const pump = createOutputPump({ replay: createReplayBuffer(1024 * KIB, { cols: 80, rows: 24 }), consumed: (n) => (taken += n) });
  /** A page: real streams over a wire of two arrays. */
  function page() {
    const blocks: Uint8Array[] = [];
    const toHost: string[] = [];
    const host = createStreams({
      send: (frame) => (typeof frame === 'string' ? view.control(JSON.parse(frame) as StreamFrame) : arrive(frame)),
    });
    const view = createStreams({ send: (frame) => typeof frame === 'string' && toHost.push(frame) });
    const arrive = (frame: Uint8Array): void => {
      const { stream, bytes } = decodeBytes(frame);
      view.bytes(stream, bytes);
    };
    const mine = view.open(1);
    mine.onBytes((bytes) => blocks.push(bytes));
    const theirs = host.open(1);
    const pass = (): void => {
      for (const frame of toHost.splice(0)) host.control(JSON.parse(frame) as StreamFrame);
    };
    const grant = (n: number): void => {
      mine.grant(n);
      pass();
    };
    return {
      blocks,
      stream: theirs,
      grant,
      size: () => blocks.reduce((sum, block) => sum + block.length, 0),
      close: () => {
        mine.close();
        pass();
      },
    };
  }
  return { pump, page, taken: () => taken };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('the output pump', () => {
  it('sends a key echo at once', () => {
    const { pump, page } = setup();
    const one = page();
    pump.attach(one.stream);
    one.grant(1024 * KIB);
    pump.push(new Uint8Array(3));
    pump.push(new Uint8Array(2));
    expect(one.blocks.map((block) => block.length)).toEqual([3, 2]);
  });

  it('gathers a flood into blocks and goes back to sending at once after a quiet window', () => {
    const { pump, page } = setup();
    const one = page();
    pump.attach(one.stream);
    one.grant(1024 * KIB);
    for (let i = 0; i < 64; i++) pump.push(new Uint8Array(4 * KIB));
    const early = one.blocks.length;
    expect(early).toBeLessThan(10);
    vi.advanceTimersByTime(34);
    one.grant(256 * KIB);
    vi.advanceTimersByTime(34);
    expect(one.size()).toBe(256 * KIB);
    vi.advanceTimersByTime(34);
    const before = one.blocks.length;
    pump.push(new Uint8Array(1));
    expect(one.blocks.length).toBe(before + 1);
  });

  it('sends a piece that is worth it at once, and the rest as soon as the page has nothing left', () => {
    const { pump, page } = setup();
    const one = page();
    pump.attach(one.stream);
    one.grant(1024 * KIB);
    for (let i = 0; i < 68; i++) pump.push(new Uint8Array(4 * KIB));
    const size = one.size();
    expect(size).toBeGreaterThanOrEqual(256 * KIB);
    expect(one.blocks.length).toBeLessThan(10);
    one.grant(size);
    expect(one.size()).toBe(68 * 4 * KIB);
  });

  it('gives a page that will soon have nothing left smaller pieces than one that is behind', () => {
    const { pump, page } = setup();
    const one = page();
    pump.attach(one.stream);
    one.grant(1024 * KIB);
    for (let i = 0; i < 32; i++) pump.push(new Uint8Array(16 * KIB));
    const sizes = one.blocks.map((block) => block.length);
    expect(sizes.slice(1, 3)).toEqual([64 * KIB, 64 * KIB]);
    expect(sizes.at(-1)).toBe(128 * KIB);
    const before = one.blocks.length;
    one.grant(one.size() - 64 * KIB);
    expect(one.blocks.length).toBe(before + 1);
  });

  it('does not keep the rest of a flood from a page that is still busy', () => {
    const { pump, page } = setup();
    const one = page();
    pump.attach(one.stream);
    one.grant(1024 * KIB);
    for (let i = 0; i < 68; i++) pump.push(new Uint8Array(4 * KIB));
    vi.advanceTimersByTime(34);
    expect(one.size()).toBe(68 * 4 * KIB);
  });

  it('reports as consumed only what the page granted back, never the first grant', () => {
    const { pump, page, taken } = setup();
    const one = page();
    pump.attach(one.stream);
    one.grant(1024 * KIB);
    pump.push(new Uint8Array(1_000));
    expect(taken()).toBe(0);
    one.grant(600);
    expect(taken()).toBe(600);
    one.grant(5_000);
    expect(taken()).toBe(1_000);
  });

  it('consumes into the replay buffer while no page is there, and shows it to the next one without counting it twice', () => {
    const { pump, page, taken } = setup();
    pump.push(new Uint8Array(500));
    expect(taken()).toBe(500);
    const one = page();
    pump.attach(one.stream);
    one.grant(1024 * KIB);
    expect(one.size()).toBe(500);
    one.grant(500);
    expect(taken()).toBe(500);
    pump.push(new Uint8Array(7));
    one.grant(7);
    expect(taken()).toBe(507);
  });

  it('frees the source when the page goes in the middle', () => {
    const { pump, page, taken } = setup();
    const one = page();
    pump.attach(one.stream);
    one.grant(100);
    pump.push(new Uint8Array(400));
    expect(taken()).toBe(0);
    one.close();
    expect(taken()).toBe(400);
  });

  it('does not let acknowledgements of an ended shell count for the next one', () => {
    const { pump, page, taken } = setup();
    const one = page();
    pump.attach(one.stream);
    one.grant(1024 * KIB);
    pump.push(new Uint8Array(300));
    pump.flush();
    pump.push(new Uint8Array(50));
    one.grant(300);
    expect(taken()).toBe(0);
    one.grant(50);
    expect(taken()).toBe(50);
  });
});
