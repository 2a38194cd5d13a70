import { AppError } from '../../../shared/model/errors.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import { machineSecretKey } from '../../../shared/model/vault.ts';
import { routeTarget, routeText, type Hop, type Route } from '../../../shared/route/plan-routes.ts';
import type { Dialer, ReportStep } from '../../dial/dialer.ts';
import { createProxyDialer } from '../../dial/proxy.ts';
import type { Lease } from '../../ssh/shared-connections.ts';
import type { Ask, Secrets, SshConnect, SshConnection } from '../../ssh/ssh.ts';
import type { ResolvedMachine } from '../sessions/resolve-machine.ts';
import { connectionKey } from './connection-key.ts';
import { planHost, planInstance, type ConnectionPlan, type FindKeyFile } from './connection-plan.ts';
import type { HostChoices } from './host-choices.ts';
import { planWay, type JumpHost, type JumpLookup, type Way } from './jump-hosts.ts';
import type { InstanceFacts } from './look-at-instance.ts';
import { createProxyPassword } from './proxy-password.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface ConnectMachineDeps extends JumpLookup {
  readonly instances: InstanceFacts;
  readonly dial: Dialer;
  readonly connect: SshConnect;
  readonly connections: {
    acquire(key: string, connect: () => Promise<SshConnection>): Promise<Lease>;
  };
  readonly findKeyFile: FindKeyFile;
  readonly hostChoices: HostChoices;
  readonly ask: Ask;
  readonly secrets?: Secrets;
}

/** Who wants the connection: its questions and steps show there. */
export interface Wish {
  readonly terminal: string;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}

export interface Connected {
  readonly lease: Lease;
  /** `host:port` that was reached; from another tab when its connection is shared. */
  readonly address: string;
  readonly name: string;
}

/** Nobody answered there: the next address may be better, or the instance has changed since it was listed. */
const UNREACHED: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'dns']);

export function isUnreached(error: unknown): boolean {
  return error instanceof AppError && UNREACHED.has(error.code);
}

/** The way to the network of a machine, up to the last proxy or jump host. Held until `release`. */
export interface Reach {
  /** TCP to a port as seen from the end of the way. */
  readonly dial: Dialer;
  /** What is passed on the way, in its order. */
  readonly hops: readonly Hop[];
  /** A jump host on the way was lost: what rides on it is dead, and `dial` will not work any more. */
  onLost(lost: (reason: string | undefined) => void): void;
  release(): void;
}

/** Proxy and jump hosts of a machine, for something else than a shell on it. `name`: of the machine, for questions and steps. */
export type ReachMachine = (machine: Machine, resolved: ResolvedMachine, name: string, wish: Wish) => Promise<Reach>;

/** A share in the SSH connection to a machine: one that is there already, or a new one by its whole way of proxy and jump hosts. */
export type ConnectMachine = (machine: Machine, resolved: ResolvedMachine, user: string | undefined, wish: Wish) => Promise<Connected>;

export function createConnectMachine(deps: ConnectMachineDeps): ConnectMachine {
  return createWays(deps).connectMachine;
}

