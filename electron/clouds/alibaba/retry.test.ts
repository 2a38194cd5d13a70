import { describe, expect, it } from 'vitest';
import { withRetry, type RetryOptions } from './retry.ts';
import { RpcFailure } from './rpc.ts';

/** Makes a call that fails with these in turn and then gives `done`; tells the pauses. */
async function attempt(failures: readonly unknown[], more: Partial<RetryOptions> = {}): Promise<{ outcome: unknown; pauses: number[] }> {
  const left = [...failures];
  const pauses: number[] = [];
  const options: RetryOptions = {
    ...{ patience: 'waiting', signal: new AbortController().signal, reads: true, random: () => 1 },
    pause: (milliseconds) => Promise.resolve(pauses.push(milliseconds)),
    ...more,
  };
  const call = (): Promise<string> => (left.length === 0 ? Promise.resolve('done') : Promise.reject(left.shift()));
  const outcome = await withRetry(call, options).catch((error: unknown) => error);
  return { outcome, pauses };
}

const throttled = new RpcFailure('Throttling.User', { status: 400 });
const broken = new RpcFailure('InternalError', { status: 500 });
const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });

describe('calls that are made again', () => {
  it('wait twice as long each time while they are throttled', async () => {
    expect(await attempt([throttled, throttled, throttled])).toEqual({ outcome: 'done', pauses: [300, 600, 1_200] });
  });

  it('give up sooner when somebody waits', async () => {
    const many = Array.from({ length: 10 }, () => throttled);
    expect((await attempt(many)).pauses).toHaveLength(3);
    const patient = await attempt(many, { patience: 'background' });
    expect(patient.outcome).toBe(throttled);
    expect(patient.pauses).toEqual([300, 600, 1_200, 2_400, 4_800, 9_600]);
  });

  it.each([
    ['a service that broke', broken],
    ['a connection that was reset', reset],
    ['a nonce that was used', new RpcFailure('SignatureNonceUsed', { status: 400 })],
  ])('are those that read, after %s', async (_what, error) => {
    expect((await attempt([error])).outcome).toBe('done');
    expect((await attempt([error], { reads: false })).outcome).toBe(error);
  });

  it('are also those that change something, when they were only throttled', async () => {
    expect((await attempt([throttled], { reads: false })).outcome).toBe('done');
  });

  it('are not those that were refused for good', async () => {
    const refused = new RpcFailure('Forbidden.RAM', { status: 403 });
    expect(await attempt([refused])).toEqual({ outcome: refused, pauses: [] });
  });

  it('are not those that nobody waits for any more', async () => {
    expect((await attempt([throttled], { signal: AbortSignal.abort() })).pauses).toEqual([]);
  });
});
