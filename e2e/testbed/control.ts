import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WorldInstance } from './data.ts';
import type { Fault } from './faults.ts';
import type { SeenCall, World } from './world.ts';
import { hostileInstances, manyInstances } from './worlds/crowds.ts';

/** What a spec in another process may do to the world; the same as the `World` object offers in its own. */
export type ControlRequest =
  | { readonly do: 'add-fault'; readonly fault: Fault }
  | { readonly do: 'fault-hits'; readonly id: number }
  | { readonly do: 'remove-fault'; readonly id: number }
  | { readonly do: 'clear-faults' }
  | { readonly do: 'set-clock'; readonly offsetMs: number }
  | { readonly do: 'expire-key'; readonly accessKeyId: string }
  | { readonly do: 'find-instance'; readonly name: string }
  | { readonly do: 'set-instance'; readonly id: string; readonly patch: Partial<WorldInstance> }
  | { readonly do: 'add-instance'; readonly instance: WorldInstance }
  | { readonly do: 'remove-instance'; readonly id: string }
  | { readonly do: 'add-crowd'; readonly account: string; readonly region: string; readonly count: number }
  | { readonly do: 'add-hostile'; readonly account: string; readonly region: string }
  | { readonly do: 'power'; readonly id: string; readonly to: 'running' | 'stopped' }
  | { readonly do: 'kill-sshd' | 'revive-sshd' | 'change-host-key'; readonly id: string }
  | { readonly do: 'calls' };

/** Answers by request; what is not named here answers `null`. */
interface ControlAnswers {
  'add-fault': { readonly id: number };
  'fault-hits': { readonly hits: number };
  'find-instance': WorldInstance;
  calls: readonly SeenCall[];
}

type AnswerTo<R extends ControlRequest> = R['do'] extends keyof ControlAnswers ? ControlAnswers[R['do']] : null;

export interface ControlServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A second loopback server beside the endpoints. Only tests start it; the demo does not. */
export async function startControl(world: World): Promise<ControlServer> {
  const server = createServer((request, response) => {
    void readJson(request)
      .then((body) => perform(world, body as ControlRequest))
      .then(
        (answer) => ({ status: 200, body: answer }),
        (error: unknown) => ({ status: 400, body: { problem: error instanceof Error ? error.message : String(error) } }),
      )
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
        response.end(JSON.stringify(body ?? null));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Sends one request to a control server; throws with its reason when it refuses. */
export async function control<R extends ControlRequest>(url: string, request: R): Promise<AnswerTo<R>> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error((answer as { problem: string }).problem);
  return answer as AnswerTo<R>;
}

async function perform(world: World, request: ControlRequest): Promise<unknown> {
  switch (request.do) {
    case 'add-fault':
      return { id: world.faults.add(request.fault).id };
    case 'fault-hits':
      return { hits: fault(world, request.id).hits() };
    case 'remove-fault':
      return fault(world, request.id).remove();
    case 'clear-faults':
      return world.faults.clear();
    case 'set-clock':
      return world.setClock(request.offsetMs);
    case 'expire-key':
      return world.identities.expire(request.accessKeyId);
    case 'find-instance':
      return world.instance(request.name);
    case 'set-instance':
      world.setInstance(request.id, request.patch);
      return null;
    case 'add-instance':
      return world.addInstance(request.instance);
    case 'remove-instance':
      return world.removeInstance(request.id);
    case 'add-crowd':
      for (const instance of manyInstances(request)) world.addInstance(instance);
      return null;
    case 'add-hostile':
      for (const instance of hostileInstances(request)) world.addInstance(instance);
      return null;
    case 'power':
      return world.state.transition(request.id, request.to === 'running' ? 'pending' : 'stopping', request.to);
    case 'kill-sshd':
      return machines(world).kill(request.id);
    case 'revive-sshd':
      return machines(world).revive(request.id);
    case 'change-host-key':
      return machines(world).changeHostKey(request.id);
    case 'calls':
      return world.calls;
    default:
      throw new Error(`The world cannot do ${JSON.stringify((request as { do?: unknown }).do)}.`);
  }
}

function fault(world: World, id: number) {
  const active = world.faults.get(id);
  if (!active) throw new Error(`There is no fault ${id}.`);
  return active;
}

function machines(world: World) {
  const attached = world.machines();
  if (!attached) throw new Error('No machines are played in this world.');
  return attached;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  // A page in a browser may send a POST to loopback; it cannot do so without an Origin.
  if (request.method !== 'POST' || request.headers.origin !== undefined) throw new Error('Send a POST from a program.');
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}
