import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerAlibaba } from './alibaba/answer.ts';
import { createAlibabaIdentities } from './alibaba/identities.ts';
import { answerCall } from './aws/answer.ts';
import { keyFingerprint } from './aws/key-fingerprint.ts';
import type { WorldData, WorldInstance } from './data.ts';
import { createFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import { createIdentities } from './identities.ts';
import type { Identities } from './identities.ts';
import { keepKey } from './keys.ts';
import type { SshKey } from './keys.ts';
import { createState } from './state.ts';
import type { WorldState } from './state.ts';

export interface WorldOptions {
  /** Keys are kept here and found again by the next start. Without it they live in memory. */
  readonly keysFolder?: string;
  /** How long an instance stays pending or stopping, in milliseconds. */
  readonly transitionMs?: number;
}

/** A call as it arrived, for tests that count. */
export interface SeenCall {
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly accessKeyId: string;
}

/** What plays the instances: the demo host, or a real sshd. The world passes on what happens to machines. */
export interface Machines {
  /** The next start of the server shows another host key; the console log keeps the old one. */
  changeHostKey(id: string): Promise<void>;
  /** The server dies with all its connections. */
  kill(id: string): Promise<void>;
  /** It listens again, at the same port. */
  revive(id: string): Promise<void>;
}

export interface World {
  /** `http://127.0.0.1:PORT`, the `endpoint_url` of every service. */
  readonly url: string;
  readonly data: WorldData;
  readonly state: WorldState;
  readonly faults: Faults;
  readonly identities: Identities;
  readonly calls: SeenCall[];
  /** The private half of a key pair. */
  keyPair(account: string, region: string, name: string): SshKey;
  setInstance(id: string, patch: Partial<WorldInstance>): WorldInstance;
  addInstance(instance: WorldInstance): void;
  removeInstance(id: string): void;
  /** By the `Name` tag; throws when there is none. */
  instance(name: string): WorldInstance;
  /** The world's clock runs this far ahead of the computer's (milliseconds; negative: behind). */
  setClock(offsetMs: number): void;
  now(): number;
  attachMachines(machines: Machines): void;
  readonly machines: () => Machines | undefined;
  close(): Promise<void>;
}

const maxBodyBytes = 4 * 1024 * 1024;
const defaultTransitionMs = 1500;

/** Starts the endpoints of an emulated cloud on loopback. `source`: the data itself or the path of a JSON world file. */
export async function startWorld(source: WorldData | string, options: WorldOptions = {}): Promise<World> {
  const data = typeof source === 'string' ? (JSON.parse(readFileSync(source, 'utf8')) as WorldData) : source;
  let clockOffset = 0;
  const now = (): number => Date.now() + clockOffset;
  const state = createState(data, { transitionMs: options.transitionMs ?? defaultTransitionMs, now });
  const faults = createFaults();
  const identities = createIdentities(data);
  const alibaba = createAlibabaIdentities(data.alibaba?.accounts ?? []);
  const calls: SeenCall[] = [];
  const keyPairs = makeKeyPairs(data, state, options.keysFolder);
  let machines: Machines | undefined;

  const server = createServer((request, response) => {
    void handle(request, response);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const body = await readBody(request);
    if (!body) return;
    const signed = { method: request.method ?? 'GET', url: request.url ?? '/', headers: request.headers, body };
    const seen = (call: SeenCall): unknown => calls.push(call);
    const common = { requestId, state, faults, now, seen };
    const result =
      request.headers['x-acs-action'] === undefined
        ? await answerCall(signed, { ...common, identities })
        : await answerAlibaba(signed, { ...common, data: data.alibaba, identities: alibaba });
    if (result === 'reset') request.socket.resetAndDestroy();
    else if (result !== 'silent') {
      // The Date header is what the SDK corrects a wrong clock from.
      response.sendDate = false;
      response.writeHead(result.status, {
        'content-type': result.type,
        date: new Date(now()).toUTCString(),
        'x-amzn-requestid': requestId,
      });
      response.end(result.body);
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    data,
    state,
    faults,
    identities,
    calls,
    keyPair: (account, region, name) => {
      const key = keyPairs.get(`${account}/${region}/${name}`);
      if (!key) throw new Error(`The world has no key pair ${name} in ${account} ${region}.`);
      return key;
    },
    setInstance: state.setInstance,
    addInstance: state.addInstance,
    removeInstance: state.removeInstance,
    instance: (name) => {
      for (const instance of state.instances.values()) if (instance.tags['Name'] === name) return instance;
      throw new Error(`The world has no instance named ${name}.`);
    },
    setClock: (offsetMs) => {
      clockOffset = offsetMs;
    },
    now,
    attachMachines: (attached) => {
      machines = attached;
    },
    machines: () => machines,
    close: async () => {
      faults.clear();
      state.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function makeKeyPairs(data: WorldData, state: WorldState, folder: string | undefined): ReadonlyMap<string, SshKey> {
  const byName = new Map<string, SshKey>();
  const all = new Map<string, SshKey>();
  for (const account of [...data.accounts, ...(data.alibaba?.accounts ?? [])]) {
    for (const pair of account.keyPairs) {
      // The same name in two regions of an account is one key, imported twice, as fleets do.
      const own = `${account.id}-${pair.name}`;
      const key = byName.get(own) ?? keepKey(folder, `pair-${own}`, pair.type, pair.name);
      const imported = pair.imported ?? byName.has(own);
      byName.set(own, key);
      const id = `${account.id}/${pair.region}/${pair.name}`;
      all.set(id, key);
      state.publicKeys.set(id, key.publicKey);
      state.keyFingerprints.set(id, keyFingerprint(key, imported));
    }
  }
  return all;
}

/** `undefined`: more than any real call sends; the socket is gone. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > maxBodyBytes) {
        request.socket.destroy();
        return undefined;
      }
      parts.push(part);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(parts);
}
