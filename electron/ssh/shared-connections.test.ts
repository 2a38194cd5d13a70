import { expect, test, vi } from 'vitest';
import { AppError } from '../../shared/model/errors.ts';
import { createSharedConnections } from './shared-connections.ts';
import type { SshConnection } from './ssh.ts';

/** A connection that only knows whether it is open. */
function fakeConnection(): SshConnection & { lose(reason: string): void; readonly closed: () => boolean } {
  const listeners: ((reason: string | undefined) => void)[] = [];
  let closed = false;
  return {
    user: 'u',
    summary: '',
    shell: () => Promise.reject(new Error('no shells here')),
    openTcp: () => Promise.reject(new Error('no ports here')),
    listen: () => Promise.reject(new Error('no ports here')),
    onLost: (lost) => void listeners.push(lost),
    ping: () => {},
    close: () => {
      closed = true;
    },
    lose: (reason) => {
      for (const lost of listeners) lost(reason);
    },
    closed: () => closed,
  };
}

test('tabs of one machine share one connection, made once', async () => {
  const connections = createSharedConnections();
  const connect = vi.fn(async () => fakeConnection());
  const [first, second] = await Promise.all([connections.acquire('a', connect), connections.acquire('a', connect)]);
  expect(connect).toHaveBeenCalledTimes(1);
  expect(first.connection).toBe(second.connection);
});

test('it closes when the last lease is released, and a lease counts once', async () => {
  const connections = createSharedConnections();
  const connection = fakeConnection();
  const connect = async (): Promise<SshConnection> => connection;
  const first = await connections.acquire('a', connect);
  const second = await connections.acquire('a', connect);
  first.release();
  first.release();
  expect(connection.closed()).toBe(false);
  second.release();
  expect(connection.closed()).toBe(true);
  const connectAgain = vi.fn(async () => fakeConnection());
  await connections.acquire('a', connectAgain);
  expect(connectAgain).toHaveBeenCalledTimes(1);
});

test('other keys have other connections', async () => {
  const connections = createSharedConnections();
  const first = await connections.acquire('a', async () => fakeConnection());
  const second = await connections.acquire('b', async () => fakeConnection());
  expect(first.connection).not.toBe(second.connection);
});

test('a lost connection is not handed out again, and its old leases do not close the new one', async () => {
  const connections = createSharedConnections();
  const old = fakeConnection();
  const fresh = fakeConnection();
  const lease = await connections.acquire('a', async () => old);
  old.lose('gone');
  const next = await connections.acquire('a', async () => fresh);
  expect(next.connection).toBe(fresh);
  lease.release();
  expect(fresh.closed()).toBe(false);
  expect((await connections.acquire('a', async () => fakeConnection())).connection).toBe(fresh);
});

test('the ninth tab gets a connection of its own, before the server refuses one more session', async () => {
  const connections = createSharedConnections();
  const connect = vi.fn(async () => fakeConnection());
  const leases = await Promise.all(Array.from({ length: 9 }, () => connections.acquire('a', connect)));
  expect(connect).toHaveBeenCalledTimes(2);
  leases[0]?.release();
  await connections.acquire('a', connect);
  expect(connect).toHaveBeenCalledTimes(2);
});

test('a failure is everyone’s who waited, and the next one tries anew', async () => {
  const connections = createSharedConnections();
  const refuse = async (): Promise<SshConnection> => Promise.reject(new AppError('auth-failed', 'no'));
  const results = await Promise.allSettled([connections.acquire('a', refuse), connections.acquire('a', refuse)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await connections.acquire('a', async () => fakeConnection());
});

test('a tab that was closed while connecting for two leaves the other to connect itself', async () => {
  const connections = createSharedConnections();
  const attempt = Promise.withResolvers<SshConnection>();
  const first = connections.acquire('a', () => attempt.promise);
  const own = fakeConnection();
  const second = connections.acquire('a', async () => own);
  attempt.reject(new AppError('cancelled', 'closed'));
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect((await second).connection).toBe(own);
});

test('closing all closes also those that are still being made', async () => {
  const connections = createSharedConnections();
  const open = fakeConnection();
  const late = fakeConnection();
  const attempt = Promise.withResolvers<SshConnection>();
  await connections.acquire('a', async () => open);
  const waiting = connections.acquire('b', () => attempt.promise);
  connections.closeAll();
  attempt.resolve(late);
  await waiting;
  await vi.waitFor(() => expect([open.closed(), late.closed()]).toEqual([true, true]));
});
