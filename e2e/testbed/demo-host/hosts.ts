import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldInstance } from '../data.ts';
import { keepKey, makeKey } from '../keys.ts';
import type { SshKey } from '../keys.ts';
import type { World } from '../world.ts';
import { createMachine } from './machine.ts';
import type { DemoServer } from './server.ts';
import { startDemoServer } from './server.ts';

export interface DemoHostsOptions {
  /** Host keys and ports are kept here, so that a restart of the demo is not a changed host key. */
  readonly folder?: string;
}

export interface DemoHosts {
  /** Where the instance's server listens now. */
  server(id: string): DemoServer | undefined;
  /** Resolves when every start and stop under way is done. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** The tag by which a fleet says that sshd listens on another port than 22. */
export const portTag = 'gangway:ssh-port';

/** Plays every running instance of the world that has a `host`: one SSH server per address, each with a host key of its own. */
export async function startDemoHosts(world: World, options: DemoHostsOptions = {}): Promise<DemoHosts> {
  const servers = new Map<string, DemoServer>();
  const keys = new Map<string, SshKey>();
  /** The last port of each: after a restart a machine is found where it was. */
  const ports = new Map<string, number>();
  /** One chain per instance: a stop waits for the start before it. */
  const chains = new Map<string, Promise<void>>();
  const killed = new Set<string>();
  let closing = false;

  const queue = (id: string, work: () => Promise<void>): Promise<void> => {
    const next = (chains.get(id) ?? Promise.resolve()).then(work);
    chains.set(
      id,
      next.catch(() => undefined),
    );
    return next;
  };

  async function start(id: string): Promise<void> {
    const instance = world.state.instances.get(id);
    if (!instance?.host || !isUp(instance) || servers.has(id) || killed.has(id) || closing) return;
    const key = keys.get(id) ?? keepKey(options.folder, `host-${id}`, 'ed25519', `root@${instance.tags['Name'] ?? id}`);
    keys.set(id, key);
    const server = await listen(world, instance, key, ports.get(id) ?? readPort(options.folder, id));
    servers.set(id, server);
    ports.set(id, server.port);
    writePort(options.folder, id, server.port);
    const address = instance.host.onPrivateAddress ? { privateIp: server.address } : { publicIp: server.address };
    world.setInstance(id, {
      ...address,
      // The console log keeps what the first boot printed, also after the key has changed.
      hostKeys: instance.hostKeys ?? [key.publicKey],
      tags: { ...instance.tags, [portTag]: String(server.port) },
    });
  }

  async function stop(id: string): Promise<void> {
    const server = servers.get(id);
    servers.delete(id);
    await server?.close();
  }

  const running = [...world.state.instances.values()].filter(isUp);
  await Promise.all(running.map((instance) => queue(instance.id, () => start(instance.id))));

  const unwatch = world.state.onInstance((instance, previous) => {
    if (instance.state === previous?.state) return;
    void queue(instance.id, () => (isUp(instance) ? start(instance.id) : stop(instance.id)));
  });
  const unwatchReboots = world.state.onReboot((id) => {
    void queue(id, async () => {
      await stop(id);
      await start(id);
    });
  });

  world.attachMachines({
    kill: (id) => {
      killed.add(id);
      return queue(id, () => stop(id));
    },
    revive: (id) => {
      killed.delete(id);
      return queue(id, () => start(id));
    },
    changeHostKey: (id) =>
      queue(id, async () => {
        const name = world.state.instances.get(id)?.tags['Name'] ?? id;
        keys.set(id, makeKey('ed25519', `root@${name}`));
        if (options.folder !== undefined) rmSync(join(options.folder, `host-${id}.json`), { force: true });
        await stop(id);
        await start(id);
      }),
  });

  return {
    server: (id) => servers.get(id),
    settled: async () => {
      await Promise.all(chains.values());
    },
    close: async () => {
      closing = true;
      unwatch();
      unwatchReboots();
      await Promise.all(chains.values());
      await Promise.all([...servers.keys()].map(stop));
    },
  };
}

async function listen(world: World, instance: WorldInstance, key: SshKey, port: number): Promise<DemoServer> {
  const host = instance.host;
  if (!host) throw new Error(`${instance.id} has no host to play.`);
  const wanted = host.onPrivateAddress ? instance.privateIp : (instance.publicIp ?? instance.privateIp);
  const serve = (address: string): Promise<DemoServer> =>
    startDemoServer({
      address,
      port,
      hostKey: key.privateKey,
      machine: createMachine(instance, world.state.images.get(instance.image)),
      access: { user: host.user, password: host.password, code: host.code, keys: (user) => acceptedKeys(world, instance, user) },
    });
  return serve(wanted).catch((error: NodeJS.ErrnoException) => {
    // Linux answers to all of 127.0.0.0/8, macOS to 127.0.0.1 alone.
    if (error.code === 'EADDRNOTAVAIL') return serve('127.0.0.1');
    throw error;
  });
}

/** The key pair of the instance, and what EC2 Instance Connect has pushed within the last minute. */
function acceptedKeys(world: World, instance: WorldInstance, user: string): readonly string[] {
  const { account, region, keyName, id } = instance;
  const own = keyName === undefined ? undefined : world.state.publicKeys.get(`${account}/${region}/${keyName}`);
  const pushed = world.state.pushedKeys.filter((key) => key.instance === id && key.user === user && key.until > world.now());
  return [...(own === undefined ? [] : [own]), ...pushed.map((key) => key.publicKey)];
}

function isUp(instance: WorldInstance): boolean {
  return instance.state === 'running' || instance.state === 'pending';
}

function readPort(folder: string | undefined, id: string): number {
  const file = folder === undefined ? undefined : join(folder, `port-${id}`);
  const port = file !== undefined && existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
}

function writePort(folder: string | undefined, id: string, port: number): void {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, `port-${id}`), String(port));
}
