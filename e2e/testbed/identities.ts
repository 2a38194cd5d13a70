import { randomBytes } from 'node:crypto';
import type { Caller } from './aws/wire.ts';
import type { WorldData, WorldUser } from './data.ts';

/** A key that may sign, long-lived or from AssumeRole. */
export interface Identity {
  readonly caller: Caller;
  readonly secret: string;
  readonly sessionToken?: string;
  /** Epoch milliseconds. */
  readonly until?: number;
}

export interface Identities {
  find(accessKeyId: string): Identity | undefined;
  user(caller: Caller): WorldUser | undefined;
  /** Temporary keys for a role. */
  assume(input: { readonly account: string; readonly role: string; readonly session: string; readonly until: number }): Identity;
  /** From now on everything signed with this key is answered as expired. */
  expire(accessKeyId: string): void;
  expired(accessKeyId: string): boolean;
}

export function createIdentities(data: WorldData): Identities {
  const known = new Map<string, Identity>();
  const users = new Map<string, WorldUser>();
  const expired = new Set<string>();
  for (const account of data.accounts) {
    for (const user of account.users) {
      const arn = `arn:aws:iam::${account.id}:user/${user.name}`;
      const userId = `AIDA${user.accessKeyId.slice(4)}`;
      const caller = { account: account.id, accessKeyId: user.accessKeyId, arn, userId, user: user.name };
      known.set(user.accessKeyId, { caller, secret: user.secretAccessKey });
      users.set(user.accessKeyId, user);
    }
  }
  return {
    find: (id) => known.get(id),
    user: (caller) => users.get(caller.accessKeyId),
    assume: ({ account, role, session, until }) => {
      const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
      const identity: Identity = {
        caller: {
          account,
          accessKeyId,
          arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
          userId: `AROA${randomBytes(8).toString('hex').toUpperCase()}:${session}`,
        },
        secret: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(120).toString('base64'),
        until,
      };
      known.set(accessKeyId, identity);
      return identity;
    },
    expire: (id) => void expired.add(id),
    expired: (id) => expired.has(id),
  };
}
