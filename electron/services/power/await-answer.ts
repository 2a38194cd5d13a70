import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { PowerWait } from '../../../shared/model/power.ts';
import { planRoutes, rdpPort, routeTarget, sshPort } from '../../../shared/route/plan-routes.ts';
import { texts } from '../../../shared/texts/current.ts';
import { instanceName } from '../terminals/look-at-instance.ts';
import type { ResolveMachine } from '../sessions/resolve-machine.ts';
import { isUnreached, type ReachMachine } from '../terminals/connect-machine.ts';
import type { FollowClock } from './follow-state.ts';
import type { AwaitAnswer } from './power.ts';

/** Between two attempts. Milliseconds. */
const PAUSE_MS = 2_000;
/** For one attempt: a security group that drops packets must not eat the whole time. Milliseconds. */
const ATTEMPT_MS = 5_000;
/** A first start of Windows takes this long, and Linux a tenth of it. Milliseconds. */
const LONGEST_MS: Readonly<Record<PowerWait, number>> = { terminal: 5 * 60_000, desktop: 10 * 60_000 };

/**
 * Tries the port of SSH or of the remote desktop by the instance's own way, again and again. Nobody is asked anything meanwhile: where a
 * jump host on the way has a question, the connection itself may ask it.
 */
export function createAwaitAnswer(options: {
  readonly resolve: ResolveMachine;
  readonly reachMachine: ReachMachine;
  readonly clock: FollowClock;
}): AwaitAnswer {
  const { resolve, reachMachine, clock } = options;

  async function answers(instance: Instance, wait: PowerWait, signal: AbortSignal, onAddress: (address: string) => void): Promise<boolean> {
    const machine = { kind: 'instance', account: instance.account, region: instance.region, instance: instance.instance } as const;
    const resolved = resolve(machine);
    const { values, origins } = resolved;
    const name = instanceName(instance);
    const port =
      wait === 'terminal'
        ? origins.port === undefined
          ? sshPort(instance)
          : values.port
        : origins.rdpPort === undefined
          ? rdpPort(instance)
          : values.rdpPort;
    const reach = await reachMachine(machine, resolved, name, { terminal: '', report: () => {}, signal });
    try {
      const fromInside = reach.hops.some(({ kind }) => kind === 'ssh-jump');
      const { routes } = planRoutes(instance, { route: values.route, fromInside, port });
      if (routes.length === 0) {
        throw new AppError('no-address', texts().powerErrors.noAddress(name), {
          hint: texts().powerErrors.noAddressHint,
        });
      }
      const [first] = routes;
      if (first !== undefined) onAddress(shown(routeTarget(first)));
      for (const route of routes) {
        const target = routeTarget(route);
        try {
          const { addressFamily } = values;
          const dialled = await reach.dial({ target, report: () => {}, signal, addressFamily, timeout: ATTEMPT_MS });
          dialled.stream.destroy();
          onAddress(shown(target));
          return true;
        } catch (error) {
          signal.throwIfAborted();
          if (!isUnreached(error)) throw error;
        }
      }
      return false;
    } finally {
      reach.release();
    }
  }

  return async (instance, wait, { signal, onAddress }) => {
    const begun = clock.now();
    let address = '';
    const note = (text: string): void => {
      if (text !== address) onAddress(text);
      address = text;
    };
    for (;;) {
      try {
        if (await answers(instance, wait, signal, note)) return;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof AppError && error.code === 'no-address') throw error;
        // What cannot be tried without asking the person is theirs to try.
        if (!isUnreached(error)) return;
      }
      const waited = clock.now() - begun;
      if (waited > LONGEST_MS[wait]) {
        throw new AppError('timeout', texts().powerErrors.noAnswer(instanceName(instance), address), {
          hint: texts().powerErrors.noAnswerHint,
        });
      }
      await clock.pause(PAUSE_MS, signal);
    }
  };
}

function shown({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
