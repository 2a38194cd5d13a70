import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { wholeAnswers } from './answer-body.ts';
import { guardAnswers } from './answer-guard.ts';
import { createCredentialMemo, type CredentialMemo } from '../credential-memo.ts';
import type { Programs } from '../programs.ts';
import { resolveCredentials } from './credentials.ts';
import { createRoleSessions, type AskCode } from './role-sessions.ts';
import type { Connection } from './connection.ts';
import type { Patience } from './messages.ts';

export const CONNECT_TIMEOUT_MS = 5_000;
/** Until the head of the answer is there; three attempts of it are what a person waits at worst. */
export const ANSWER_TIMEOUT_MS = 15_000;

/** Attempts in all, not retries. A throttled call gives up after about a second when someone waits, after ten in the background. */
const RETRIES = {
  waiting: { retryMode: 'standard', maxAttempts: 3 },
  background: { retryMode: 'adaptive', maxAttempts: 5 },
} as const;

export interface Clients {
  ec2(connection: Connection, region: string, patience: Patience): EC2Client;
  sts(connection: Connection, patience: Patience): STSClient;
  /** Obtains the credentials before a call, so that the call's own time-outs and cancellation never race with a question. */
  credentials(connection: Connection): CredentialMemo;
  forget(): void;
}

export interface ClientsOptions {
  readonly ask: AskCode;
  readonly programs: Programs;
  readonly programTimeoutMs: number;
}

/** The SDK clients of the worker: one per profile, region and patience, all on one set of sockets. */
export function createClients(given: ClientsOptions): Clients {
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: ANSWER_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  });
  const forCredentials = wholeAnswers(handler);
  const roles = createRoleSessions(given.ask);
  const memos = new Map<string, CredentialMemo>();
  const ec2 = new Map<string, EC2Client>();
  const sts = new Map<string, STSClient>();

  function credentials(connection: Connection): CredentialMemo {
    return cached(memos, connection.account, () => {
      const memo = createCredentialMemo({
        resolve: (patience, signal) => resolveCredentials({ ...given, roles, connection, handler: forCredentials, patience, signal }),
      });
      return {
        get: memo.get,
        forget() {
          memo.forget();
          roles.forget(connection.account);
        },
      };
    });
  }

  function options(connection: Connection, region: string, patience: Patience, endpoint: string | undefined): object {
    return {
      region,
      credentials: () => credentials(connection).get(patience),
      requestHandler: handler,
      retryMode: connection.retryMode ?? RETRIES[patience].retryMode,
      maxAttempts: connection.maxAttempts ?? RETRIES[patience].maxAttempts,
      useFipsEndpoint: connection.fips,
      useDualstackEndpoint: connection.dualstack,
      // A custom endpoint is the profile's own; the SDK would look at another profile's.
      ignoreConfiguredEndpointUrls: true,
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  }

  return {
    credentials,
    ec2: (connection, region, patience) =>
      cached(ec2, `${connection.account}|${region}|${patience}`, () =>
        guardAnswers(new EC2Client(options(connection, region, patience, connection.endpoints.ec2))),
      ),
    sts: (connection, patience) =>
      cached(sts, `${connection.account}|${patience}`, () =>
        guardAnswers(new STSClient(options(connection, connection.region, patience, connection.endpoints.sts))),
      ),
    forget() {
      for (const memo of memos.values()) memo.forget();
      memos.clear();
      ec2.clear();
      sts.clear();
    },
  };
}

function cached<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
