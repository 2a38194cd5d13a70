import { describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { instanceKey, type Instance, type InstanceState } from '../../../shared/model/instance.ts';
import type { PowerChange, PowerTask } from '../../../shared/model/power.ts';
import type { Cloud } from '../../clouds/cloud.ts';
import type { FollowClock } from './follow-state.ts';
import { createPower, type AwaitAnswer, type Power } from './power.ts';

const REF = { account: 'aws:prod', region: 'eu-central-1', instance: 'i-01' };
const signal = new AbortController().signal;

/** A cloud that shows one state after another, and a clock that moves with each pause. */
function open(options: { states: readonly (InstanceState | AppError)[]; refuse?: AppError; answer?: AwaitAnswer; stateReason?: string }): {
  readonly power: Power;
  readonly asked: PowerChange[];
  readonly seen: (readonly PowerTask[])[];
  phases(): readonly string[];
  readonly clock: FollowClock & { time: number };
} {
  const states = [...options.states];
  const asked: PowerChange[] = [];
  const seen: (readonly PowerTask[])[] = [];
  const clock = {
    time: 0,
    now: () => clock.time,
    async pause(milliseconds: number, stop: AbortSignal) {
      stop.throwIfAborted();
      clock.time += milliseconds;
      await Promise.resolve();
    },
  };
  const instance = (state: InstanceState): Instance => ({
    ...REF,
    key: instanceKey(REF),
    cloud: 'aws',
    name: 'web-1',
    state,
    ...(options.stateReason === undefined ? {} : { stateReason: options.stateReason }),
    os: 'linux',
    platform: '',
    type: 't3.micro',
    image: 'ami-1',
    securityGroups: [],
    tags: {},
  });
  const cloud = {
    name: 'aws',
    power: (_account: Account, _ref: unknown, change: PowerChange) => {
      asked.push(change);
      return options.refuse === undefined ? Promise.resolve() : Promise.reject(options.refuse);
    },
  } as unknown as Cloud;
  const power = createPower({
    find: () => ({ account: { id: REF.account } as Account, cloud }),
    instances: {
      get: () => instance('stopped'),
      describe: (_ref, stop) => {
        stop.throwIfAborted();
        const next = states.length > 1 ? states.shift() : states[0];
        return next instanceof AppError ? Promise.reject(next) : Promise.resolve(instance(next ?? 'unknown'));
      },
    },
    awaitAnswer: options.answer ?? (() => Promise.resolve()),
    clock,
    log: { warn: () => {} },
  });
  power.subscribe((tasks) => seen.push(tasks));
  return { power, asked, seen, clock, phases: () => seen.map((tasks) => tasks[0]?.phase ?? 'gone') };
}

describe('power of an instance', () => {
  it('is asked of the cloud and followed until the instance is there', async () => {
    const { power, asked, phases } = open({ states: ['stopped', 'pending', 'running'] });
    await power.change(REF, { action: 'start' }, undefined, signal);
    await vi.waitFor(() => expect(power.tasks()).toEqual([]));
    expect(asked).toEqual([{ action: 'start' }]);
    expect(phases()).toEqual(['asking', 'changing', 'gone']);
  });

  it('passes on how to stop', async () => {
    const { power, asked } = open({ states: ['running', 'stopping', 'stopped'] });
    await power.change(REF, { action: 'stop', force: true, stopMode: 'stop-charging' }, undefined, signal);
    await vi.waitFor(() => expect(power.tasks()).toEqual([]));
    expect(asked).toEqual([{ action: 'stop', force: true, stopMode: 'stop-charging' }]);
  });

  it('leaves nothing behind when the cloud refuses', async () => {
    const { power } = open({ states: ['stopped'], refuse: new AppError('no-capacity', 'Nothing free.') });
    await expect(power.change(REF, { action: 'start' }, 'terminal', signal)).rejects.toMatchObject({ code: 'no-capacity' });
    expect(power.tasks()).toEqual([]);
  });

  it('waits for an answer where somebody wants to connect, and says where', async () => {
    const answered = Promise.withResolvers<void>();
    const answer: AwaitAnswer = (_instance, _wait, { onAddress }) => {
      onAddress('203.0.113.5:22');
      return answered.promise;
    };
    const { power, phases } = open({ states: ['stopped', 'pending', 'running'], answer });
    await power.change(REF, { action: 'start' }, 'terminal', signal);
    await vi.waitFor(() => expect(power.tasks()[0]).toMatchObject({ phase: 'probing', address: '203.0.113.5:22', name: 'web-1' }));
    answered.resolve();
    await vi.waitFor(() => expect(power.tasks()[0]?.phase).toBe('ready'));
    power.forget(REF);
    expect(power.tasks()).toEqual([]);
    expect(phases().at(0)).toBe('asking');
  });

  it('only waits for what runs already', async () => {
    const { power, asked } = open({ states: ['running'] });
    await power.change(REF, { action: 'start' }, 'terminal', signal);
    await vi.waitFor(() => expect(power.tasks()[0]?.phase).toBe('ready'));
    expect(asked).toEqual([]);
  });

  it('can be cancelled while it waits', async () => {
    let stopped = false;
    const answer: AwaitAnswer = (_instance, _wait, { signal: stop }) =>
      new Promise((_resolve, reject) => {
        stop.addEventListener('abort', () => {
          stopped = true;
          reject(stop.reason as Error);
        });
      });
    const { power } = open({ states: ['running'], answer });
    await power.change(REF, { action: 'start' }, 'desktop', signal);
    await vi.waitFor(() => expect(power.tasks()[0]?.phase).toBe('probing'));
    power.forget(REF);
    expect(stopped).toBe(true);
    expect(power.tasks()).toEqual([]);
  });

  it('tells that an instance fell back, with the reason that the cloud gives', async () => {
    const { power } = open({ states: ['pending', 'stopped'], stateReason: 'Server.InternalError' });
    await power.change(REF, { action: 'start' }, undefined, signal);
    await vi.waitFor(() => expect(power.tasks()[0]?.phase).toBe('failed'));
    expect(power.tasks()[0]?.error).toMatchObject({ code: 'wrong-state', message: expect.stringContaining('An internal error of EC2') });
  });

  it('gives the list a minute to show the change, and then tells that nothing happened', async () => {
    const { power, clock } = open({ states: ['stopped'] });
    await power.change(REF, { action: 'start' }, undefined, signal);
    await vi.waitFor(() => expect(power.tasks()[0]?.phase).toBe('failed'));
    expect(clock.time).toBeGreaterThan(60_000);
  });

  it('gives up after a quarter of an hour', async () => {
    const { power, clock } = open({ states: ['stopping'] });
    await power.change(REF, { action: 'stop' }, undefined, signal);
    await vi.waitFor(() => expect(power.tasks()[0]?.error).toMatchObject({ code: 'timeout', hint: expect.stringContaining('force') }));
    expect(clock.time).toBeGreaterThan(15 * 60_000);
  });

  it('lives through a network that is away for a moment', async () => {
    const away = new AppError('unreachable', 'No network.');
    const { power } = open({ states: [away, away, 'pending', away, 'running'] });
    await power.change(REF, { action: 'start' }, undefined, signal);
    await vi.waitFor(() => expect(power.tasks()).toEqual([]));
  });

  it('tells what the cloud says when it cannot be looked at', async () => {
    const { power } = open({ states: [new AppError('expired-credentials', 'Expired.')] });
    await power.change(REF, { action: 'start' }, undefined, signal);
    await vi.waitFor(() => expect(power.tasks()[0]?.error).toMatchObject({ code: 'expired-credentials' }));
  });

  it('of an instance that is deleted ends', async () => {
    const { power } = open({ states: ['pending', 'shutting-down'] });
    await power.change(REF, { action: 'start' }, undefined, signal);
    await vi.waitFor(() => expect(power.tasks()[0]?.error).toMatchObject({ code: 'not-found' }));
  });
});
