import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Endpoints } from './endpoints.ts';

type HandleArguments = Parameters<NodeHttpHandler['handle']>;
type Request = HandleArguments[0];

/**
 * The request handler for IAM Identity Center calls of one profile. The SDK takes one endpoint for portal and token service
 * together, but a `services` section may name two; these calls are not signed, so their target can be set here, by path.
 */
export function createSsoHandler(base: NodeHttpHandler, endpoints: Pick<Endpoints, 'sso' | 'ssoOidc'>): NodeHttpHandler {
  const handle = async (request: Request, options: HandleArguments[1]): ReturnType<NodeHttpHandler['handle']> => {
    const target = request.path.endsWith('/token') ? endpoints.ssoOidc : endpoints.sso;
    if (target !== undefined) redirect(request, new URL(target));
    return await base.handle(request, options);
  };
  // A view of the shared handler: its configuration and sockets stay the same ones.
  return Object.assign(Object.create(base) as NodeHttpHandler, { handle });
}

function redirect(request: Request, target: URL): void {
  request.protocol = target.protocol;
  request.hostname = target.hostname;
  if (target.port === '') delete request.port;
  else request.port = Number(target.port);
  request.path = `${target.pathname.replace(/\/$/u, '')}${request.path}`;
  request.headers['host'] = target.host;
}
