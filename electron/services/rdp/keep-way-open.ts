import { relayAddress } from './relay-address.ts';
import { loginText } from './find-credentials.ts';
import type { ConsoleWord } from './cloud-words.ts';
import { messageOf } from './launch-errors.ts';
import type { LaunchDeps, LaunchLife, LaunchOrder } from './launch-order.ts';
import type { LaunchRecord } from './launch-record.ts';
import type { MachineWay } from './machine-way.ts';
import { planFacts } from './plan-facts.ts';
import { watchSession } from './watch-session.ts';
import { texts } from '../../../shared/texts/current.ts';
import { deferred } from '../../../shared/deferred.ts';

/** No client: a relay that any program may use, until the launch is closed. */
export async function keepWayOpen(
  deps: LaunchDeps,
  launch: {
    readonly order: LaunchOrder;
    readonly record: LaunchRecord;
    readonly life: LaunchLife;
    readonly found: MachineWay;
    /** `desktopKey`. */
    readonly key: string;
    readonly askConsole: () => Promise<ConsoleWord>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { order, record, life, found, key, askConsole, signal } = launch;
  const { report } = record;
  const { values } = order.resolved;
  const { promise: over, resolve: end } = deferred<void>();
  const relay = await watchSession({
    way: found,
    address: relayAddress(key, deps.platform),
    linger: false,
    clock: deps.clock,
    events: {
      up: () => record.turn('connected', { connectedAt: deps.clock.now() }),
      down: () => record.turn('waiting'),
      bytes: (bytesIn, bytesOut) => record.set({ bytesIn, bytesOut }),
      over: end,
      failed: (error) => report({ step: 'session', state: 'failed', text: messageOf(error) }),
    },
  });
  signal.addEventListener('abort', relay.close, { once: true });
  if (signal.aborted) relay.close();
  life.alive = true;
  const likely = order.instance?.os === 'windows' && values.rdpUser === '' ? (await askConsole()).console?.user : undefined;
  const user = values.rdpUser === '' ? (deps.remembered.user(key) ?? likely ?? '') : loginText(values.rdpUser, values.rdpDomain);
  const address = `${relay.host}:${relay.port}`;
  const input = planFacts(deps, order, found, relay, { user, domain: '', hasPassword: false });
  life.planInput = { ...input, options: { ...input.options, rdpGateway: '' } };
  report({ step: 'client', state: 'info', text: texts().rdpSteps.pointAt(address) });
  if (!signal.aborted) record.turn('waiting', { address, user });
  await over;
  record.turn('ended');
}
