import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { ref, row } from './instance-for-tests.ts';
import { lookAtInstance, type InstanceFacts } from './look-at-instance.ts';

const NOW = 10_000_000;

function facts(
  listed: Instance | undefined,
  seenAt: number,
  describe: () => Promise<Instance | undefined>,
): InstanceFacts & { asked: number } {
  const made = {
    asked: 0,
    get: () => listed,
    seenAt: () => seenAt,
    describe: () => {
      made.asked += 1;
      return describe();
    },
    login: () => Promise.reject(new Error('not asked here')),
    keyFile: () => undefined,
    setLogin: () => Promise.resolve(),
    setKeyFile: () => Promise.resolve(),
  };
  return made;
}

const look = (instances: InstanceFacts, more: { tell?: (text: string) => void; afresh?: boolean } = {}) =>
  lookAtInstance(instances, ref, { signal: new AbortController().signal, now: () => NOW, ...more });

describe('a look at an instance before connecting', () => {
  it('takes a fresh running row as it is', async () => {
    const instances = facts(row, NOW - 1_000, () => Promise.resolve(undefined));
    await expect(look(instances)).resolves.toBe(row);
    expect(instances.asked).toBe(0);
  });

  it.each([
    ['pending', 'Wait until it runs'],
    ['stopping', 'once it has stopped'],
    ['stopped', 'Start it'],
    ['shutting-down', 'Refresh'],
  ] as const)('names the next step for one that is %s', async (state, hint) => {
    const instances = facts(row, 0, () => Promise.resolve({ ...row, state }));
    await expect(look(instances)).rejects.toMatchObject({ code: 'not-running', hint: expect.stringContaining(hint) as string });
  });

  it('asks the cloud about an old row, a stopped one, and when told to', async () => {
    const now = { ...row, publicIp: '203.0.113.9' };
    const old = facts(row, NOW - 3_600_000, () => Promise.resolve(now));
    const stopped = facts({ ...row, state: 'stopped' }, NOW, () => Promise.resolve(now));
    const afresh = facts(row, NOW, () => Promise.resolve(now));
    await expect(look(old)).resolves.toBe(now);
    await expect(look(stopped)).resolves.toBe(now);
    await expect(look(afresh, { afresh: true })).resolves.toBe(now);
  });

  it('goes by an old row that cannot be confirmed, and says so', async () => {
    const told: string[] = [];
    const instances = facts(row, 0, () => Promise.reject(new AppError('expired-credentials', 'The sign-in of a has expired.')));
    await expect(look(instances, { tell: (text) => told.push(text) })).resolves.toBe(row);
    expect(told).toEqual([expect.stringContaining('The sign-in of a has expired.')]);
  });

  it('does not go by a row that the cloud says is gone', async () => {
    const gone = facts(row, 0, () => Promise.reject(new AppError('not-found', 'gone')));
    const nothing = facts(row, 0, () => Promise.resolve(undefined));
    await expect(look(gone)).rejects.toMatchObject({ code: 'not-found' });
    await expect(look(nothing)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('names the state and the reason of an instance that does not run', async () => {
    const stopped = facts(row, 0, () => Promise.resolve({ ...row, state: 'stopped', stateReason: 'User initiated shutdown' }));
    await expect(look(stopped)).rejects.toMatchObject({ code: 'not-running', message: 'web-1 is stopped (User initiated shutdown).' });
    const stateReason = 'Client.InstanceInitiatedShutdown: Instance initiated shutdown';
    const halted = facts(row, 0, () => Promise.resolve({ ...row, state: 'stopped', stateReason }));
    await expect(look(halted)).rejects.toMatchObject({ message: 'web-1 is stopped (Shut down by its own system).' });
  });
});
