import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AppError } from '../model/errors.ts';
import { createRpcClient, type RpcClient } from './client.ts';
import { createLinkPair, type Frame } from './link.ts';
import { MAX_CONTROL_FRAME } from './limits.ts';
import { createRpcServer, type CallContext, type TopicContext } from './server.ts';
import type { ByteStream } from './streams.ts';

// A small contract of its own: the rules of the wire do not depend on what Gangway says over it.
const contract = {
  methods: {
    add: { input: () => z.strictObject({ a: z.number(), b: z.number() }) },
    wait: { input: () => z.null() },
    fail: { input: () => z.null() },
    crash: { input: () => z.null() },
    echo: { input: () => z.strictObject({ stream: z.number() }) },
  },
  subscriptions: { count: { input: () => z.null() } },
};

type AnyClient = Omit<RpcClient, 'call' | 'subscribe'> & {
  call(method: string, input: unknown, signal?: AbortSignal): Promise<unknown>;
  subscribe(
    topic: string,
    input: unknown,
    listener: { snapshot(v: unknown): void; change(v: unknown): void; error?(e: AppError): void },
  ): () => void;
};

function start() {
  const [page, host] = createLinkPair();
  const state = {
    aborted: [] as unknown[],
    answers: [] as [string, unknown][],
    emit: undefined as ((value: unknown) => void) | undefined,
    logged: [] as unknown[],
    streams: [] as ByteStream[],
  };
  const methods = {
    add: ({ a, b }: { a: number; b: number }) => a + b,
    wait: (_: null, { signal }: CallContext) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          state.aborted.push(signal.reason);
          reject(signal.reason as Error);
        });
      }),
    fail: () => {
      throw new AppError('not-running', 'web-3 is stopped.', { hint: 'Start it.' });
    },
    crash: () => {
      throw new Error('secret stack');
    },
    echo: ({ stream }: { stream: number }, context: CallContext) => {
      const bytes = context.stream(stream);
      state.streams.push(bytes);
      bytes.onBytes((block) => {
        bytes.write(block.slice());
        bytes.grant(block.length);
      });
      bytes.grant(1_000);
    },
  };
  const topics = {
    count: (_: null, { emit }: TopicContext<unknown>) => {
      emit('early');
      state.emit = emit;
      return 'snapshot';
    },
  };
  const server = createRpcServer({
    link: host,
    contract,
    methods,
    topics,
    onAnswer: (id: string, value: unknown) => state.answers.push([id, value]),
    logError: (error: unknown) => {
      state.logged.push(error);
      return 'log-1';
    },
  } as unknown as Parameters<typeof createRpcServer>[0]);
  return { page, host, server, state, client: () => createRpcClient(page) as unknown as AnyClient };
}

