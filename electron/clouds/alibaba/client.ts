import { AppError } from '../../../shared/model/errors.ts';
import { createCredentialMemo, type CredentialMemo } from '../credential-memo.ts';
import { texts } from '../../../shared/texts/current.ts';
import { describeFailure } from './alibaba-errors.ts';
import type { Connection } from './connection.ts';
import { resolveCredentials, type FindSavedKeys } from './credentials.ts';
import { endpointOf, VERSIONS, type ServiceName } from './endpoints.ts';
import type { Json } from './json.ts';
import { withRetry, type Patience } from './retry.ts';
import { callRpc, openSockets, type Parameter, type RpcFailure } from './rpc.ts';

export interface ApiCall {
  readonly service: ServiceName;
  readonly action: string;
  /** Whose endpoint is asked. ECS actions take it as `RegionId` as well: name it in `query` where they do. */
  readonly region: string;
  readonly query?: Readonly<Record<string, Parameter>>;
  /** Sent as a form. Secrets go here. */
  readonly body?: Readonly<Record<string, Parameter>>;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Tells a refusal that means something to the caller; `undefined` leaves it to the general words. */
  readonly refused?: (failure: RpcFailure) => AppError | undefined;
}

/** Signed calls of all accounts, with their credentials, endpoints and retries. Everything thrown is an `AppError` without a secret. */
export interface AlibabaClient {
  call(connection: Connection, call: ApiCall): Promise<Json>;
  /** What `DescribeRegions` told: region to host. */
  learnEndpoints(connection: Connection, hosts: ReadonlyMap<string, string>): void;
  /** Drops credentials: the profiles may have changed. */
  forget(): void;
  close(): void;
}

export interface ClientOptions {
  readonly homeFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly savedKeys: FindSavedKeys;
  readonly log: (text: string) => void;
}

export function createAlibabaClient({ homeFolder, env, savedKeys, log }: ClientOptions): AlibabaClient {
  const sockets = openSockets();
  const memos = new Map<string, CredentialMemo>();
  const learned = new Map<string, ReadonlyMap<string, string>>();

  function credentials(connection: Connection): CredentialMemo {
    const known = memos.get(connection.account);
    if (known !== undefined) return known;
    const resolve = (patience: Patience, signal: AbortSignal) =>
      resolveCredentials({ connection, homeFolder, env, sockets, savedKeys, patience, signal });
    const memo = createCredentialMemo({ resolve });
    memos.set(connection.account, memo);
    return memo;
  }

  return {
    async call(connection, { service, action, region, query = {}, body, patience, signal, refused }) {
      const memo = credentials(connection);
      const endpoint = endpointOf(connection, service, region, learned.get(connection.account) ?? new Map());
      if (body !== undefined) assertPrivate(endpoint);
      try {
        const keys = await memo.get(patience, signal);
        const send = (): Promise<Json> =>
          callRpc({ endpoint, action, version: VERSIONS[service], query, keys, signal, ...(body === undefined ? {} : { body }) }, sockets);
        return await withRetry(send, { patience, signal, reads: /^(?:Describe|Get|List)/u.test(action) });
      } catch (error) {
        if (signal.aborted)
          throw signal.reason instanceof AppError ? signal.reason : new AppError('cancelled', texts().alibabaErrors.cancelled);
        const own = error instanceof Error && error.name === 'RpcFailure' ? refused?.(error as RpcFailure) : undefined;
        const place = {
          profile: connection.profile,
          kind: connection.kind,
          action: `${service}:${action}`,
          endpoint: customAddress(connection, service),
        };
        const told = own ?? describeFailure(error, service === 'sts' ? place : { ...place, region });
        // Next time they are obtained again: there may be fresh ones by then.
        if (told.code === 'expired-credentials' || told.code === 'bad-credentials') memo.forget();
        if (told.code === 'internal' || told.code === 'protocol')
          log(`${action} for ${connection.profile} in ${region}: ${told.detail ?? (error instanceof Error ? error.name : 'unknown')}`);
        throw told;
      }
    },
    learnEndpoints: (connection, hosts) => void learned.set(connection.account, hosts),
    forget: () => memos.clear(),
    close: () => sockets.close(),
  };
}

/** What is sent as a form is secret: not for a wire that others read. */
function assertPrivate({ protocol, hostname }: URL): void {
  if (protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname)) return;
  throw new AppError('bad-endpoint', texts().passwordErrors.plainHttp(hostname), { hint: texts().passwordErrors.useHttps });
}

function customAddress(connection: Connection, service: ServiceName): string | undefined {
  return service === 'sts' ? (connection.stsEndpoint ?? connection.endpoint) : connection.endpoint;
}