/** Both ways of using the ways to a machine. */
export function createWays(deps: ConnectMachineDeps): { readonly connectMachine: ConnectMachine; readonly reachMachine: ReachMachine } {
  // A second tab shares the first one's connection: it shows the same address without dialling.
  const addresses = new WeakMap<SshConnection, string>();

  async function acquire(way: Way, resolved: ResolvedMachine, user: string | undefined, wish: Wish, jumpOf?: string): Promise<Connected> {
    const { target } = resolved;
    const plan =
      target.kind === 'host'
        ? planHost(resolved, target, user, deps.hostChoices, wish.report)
        : await planInstance(deps, resolved, target, user, wish.report, wish.signal, way.jumps.length > 0);
    const lease = await deps.connections.acquire(connectionKey(way, resolved, plan), async () => {
      const held: Lease[] = [];
      const letGo = (): void => {
        for (const { release } of held.splice(0).toReversed()) release();
      };
      try {
        const { connection, address } = await connectBest(way, resolved, plan, wish, held, jumpOf);
        addresses.set(connection, address);
        // What it rides on lives as long as it does.
        connection.onLost(letGo);
        return connection;
      } catch (error) {
        letGo();
        throw error;
      }
    });
    return { lease, address: addresses.get(lease.connection) ?? '', name: plan.name };
  }

  async function connectBest(
    way: Way,
    resolved: ResolvedMachine,
    plan: ConnectionPlan,
    wish: Wish,
    held: Lease[],
    jumpOf: string | undefined,
  ): Promise<{ connection: SshConnection; address: string }> {
    const { report, signal } = wish;
    const { connectTimeout, addressFamily, tcpKeepalive } = resolved.values;
    const before = hopsOf(way);
    const reach = await foldHops(before, way, plan.name, wish, held);
    let failure: unknown;
    for (const { hops, why } of plan.routes) {
      const route: Route = { hops: [...before, ...hops], why };
      const target = routeTarget(route);
      report({ step: 'plan', state: 'info', text: texts().terminalTexts.trying(routeText(route), why) });
      try {
        const dialling = { report, signal, addressFamily, tcpKeepalive, timeout: connectTimeout * 1_000 };
        const { stream, address } = await reach({ target, ...dialling });
        const shown = plan.name === target.host ? address : `${plan.name} (${address})`;
        const connection = await deps.connect({
          stream,
          target: {
            host: target.host,
            port: target.port,
            user: plan.user,
            title: jumpOf === undefined ? shown : texts().terminalTexts.jumpTo(shown, jumpOf),
            terminal: wish.terminal,
            identity: plan.identity,
            userCandidates: plan.candidates,
            secretKey: machineSecretKey(resolved.target),
            settings: resolved.values,
          },
          ask: deps.ask,
          ...(deps.secrets === undefined ? {} : { secrets: deps.secrets }),
          report,
          signal,
          onRemember: plan.remember,
        });
        return { connection, address };
      } catch (error) {
        signal.throwIfAborted();
        failure ??= error;
        // What failed has said so itself, on its own step.
        if (!isUnreached(error)) throw error;
      }
    }
    const { advice } = plan;
    if (advice !== undefined && failure instanceof AppError)
      throw new AppError(failure.code, advice.message, { hint: advice.hint, detail: failure.message, cause: failure });
    throw failure ?? new AppError('no-address', texts().terminalTexts.noAddress(plan.name));
  }

  /** From hop to hop: each gives the dialer for what comes after it. */
  async function foldHops(hops: readonly Hop[], way: Way, name: string, wish: Wish, held: Lease[]): Promise<Dialer> {
    let dial = deps.dial;
    let jumps = 0;
    for (const hop of hops) {
      if (hop.kind === 'proxy') {
        const proxy = { kind: hop.proxy, host: hop.host, port: hop.port, user: hop.user };
        const { ask, secrets } = deps;
        const password = createProxyPassword({ proxy, ask, secrets, ...wish, title: name });
        dial = createProxyDialer(proxy, dial, password);
      } else if (hop.kind === 'ssh-jump') {
        const jump = way.jumps[jumps];
        if (jump === undefined) continue;
        const { lease } = await acquireJump({ proxy: way.proxy, jumps: way.jumps.slice(0, jumps) }, jump, name, wish);
        held.push(lease);
        dial = dialThrough(lease.connection, jump.name);
        jumps += 1;
      }
    }
    return dial;
  }

  function acquireJump(way: Way, jump: JumpHost, to: string, wish: Wish): Promise<Connected> {
    const report: ReportStep = (step) => wish.report({ ...step, text: texts().terminalTexts.ofJump(jump.name, step.text) });
    return acquire(way, jump.resolved, undefined, { ...wish, report }, to);
  }

  async function reachMachine(machine: Machine, resolved: ResolvedMachine, name: string, wish: Wish): Promise<Reach> {
    const way = planWay(deps, machine, resolved);
    const hops = hopsOf(way);
    const held: Lease[] = [];
    const release = (): void => {
      for (const lease of held.splice(0).toReversed()) lease.release();
    };
    try {
      const dial = await foldHops(hops, way, name, wish, held);
      return {
        dial,
        hops,
        onLost(lost) {
          for (const { connection } of held) connection.onLost(lost);
        },
        release,
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  return {
    connectMachine: async (machine, resolved, user, wish) => acquire(planWay(deps, machine, resolved), resolved, user, wish),
    reachMachine,
  };
}

/** The names of the jump hosts are in their order: the fold counts them off. */
function hopsOf(way: Way): Hop[] {
  return [
    ...(way.proxy.kind === 'none' ? [] : [{ ...way.proxy, kind: 'proxy' as const, proxy: way.proxy.kind }]),
    ...way.jumps.map(({ name }) => ({ kind: 'ssh-jump' as const, to: name })),
  ];
}

/** TCP from a jump host onwards. */
function dialThrough(connection: SshConnection, jump: string): Dialer {
  return async ({ target: { host, port }, report, signal, timeout }) => {
    const bare = host.replace(/^\[(.*)\]$/u, '$1');
    const address = bare.includes(':') ? `[${bare}]:${port}` : `${bare}:${port}`;
    report({ step: 'tcp', state: 'started', text: texts().terminalTexts.connectingThrough(address, jump) });
    const late = timeout === undefined ? undefined : AbortSignal.timeout(timeout);
    try {
      const stream = await connection.openTcp({ host: bare, port, signal: late === undefined ? signal : AbortSignal.any([signal, late]) });
      report({ step: 'tcp', state: 'done', text: texts().terminalTexts.connectedThrough(address, jump) });
      return { stream, address };
    } catch (error) {
      signal.throwIfAborted();
      const failure =
        late?.aborted === true
          ? new AppError('timeout', texts().terminalTexts.jumpLate(jump, address, (timeout ?? 0) / 1000), {
              hint: texts().terminalTexts.asSeenByJump,
              cause: error,
            })
          : error;
      if (failure instanceof AppError) report({ step: 'tcp', state: 'failed', text: failure.message });
      throw failure;
    }
  };
}
