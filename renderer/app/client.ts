import type { RpcClient } from '../../shared/rpc/client.ts';

let current: RpcClient | undefined;

/** Set once by the start of the page, before anything renders. */
export function setClient(client: RpcClient): void {
  current = client;
}

/** The page's end of the Link to the host process. */
export function client(): RpcClient {
  if (current === undefined) throw new Error('The page used the Link before it was connected.');
  return current;
}
