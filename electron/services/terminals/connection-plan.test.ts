import { expect, it, vi } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { mergeSettings } from '../../../shared/model/session-settings.ts';
import { ref, row as sample } from './instance-for-tests.ts';
import { planInstance } from './connection-plan.ts';

const row: Instance = { ...sample, publicIp: '203.0.113.9' };

async function plan(instance: Instance, keep: () => Promise<void>, report = vi.fn()) {
  const instances = {
    get: () => instance,
    seenAt: () => Date.now(),
    describe: () => Promise.resolve(instance),
    login: () => Promise.resolve({ user: 'ubuntu', source: 'image' as const, why: '', candidates: [] }),
    keyFile: () => undefined,
    setLogin: keep,
    setKeyFile: keep,
  };
  const findKeyFile = () => Promise.resolve({ path: undefined, lookedAt: [] });
  const machine = { kind: 'instance' as const, ...ref };
  const resolved = { name: undefined, target: machine, ...mergeSettings([]) };
  return await planInstance({ instances, findKeyFile }, resolved, machine, undefined, report, new AbortController().signal);
}

it.each([
  [{ cloud: 'alibaba' }, 'password'],
  [{ cloud: 'alibaba', keyName: 'acme' }, undefined],
  [{ cloud: 'aws' }, undefined],
] as const)('of %o a login by %s is likely', async (more, likely) => {
  const { identity } = await plan({ ...row, ...more }, () => Promise.resolve());
  expect(identity).toMatchObject({ kind: 'ask' });
  expect('likely' in identity ? identity.likely : undefined).toBe(likely);
});

it('a choice of key that cannot be kept is told in the log of the tab, and breaks nothing', async () => {
  const full = (): Promise<never> =>
    Promise.reject(new AppError('disk-full', 'instance-choices.json could not be written: the disk is full.'));
  const report = vi.fn();
  const planned = await plan(row, full, report);
  planned.remember({ user: 'deploy', keyFile: '/home/me/key.pem' });
  await vi.waitFor(() =>
    expect(report.mock.lastCall?.[0]).toMatchObject({ state: 'failed', text: expect.stringContaining('the disk is full') as string }),
  );
});
