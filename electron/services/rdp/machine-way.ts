import type { Duplex } from 'node:stream';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import { planRoutes, rdpPort, routeTarget, routeText, type Route } from '../../../shared/route/plan-routes.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import { probeRdp, type RdpServer } from '../../rdp/probe/probe.ts';
import type { ResolvedMachine } from '../sessions/resolve-machine.ts';
import { isUnreached, type Reach, type ReachMachine } from '../terminals/connect-machine.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The way to the remote desktop of a machine, found by asking what answers there. */
export interface MachineWay {
  readonly server: RdpServer;
  /** For example `straight to 203.0.113.5:3389` or `bastion → 10.0.0.7:3389`. */
  readonly text: string;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** One more connection; makes the way anew when a jump host on it was lost. */
  open(signal: AbortSignal): Promise<Duplex>;
  release(): void;
}

export interface WayWish {
  readonly machine: Machine;
  readonly resolved: ResolvedMachine;
  readonly instance: Instance | undefined;
  readonly name: string;
  readonly launch: string;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}

/** Where remote desktop listens on a machine. The port of a plain host that is no session is that of its remote desktop. */
export function desktopPort({ machine, resolved, instance }: Pick<WayWish, 'machine' | 'resolved' | 'instance'>): number {
  if (machine.kind === 'host') return machine.port;
  return resolved.origins.rdpPort === undefined && instance !== undefined ? rdpPort(instance) : resolved.values.rdpPort;
}

/** Opens the way and asks what answers: address by address, until a remote desktop does. Throws `AppError`. */
export async function findWay(reachMachine: ReachMachine, wish: WayWish): Promise<MachineWay> {
  const { machine, resolved, report, signal } = wish;
  const { connectTimeout, addressFamily, tcpKeepalive } = resolved.values;
  const life = new AbortController();
  let reach: Promise<Reach> | undefined;

  async function reached(ofSignal: AbortSignal): Promise<Reach> {
    reach ??= make(ofSignal);
    return await reach;
  }
  function make(ofSignal: AbortSignal): Promise<Reach> {
    const made = reachMachine(machine, resolved, wish.name, {
      terminal: wish.launch,
      report,
      signal: AbortSignal.any([ofSignal, life.signal]),
    });
    const forget = (): void => {
      if (reach === made) reach = undefined;
    };
    made.then((way) => {
      way.onLost(() => {
        forget();
        way.release();
      });
      if (life.signal.aborted) way.release();
    }, forget);
    return made;
  }
  function release(): void {
    if (life.signal.aborted) return;
    life.abort(new AppError('cancelled', texts().rdpErrors.closed));
    reach?.then((way) => way.release()).catch(() => {});
  }

  try {
    const first = await reached(signal);
    const routes = routesTo({ ...wish, fromInside: first.hops.some(({ kind }) => kind === 'ssh-jump') });
    let failure: unknown;
    for (const route of routes) {
      const target = routeTarget(route);
      const where = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
      const whole = routeText({ hops: [...first.hops, ...route.hops], why: route.why });
      report({ step: 'plan', state: 'info', text: texts().terminalTexts.trying(whole, route.why) });
      const dial = async (ofSignal: AbortSignal, tell: ReportStep): Promise<Duplex> => {
        const { dial: go } = await reached(ofSignal);
        const dialled = await go({ target, report: tell, signal: ofSignal, addressFamily, tcpKeepalive, timeout: connectTimeout * 1_000 });
        return dialled.stream;
      };
      try {
        const server = await probeRdp(await dial(signal, report), { where, signal });
        report({
          step: 'certificate',
          state: 'info',
          text: server.security === 'nla' ? texts().rdpSteps.answersNla : texts().rdpSteps.answersTls,
        });
        return {
          server,
          text: first.hops.length === 0 ? texts().rdpSteps.straight : texts().rdpSteps.through(routeText({ hops: first.hops, why: '' })),
          host: target.host,
          port: target.port,
          open: (ofSignal) => dial(AbortSignal.any([ofSignal, life.signal]), () => {}),
          release,
        };
      } catch (error) {
        signal.throwIfAborted();
        failure ??= error;
        if (error instanceof AppError) report({ step: 'certificate', state: 'failed', text: error.message });
        // Another address may lead to the machine where this one does not, or to nothing.
        if (!isUnreached(error) && !(error instanceof AppError && error.code === 'lost')) throw error;
      }
    }
    throw failure ?? new AppError('no-address', texts().terminalTexts.noAddress(wish.name));
  } catch (error) {
    release();
    throw error;
  }
}

/** Every address of the machine with the port of its remote desktop, the best first. Throws `no-address`. */
export function routesTo(
  wish: Pick<WayWish, 'machine' | 'resolved' | 'instance' | 'name'> & { readonly fromInside: boolean },
): readonly Route[] {
  const { resolved, instance, fromInside } = wish;
  const port = desktopPort(wish);
  if (instance === undefined) {
    const host = resolved.target.kind === 'host' ? resolved.target.host : '';
    return [{ hops: [{ kind: 'direct', host, port }], why: texts().terminalTexts.asGiven }];
  }
  const { routes, blocked } = planRoutes(instance, { route: resolved.values.route, fromInside, port });
  if (routes.length === 0) {
    throw new AppError('no-address', texts().terminalTexts.noAddress(wish.name), {
      hint: texts().rdpErrors.giveAddress,
      detail: blocked.flatMap(({ blockers }) => blockers).join(' '),
    });
  }
  return routes;
}
