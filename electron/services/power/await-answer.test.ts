import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { instanceKey, type Instance } from '../../../shared/model/instance.ts';
import { BUILT_IN } from '../../../shared/model/session-settings.ts';
import { createDirectDialer } from '../../dial/direct.ts';
import type { ResolvedMachine } from '../sessions/resolve-machine.ts';
import type { ReachMachine } from '../terminals/connect-machine.ts';
import { createAwaitAnswer } from './await-answer.ts';

const REF = { account: 'aws:prod', region: 'eu-central-1', instance: 'i-01' };
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(port = 0): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

function instanceAt(port: number, publicIp: string | undefined = '127.0.0.1'): Instance {
  return {
    ...{ ...REF, key: instanceKey(REF), cloud: 'aws', name: 'web-1', state: 'running', os: 'linux', platform: '', type: '', image: '' },
    ...(publicIp === undefined ? {} : { publicIp }),
    securityGroups: [],
    tags: { 'gangway:ssh-port': String(port) },
  };
}

const resolved: ResolvedMachine = { name: undefined, target: { kind: 'instance', ...REF }, values: BUILT_IN, origins: {} };
const straight: ReachMachine = () => Promise.resolve({ dial: createDirectDialer(), hops: [], onLost: () => {}, release: () => {} });

function open(reachMachine: ReachMachine = straight, onPause: (at: number) => void | Promise<void> = () => {}) {
  let time = 0;
  const clock = {
    now: () => time,
    async pause(milliseconds: number) {
      time += milliseconds;
      await onPause(time);
    },
  };
  const addresses: string[] = [];
  const awaitAnswer = createAwaitAnswer({ resolve: () => resolved, reachMachine, clock });
  const options = { signal: new AbortController().signal, onAddress: (address: string) => addresses.push(address) };
  return { wait: (instance: Instance) => awaitAnswer(instance, 'terminal', options), addresses, time: () => time };
}

describe('waiting for the port of an instance', () => {
  it('ends at once where somebody answers', async () => {
    const { port } = await listen();
    const { wait, addresses, time } = open();
    await wait(instanceAt(port));
    expect([addresses, time()]).toEqual([[`127.0.0.1:${port}`], 0]);
  });

  it('goes on while nothing listens', async () => {
    const { port, server } = await listen();
    await new Promise((resolve) => server.close(resolve));
    servers.length = 0;
    const { wait, time } = open(straight, async (at) => {
      if (at > 5_000 && servers.length === 0) await listen(port);
    });
    await wait(instanceAt(port));
    expect(time()).toBeGreaterThan(5_000);
  });

  it('gives up with the address and what to look at', async () => {
    const { port, server } = await listen();
    await new Promise((resolve) => server.close(resolve));
    servers.length = 0;
    const failure = open().wait(instanceAt(port));
    await expect(failure).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining(`127.0.0.1:${port}`) });
  });

  it('says that there is no address', async () => {
    const { publicIp: _none, ...without } = instanceAt(22);
    await expect(open().wait(without)).rejects.toMatchObject({ code: 'no-address' });
  });

  it('leaves to the connection what would need a question', async () => {
    const asks: ReachMachine = () => Promise.reject(new AppError('cancelled', 'Nobody is asked.'));
    await expect(open(asks).wait(instanceAt(22))).resolves.toBeUndefined();
  });
});
