import { randomBytes } from 'node:crypto';
import type { AlibabaAccount } from './data.ts';

/** A key that may sign, of a RAM user or from AssumeRole. */
export interface AlibabaIdentity {
  readonly account: string;
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secret: string;
  readonly securityToken?: string;
  /** Epoch milliseconds. */
  readonly until?: number;
  /** RAM actions; absent: all. */
  readonly allowed?: readonly string[];
}

export interface AlibabaIdentities {
  find(accessKeyId: string): AlibabaIdentity | undefined;
  assume(role: { readonly account: string; readonly name: string; readonly session: string; readonly until: number }): AlibabaIdentity;
  /** Whether this nonce is new; it is not from then on. */
  useNonce(nonce: string): boolean;
}

export function createAlibabaIdentities(accounts: readonly AlibabaAccount[]): AlibabaIdentities {
  const known = new Map<string, AlibabaIdentity>();
  const nonces = new Set<string>();
  for (const { id, users } of accounts) {
    for (const { name, accessKeyId, accessKeySecret, allowed } of users) {
      const identity = { account: id, arn: `acs:ram::${id}:user/${name}`, accessKeyId, secret: accessKeySecret };
      known.set(accessKeyId, allowed === undefined ? identity : { ...identity, allowed });
    }
  }
  return {
    find: (accessKeyId) => known.get(accessKeyId),
    assume({ account, name, session, until }) {
      const identity: AlibabaIdentity = {
        account,
        arn: `acs:ram::${account}:assumed-role/${name}/${session}`,
        accessKeyId: `STS.${randomBytes(12).toString('base64url')}`,
        secret: randomBytes(22).toString('base64url'),
        securityToken: `CAIS${randomBytes(60).toString('base64')}`,
        until,
      };
      known.set(identity.accessKeyId, identity);
      return identity;
    },
    useNonce(nonce) {
      if (nonces.has(nonce)) return false;
      nonces.add(nonce);
      return true;
    },
  };
}
