import { describe, expect, it } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { instanceKey, type Instance, type InstanceState } from '../../../shared/model/instance.ts';
import type { Cloud, NewPassword } from '../../clouds/cloud.ts';
import type { Secrets } from '../../ssh/ssh.ts';
import { createFreshPasswords } from './fresh-passwords.ts';
import { createPasswords, type PasswordWish } from './passwords.ts';

const signal = new AbortController().signal;
const REF = { account: 'alibaba:asia', region: 'cn-hangzhou', instance: 'i-01' };
const PASSWORD = 'Correct-Horse-7';

interface Given {
  readonly state?: InstanceState;
  readonly os?: Instance['os'];
  readonly fails?: { readonly save?: AppError; readonly restart?: AppError };
}

function open({ state = 'running', os = 'linux', fails = {} }: Given = {}) {
  const sent: NewPassword[] = [];
  const done: string[] = [];
  const cloud = {
    name: 'alibaba',
    passwordWays: () => Promise.resolve({ online: 'ready', user: 'root', offlineUser: 'root', rules: {} }),
    setPassword(_account: Account, _instance: Instance, wanted: NewPassword) {
      sent.push(wanted);
      return Promise.resolve({ user: wanted.way === 'online' ? wanted.user : os === 'windows' ? 'Administrator' : 'root' });
    },
  } as unknown as Cloud;
  const saved = new Map<string, string>();
  const secrets: Secrets = {
    find: (id) => Promise.resolve(saved.get(id)),
    cannotRemember: () => undefined,
    mayHold: (id) => saved.has(id),
    remember({ id, value }) {
      if (fails.save !== undefined) return Promise.reject(fails.save);
      saved.set(id, value);
      return Promise.resolve();
    },
  };
  let time = 0;
  const fresh = createFreshPasswords(secrets, () => time);
  const passwords = createPasswords({
    find: () => ({ account: { id: REF.account } as Account, cloud }),
    describe: () => Promise.resolve({ ...REF, key: instanceKey(REF), name: 'web-1', state, os } as Instance),
    power: {
      change(_ref, { action }) {
        done.push(action);
        return fails.restart === undefined ? Promise.resolve() : Promise.reject(fails.restart);
      },
    },
    secrets: fresh.secrets,
    hold: fresh.hold,
    setDesktopUser(machine, user) {
      done.push(`${machine} is opened as ${user}`);
      return Promise.resolve();
    },
  });
  const set = (wanted: Partial<PasswordWish> = {}) =>
    passwords.set({ ...REF, way: 'online', user: 'root', password: PASSWORD, remember: false, typed: '', ...wanted }, signal);
  const find = (id: string) => fresh.secrets.find(id, '', signal);
  return { set, sent, done, saved, find, fresh, later: (milliseconds: number) => void (time += milliseconds) };
}

const ID = `password:root@${instanceKey(REF)}`;

describe('setting a password', () => {
  it('lets the next login use it, and no other one', async () => {
    const { set, find, fresh, saved } = open();
    expect(await set()).toEqual({ user: 'root', counts: 'now', problems: [] });
    expect(saved.size).toBe(0);
    expect(fresh.secrets.mayHold?.(ID)).toBe(true);
    expect(await find(ID)).toBe(PASSWORD);
    expect(fresh.secrets.mayHold?.(ID)).toBe(false);
    expect(await find(ID)).toBeUndefined();
  });

  it('forgets it after a while, and when somebody else may sit there', async () => {
    const { set, find, fresh, later } = open();
    await set();
    later(16 * 60_000);
    expect(await find(ID)).toBeUndefined();
    await set();
    fresh.clear();
    expect(await find(ID)).toBeUndefined();
  });

  it('keeps it in the vault when that is wanted', async () => {
    const { set, saved } = open();
    await set({ remember: true });
    expect(saved.get(ID)).toBe(PASSWORD);
  });

  it('restarts the instance for the offline way, once its name was typed', async () => {
    const { set, sent, done } = open();
    await expect(set({ way: 'offline', typed: 'web-2' })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(sent).toEqual([]);
    expect(await set({ way: 'offline', typed: 'web-1' })).toMatchObject({ counts: 'after-restart' });
    expect(done).toEqual(['reboot']);
  });

  it('leaves a stopped instance stopped', async () => {
    const { set, done } = open({ state: 'stopped' });
    expect(await set({ way: 'offline', typed: 'web-1' })).toMatchObject({ counts: 'after-start' });
    expect(done).toEqual([]);
  });

  it('is the password of the remote desktop on Windows', async () => {
    const { set, done, saved } = open({ os: 'windows' });
    await set({ way: 'offline', typed: 'web-1', remember: true });
    expect(saved.get(`rdp-password:Administrator@${instanceKey(REF)}`)).toBe(PASSWORD);
    expect(done).toContain(`${instanceKey(REF)} is opened as Administrator`);
  });

  it('tells what went wrong after it was set, for it is set', async () => {
    const save = new AppError('cancelled', 'The vault stays locked.');
    const restart = new AppError('permission-denied', 'No permission for ecs:RebootInstance.');
    const { set, find } = open({ fails: { save, restart } });
    const { problems } = await set({ way: 'offline', typed: 'web-1', remember: true });
    expect(problems.map(({ message }) => message)).toEqual([
      'The password is set, but was not saved: The vault stays locked.',
      'The password is set, but counts only after a restart, which failed: No permission for ecs:RebootInstance.',
    ]);
    expect(await find(ID)).toBe(PASSWORD);
  });
});
