import { AppError } from '../../../shared/model/errors.ts';
import type { RdpClientId } from '../../../shared/model/rdp.ts';
import { routeTarget } from '../../../shared/route/plan-routes.ts';
import type { FoundClient, FoundClients } from '../../rdp/clients/find-clients.ts';
import { checkBehindGateway } from '../../rdp/plan/behind-gateway.ts';
import type { LaunchOrder } from './launch-order.ts';
import { routesTo, type MachineWay } from './machine-way.ts';

/** `undefined`: none is there. Throws `not-found` for one that was chosen and is not there. */
export function chooseClient({ found, install }: FoundClients, wanted: 'auto' | RdpClientId): FoundClient | undefined {
  if (wanted === 'auto') return found[0];
  const client = found.find(({ id }) => id === wanted);
  if (client !== undefined || found.length === 0) return client;
  const command = install.find(({ what }) => what.toLowerCase().includes(wanted))?.command;
  throw new AppError('not-found', `The client chosen for this machine (${wanted}) was not found on this computer.`, {
    hint: `Choose another one: ${found.map(({ name }) => name).join(', ')}.${command === undefined ? '' : ` Or install it: ${command}`}`,
  });
}

/**
 * Behind a gateway it is the gateway that connects: there can be no probe, no relay and no pinned certificate, so only clients that ask the
 * person about a certificate themselves may go there. Throws `unsupported` for the others.
 */
export function wayBehindGateway(order: LaunchOrder, client: FoundClient): MachineWay {
  const { values } = order.resolved;
  checkBehindGateway(client.id);
  const [route] = routesTo({ ...order, fromInside: true });
  if (route === undefined) throw new AppError('no-address', `${order.name} has no address to connect to.`);
  const { host, port } = routeTarget(route);
  const none = { security: 'nla', sha256: '00'.repeat(32), sha1: '00'.repeat(20), subject: '', der: '' } as const;
  return {
    server: none,
    text: `through gateway ${values.rdpGateway}`,
    host: host.replace(/^\[(.*)\]$/u, '$1'),
    port,
    open: () => Promise.reject(new AppError('internal', 'There is no relay behind a gateway.')),
    release: () => {},
  };
}
