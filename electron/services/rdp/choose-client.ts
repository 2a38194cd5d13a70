import { AppError } from '../../../shared/model/errors.ts';
import type { RdpClientId } from '../../../shared/model/rdp.ts';
import { routeTarget } from '../../../shared/route/plan-routes.ts';
import type { FoundClient, FoundClients } from '../../rdp/clients/find-clients.ts';
import { checkBehindGateway } from '../../rdp/plan/behind-gateway.ts';
import type { LaunchOrder } from './launch-order.ts';
import { routesTo, type MachineWay } from './machine-way.ts';
import { texts } from '../../../shared/texts/current.ts';

/** `undefined`: none is there. Throws `not-found` for one that was chosen and is not there. */
export function chooseClient({ found, install }: FoundClients, wanted: 'auto' | RdpClientId): FoundClient | undefined {
  if (wanted === 'auto') return found[0];
  const client = found.find(({ id }) => id === wanted);
  if (client !== undefined || found.length === 0) return client;
  const command = install.find(({ what }) => what.toLowerCase().includes(wanted))?.command;
  const clients = found.map(({ name }) => name).join(', ');
  const { rdpErrors: t } = texts();
  throw new AppError('not-found', t.clientGone(wanted), {
    hint: command === undefined ? t.chooseOther(clients) : t.chooseOrInstall(clients, command),
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
  if (route === undefined) throw new AppError('no-address', texts().terminalTexts.noAddress(order.name));
  const { host, port } = routeTarget(route);
  const none = { security: 'nla', sha256: '00'.repeat(32), sha1: '00'.repeat(20), subject: '', der: '' } as const;
  return {
    server: none,
    text: texts().rdpSteps.throughGateway(values.rdpGateway),
    host: host.replace(/^\[(.*)\]$/u, '$1'),
    port,
    open: () => Promise.reject(new AppError('internal', texts().rdpErrors.noRelay)),
    release: () => {},
  };
}
