import { AppError } from '../../../shared/model/errors.ts';
import type { RdpClientId } from '../../../shared/model/rdp.ts';
import { texts } from '../../../shared/texts/current.ts';

/**
 * Behind a gateway it is the gateway that connects: nobody here sees the certificate of the machine before the client does, so there is none
 * to pin. Only clients that ask the person about a certificate themselves may go there; the others would have to take any. Throws
 * `unsupported`.
 */
export function checkBehindGateway(client: RdpClientId): void {
  if (client === 'mstsc' || client === 'windows-app') return;
  const name = client === 'remmina' ? 'Remmina' : 'FreeRDP';
  throw new AppError('unsupported', texts().rdpClients.gateway(name), {
    hint: texts().rdpClients.gatewayHint,
  });
}