describe('rpc over a Link', () => {
  it('answers a call', async () => {
    await expect(start().client().call('add', { a: 2, b: 3 })).resolves.toBe(5);
  });

  it('refuses input that does not fit, naming the place but not the value', async () => {
    const call = start().client().call('add', { a: 'hunter2', b: 3 });
    await expect(call).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(call).rejects.not.toThrow(/hunter2/u);
  });

  it.each(['nothing', '__proto__', 'toString', 'constructor'])('knows no method %s', async (name) => {
    await expect(start().client().call(name, null)).rejects.toMatchObject({ code: 'unknown-method' });
  });

  it('carries an AppError whole', async () => {
    await expect(start().client().call('fail', null)).rejects.toMatchObject({
      code: 'not-running',
      message: 'web-3 is stopped.',
      hint: 'Start it.',
    });
  });

  it('turns an unforeseen error into `internal` with the id of its log line and nothing else of it', async () => {
    const { client, state } = start();
    const call = client().call('crash', null);
    await expect(call).rejects.toMatchObject({ code: 'internal', detail: 'log-1' });
    await expect(call).rejects.not.toThrow(/secret/u);
    expect(state.logged).toHaveLength(1);
  });

  it('cancels a call through to the signal of its handler', async () => {
    const { client, state } = start();
    const abort = new AbortController();
    const call = client().call('wait', null, abort.signal);
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(state.aborted).toHaveLength(1);
  });

  it('ends running calls on both sides when the link closes', async () => {
    const { client, state, page } = start();
    const call = client().call('wait', null);
    await vi.waitFor(() => page.close());
    await expect(call).rejects.toMatchObject({ code: 'lost' });
    await vi.waitFor(() => expect(state.aborted).toHaveLength(1));
  });

  it('sends the snapshot first, then changes in order, also those emitted before it', async () => {
    const { client, state } = start();
    const got: unknown[] = [];
    const stop = client().subscribe('count', null, { snapshot: (value) => got.push(value), change: (value) => got.push(value) });
    await vi.waitFor(() => expect(got).toEqual(['snapshot', 'early']));
    state.emit?.(1);
    state.emit?.(2);
    await vi.waitFor(() => expect(got).toEqual(['snapshot', 'early', 1, 2]));
    stop();
  });

  it('asks, withdraws and takes answers', async () => {
    const { client, server, state } = start();
    const page = client();
    const seen: string[] = [];
    page.onAsk(({ id, kind }) => seen.push(`${kind} ${id}`));
    page.onUnask((id) => seen.push(`gone ${id}`));
    server.send({ t: 'ask', id: 'p1', kind: 'password', input: {} });
    server.send({ t: 'unask', id: 'p1' });
    page.answer('p2', { password: 'x' });
    page.dismiss('p3');
    await vi.waitFor(() =>
      expect(state.answers).toEqual([
        ['p2', { password: 'x' }],
        ['p3', undefined],
      ]),
    );
    expect(seen).toEqual(['password p1', 'gone p1']);
  });

  it('carries bytes both ways on the stream that the page numbered', async () => {
    const { client } = start();
    const page = client();
    const stream = page.openStream();
    const got: number[] = [];
    stream.onBytes((bytes) => got.push(...bytes));
    stream.grant(1_000);
    await page.call('echo', { stream: stream.id });
    stream.write(Uint8Array.of(1, 2, 3));
    await vi.waitFor(() => expect(got).toEqual([1, 2, 3]));
  });

  it('ends the link with a reason when a frame is too large', async () => {
    const { page } = start();
    const client = createRpcClient(page);
    let reason: unknown;
    client.onEnd((error) => (reason = error));
    page.send('x'.repeat(MAX_CONTROL_FRAME + 1));
    await vi.waitFor(() => expect(reason).toMatchObject({ code: 'limit' }));
  });

  it('never throws, and never mixes streams, whatever frames come in whatever order', async () => {
    const json = fc.oneof(
      fc.record({
        t: fc.constantFrom('call', 'cancel', 'subscribe', 'unsubscribe', 'answer', 'dismiss', 'grant', 'close', 'ok', '__proto__'),
        id: fc.oneof(fc.nat(5), fc.constant(-1), fc.string(), fc.double()),
        s: fc.oneof(fc.nat(5), fc.constant(2 ** 40)),
        n: fc.oneof(fc.nat(100_000), fc.constant(2 ** 31)),
        method: fc.constantFrom('add', 'echo', 'fail', 'crash', 'nope', '__proto__'),
        topic: fc.constantFrom('count', 'nope'),
        input: fc.oneof(fc.constant(null), fc.record({ stream: fc.nat(5) }), fc.anything()),
        value: fc.anything(),
      }),
      fc.anything(),
    );
    const frame: fc.Arbitrary<Frame> = fc.oneof(
      json.map((value) => {
        try {
          return JSON.stringify(value) ?? 'undefined';
        } catch {
          return 'not json';
        }
      }),
      fc.string(),
      fc.uint8Array({ maxLength: 64 }),
      fc.tuple(fc.nat(5), fc.uint8Array({ maxLength: 64 })).map(([stream, bytes]) => Uint8Array.of(0, 0, 0, stream, ...bytes)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 40 }), async (frames) => {
        const { page, host, state } = start();
        const out: Frame[] = [];
        let closed = false;
        page.onFrame((got) => out.push(got));
        page.onClose(() => (closed = true));
        for (const one of frames) page.send(one);
        page.send(JSON.stringify({ t: 'call', id: 999_999, method: 'add', input: { a: 1, b: 1 } }));
        // Either the last call is answered, or the host ended the link and said why.
        await vi.waitFor(() => {
          const answered = out.some((got) => typeof got === 'string' && got.includes('"id":999999'));
          const ended = closed && out.some((got) => typeof got === 'string' && got.includes('"t":"bye"'));
          expect(answered || ended).toBe(true);
        });
        const claimed = new Set(state.streams.map((stream) => stream.id));
        for (const got of out)
          if (typeof got !== 'string') expect(claimed.has(new DataView(got.buffer, got.byteOffset).getUint32(0))).toBe(true);
        expect(state.streams.every((stream) => stream.queued <= 64 * 1024 * 1024)).toBe(true);
        host.close();
      }),
      { numRuns: 150 },
    );
  });
});
