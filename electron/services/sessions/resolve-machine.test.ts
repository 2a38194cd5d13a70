import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import type { SessionBook } from '../../../shared/model/session.ts';
import { namingSession } from './naming-session.ts';
import { createResolveMachine, type FindAlias } from './resolve-machine.ts';
import { createSessions } from './sessions.ts';

const instance = { account: 'aws:prod', region: 'eu-central-1', instance: 'i-1' };
const book: SessionBook = {
  defaults: { user: 'default', keepalive: 5 },
  folders: [
    { id: 'outer', name: 'Outer', parent: null, settings: { port: 2200, jump: ['hop'] } },
    { id: 'inner', name: 'Inner', parent: 'outer', settings: { user: 'inner', jump: [] } },
  ],
  sessions: [
    {
      id: 'web',
      name: 'Web',
      folder: 'inner',
      protocol: 'ssh',
      target: { kind: 'host', host: 'web.example' },
      settings: { compression: true },
    },
    {
      id: 'db',
      name: 'Db',
      folder: null,
      protocol: 'ssh',
      target: { kind: 'instance', cloud: 'aws', name: 'db-1', ...instance },
      settings: { port: 7 },
    },
  ],
};

async function open(findAlias: FindAlias = () => undefined) {
  const sessions = await createSessions({ load: () => Promise.resolve({ value: book }), save: () => Promise.resolve() });
  const resolve = createResolveMachine({ sessions, findAlias, appSettings: () => ({ terminalFontSize: 17, terminalScrollback: 99 }) });
  return { sessions, resolve };
}

describe('a machine comes to', () => {
  it('an instance with the Default Settings, over what the app says', async () => {
    const { resolve } = await open();
    expect(resolve({ kind: 'instance', ...instance })).toMatchObject({
      name: undefined,
      target: { kind: 'instance', ...instance },
      values: { user: 'default', port: 22, fontSize: 17, scrollback: 99 },
      origins: { user: 'Default Settings', keepalive: 'Default Settings' },
    });
  });

  it('a plain host at the port that was given, whatever the Default Settings say', async () => {
    const { sessions, resolve } = await open();
    await sessions.setDefaults({ port: 9, user: 'x' });
    const found = resolve({ kind: 'host', host: 'a.example', port: 22 });
    expect(found).toMatchObject({
      name: 'a.example',
      target: { kind: 'host', host: 'a.example', port: 22 },
      values: { port: 22, user: 'x' },
    });
  });

  it('the host of a session with its folders over one another', async () => {
    const { resolve } = await open();
    expect(resolve({ kind: 'session', id: 'web' })).toMatchObject({
      name: 'Web',
      target: { kind: 'host', host: 'web.example', port: 2200 },
      values: { user: 'inner', keepalive: 5, compression: true, jump: [] },
      origins: { user: 'Inner', port: 'Outer', jump: 'Inner', keepalive: 'Default Settings', compression: 'Web' },
    });
  });

  it('the instance of a session, by its identity', async () => {
    const { resolve } = await open();
    expect(resolve({ kind: 'session', id: 'db' })).toMatchObject({
      name: 'Db',
      target: { kind: 'instance', ...instance },
      values: { port: 7 },
    });
  });

  it('an alias of the SSH config over the Default Settings', async () => {
    const { resolve } = await open((alias) => (alias === 'web' ? { host: 'w.example', layer: { user: 'config', port: 5 } } : undefined));
    expect(resolve({ kind: 'ssh-config', alias: 'web' })).toMatchObject({
      name: 'web',
      target: { kind: 'host', host: 'w.example', port: 5 },
      values: { user: 'config', keepalive: 5 },
      origins: { user: '~/.ssh/config' },
    });
    expect(() => resolve({ kind: 'ssh-config', alias: 'gone' })).toThrow(/gone is not in the SSH config any more/u);
  });

  it('what was asked for this once, over everything', async () => {
    const { resolve } = await open();
    expect(resolve({ kind: 'session', id: 'web' }, { user: 'once', port: 1 })).toMatchObject({
      target: { port: 1 },
      values: { user: 'once' },
      origins: { user: 'This connection' },
    });
  });

  it('nothing when the session is gone', async () => {
    const { resolve } = await open();
    expect(() => resolve({ kind: 'session', id: 'gone' })).toThrow(/does not exist any more/u);
  });
});

describe('an instance that is gone', () => {
  const gone = () => Promise.reject(new AppError('not-found', 'i-1 does not exist any more.'));

  it('is told with the session that leads to it', async () => {
    const { sessions } = await open();
    await expect(namingSession(sessions, { kind: 'session', id: 'db' }, gone)).rejects.toMatchObject({
      code: 'not-found',
      message: 'Session “Db” leads to db-1 (i-1), which does not exist any more.',
    });
  });

  it('is told as it is for other machines, and so are other errors', async () => {
    const { sessions } = await open();
    await expect(namingSession(sessions, { kind: 'instance', ...instance }, gone)).rejects.toThrow('i-1 does not exist any more.');
    const stopped = new AppError('not-running', 'db-1 is stopped.');
    await expect(namingSession(sessions, { kind: 'session', id: 'db' }, () => Promise.reject(stopped))).rejects.toBe(stopped);
    await expect(namingSession(sessions, { kind: 'session', id: 'db' }, () => Promise.resolve(1))).resolves.toBe(1);
  });
});
