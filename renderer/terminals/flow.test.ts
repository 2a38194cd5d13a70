import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLinkPair } from '../../shared/rpc/link.ts';
import { createStreams, type ByteStream } from '../../shared/rpc/streams.ts';
import { ACK_STEP, startFlow, WINDOW } from './flow.ts';

/** Both ends of one real stream over a Link within this process. */
function streamPair(): { page: ByteStream; host: ByteStream } {
  const [left, right] = createLinkPair();
  const ends = [left, right].map((link) => {
    const streams = createStreams(link);
    link.onFrame((frame) => {
      if (typeof frame === 'string') streams.control(JSON.parse(frame) as never);
      else streams.bytes(new DataView(frame.buffer, frame.byteOffset).getUint32(0), frame.subarray(4));
    });
    return streams.open(1);
  });
  const [page, host] = ends;
  if (page === undefined || host === undefined) throw new Error('no pair');
  return { page, host };
}

const newTerminal = (): Terminal => new Terminal({ cols: 80, rows: 24, scrollback: 200, allowProposedApi: true });

describe('the flow of output', () => {
  it('opens with one window of credit', async () => {
    const { page, host } = streamPair();
    const term = newTerminal();
    startFlow({ stream: page, write: (bytes, done) => term.write(bytes, done) });
    await expect.poll(() => host.credit).toBe(WINDOW);
  });

  it('gives back exactly what was parsed, so that the window is whole again when all is read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 12 }), async (sizes) => {
        const { page, host } = streamPair();
        const term = newTerminal();
        const flow = startFlow({ stream: page, write: (bytes, done) => term.write(bytes, done) });
        const granted: number[] = [];
        host.onGrant((n) => granted.push(n));
        await expect.poll(() => host.credit).toBe(WINDOW);
        granted.length = 0;
        const total = sizes.reduce((sum, size) => sum + size, 0);
        for (const size of sizes) host.write(new Uint8Array(size).fill(0x78));
        await expect.poll(() => flow.parsed, { timeout: 10_000 }).toBe(total);
        await expect.poll(() => granted.reduce((sum, n) => sum + n, 0)).toBe(total);
        expect(host.credit).toBe(WINDOW);
        expect(host.queued).toBe(0);
        term.dispose();
      }),
      { numRuns: 12 },
    );
  });

  it('pays in steps while there is more to parse, and for the last byte at once', () => {
    const grants: number[] = [];
    const parsers: (() => void)[] = [];
    let receive: (bytes: Uint8Array) => void = () => {};
    startFlow({
      stream: { grant: (n) => void grants.push(n), onBytes: (callback) => void (receive = callback) },
      write: (_bytes, done) => void parsers.push(done),
    });
    for (let block = 0; block < 5; block += 1) receive(new Uint8Array(ACK_STEP / 2));
    const parse = (): void => parsers.shift()?.();
    expect(grants).toEqual([WINDOW]);
    parse();
    expect(grants).toEqual([WINDOW]);
    parse();
    expect(grants).toEqual([WINDOW, ACK_STEP]);
    parse();
    parse();
    parse();
    expect(grants).toEqual([WINDOW, ACK_STEP, ACK_STEP, ACK_STEP / 2]);
  });

  it('hands bytes on as they are, split characters and invalid UTF-8 included', async () => {
    const { page, host } = streamPair();
    const term = newTerminal();
    const flow = startFlow({ stream: page, write: (bytes, done) => term.write(bytes, done) });
    const bytes = new TextEncoder().encode('grüße 你好');
    for (const byte of bytes) host.write(Uint8Array.of(byte));
    host.write(Uint8Array.of(0xff, 0x41));
    await expect.poll(() => flow.parsed).toBe(bytes.length + 2);
    expect(term.buffer.active.getLine(0)?.translateToString(true)).toMatch(/^grüße 你好.?A$/u);
  });

  it('reports the parse rate of large blocks, not of waiting, and again only when it moved and time went by', () => {
    let time = 0;
    let perByte = 1 / 1_000;
    const rates: number[] = [];
    const queue: { bytes: Uint8Array; done: () => void }[] = [];
    let receive: (bytes: Uint8Array) => void = () => {};
    startFlow({
      stream: { grant: () => {}, onBytes: (callback) => void (receive = callback) },
      write: (bytes, done) => void queue.push({ bytes, done }),
      onRate: (rate) => rates.push(Math.round(rate)),
      now: () => time,
    });
    const parseAll = (): void => {
      time += 500;
      for (const { bytes, done } of queue.splice(0)) {
        time += bytes.length * perByte;
        done();
      }
    };
    receive(new Uint8Array(100));
    parseAll();
    expect(rates).toEqual([]);
    receive(new Uint8Array(64_000));
    parseAll();
    expect(rates).toEqual([1_000]);
    perByte = 1 / 4_000;
    receive(new Uint8Array(64_000));
    parseAll();
    expect(rates).toEqual([1_000]);
    for (let block = 0; block < 20; block += 1) {
      receive(new Uint8Array(64_000));
      parseAll();
    }
    expect(rates.length).toBeGreaterThan(1);
    expect(rates.length).toBeLessThan(6);
    expect(rates.at(-1)).toBeGreaterThan(2_500);
  });
});
