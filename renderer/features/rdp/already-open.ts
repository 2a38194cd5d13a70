import { instanceKey } from '../../../shared/model/instance.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { RdpLaunch } from '../../../shared/model/rdp.ts';
import type { Session } from '../../../shared/model/session.ts';

type Sessions = ReadonlyMap<string, Pick<Session, 'target'>>;

/** One name for a machine, however it was come by: an instance, a session of it, a host. */
function machineName(machine: Machine, sessions: Sessions): string {
  const target = machine.kind === 'session' ? sessions.get(machine.id)?.target : undefined;
  if (target?.kind === 'instance') return instanceKey(target);
  switch (machine.kind) {
    case 'instance':
      return instanceKey(machine);
    case 'host':
      return `host ${machine.host.toLowerCase()}:${machine.port}`;
    case 'session':
      return `session ${machine.id}`;
    case 'ssh-config':
      return `alias ${machine.alias}`;
  }
}

/** The desktop of a machine that is open in a client, or about to be; the latest. A way that is kept open for another program is none. */
export function openDesktopOf(machine: Machine, launches: Iterable<RdpLaunch>, sessions: Sessions): RdpLaunch | undefined {
  const name = machineName(machine, sessions);
  return [...launches].findLast(
    (launch) =>
      (launch.state === 'preparing' || launch.state === 'launching' || launch.state === 'connected') &&
      !(launch.state === 'connected' && launch.client === 'none') &&
      machineName(launch.machine, sessions) === name,
  );
}
