import { AppError } from '../../../shared/model/errors.ts';
import type { RdpClientId } from '../../../shared/model/rdp.ts';

/**
 * Behind a gateway it is the gateway that connects: nobody here sees the certificate of the machine before the client does, so there is none
 * to pin. Only clients that ask the person about a certificate themselves may go there; the others would have to take any. Throws
 * `unsupported`.
 */
export function checkBehindGateway(client: RdpClientId): void {
  if (client === 'mstsc' || client === 'windows-app') return;
  const name = client === 'remmina' ? 'Remmina' : 'FreeRDP';
  throw new AppError('unsupported', `${name} cannot be told which certificate to expect behind a Remote Desktop Gateway.`, {
    hint: 'Go through a jump host or proxy instead, or use Remote Desktop Connection on Windows or Windows App on macOS.',
  });
}
