import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import { createCredentialMemo, type CredentialMemo, type Identity } from '../credential-memo.ts';
import type { Connection } from './connection.ts';
import { errorCode } from './aws-errors.ts';
import { isWrongMfaCode } from './credential-errors.ts';
import type { Patience } from './messages.ts';

/** How often a wrong MFA code may be typed before the attempt ends. */
export const MFA_ATTEMPTS = 3;

export type AskCode = (question: { profile: string; serial: string; attempt: number }, signal: AbortSignal) => Promise<string>;

export interface RoleOrder {
  readonly connection: Connection;
  readonly source: Identity;
  /** As the SDK made it of the profile; the code is not asked for yet. */
  readonly role: AssumeRoleCommandInput;
  readonly send: (source: Identity, role: AssumeRoleCommandInput) => Promise<Identity>;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

export interface RoleSessions {
  /** The role's credentials: one session for all who would ask STS the same with the same keys, and one question for a code. */
  assume(order: RoleOrder): Promise<Identity>;
  /** Drops what this account has used. What is under way goes on: to ask beside an open question would take a second code. */
  forget(account: string): void;
}

interface Session {
  readonly memo: CredentialMemo;
  /** Who asked last, by whom a new question is named. */
  order: RoleOrder;
  waiting: number;
  /** What STS said to the last code. */
  refusal?: unknown;
  /** When it ends, in ms. */
  until?: number;
}

export function createRoleSessions(ask: AskCode): RoleSessions {
  const sessions = new Map<string, Session>();
  const usedBy = new Map<string, Set<string>>();
  const inTurn = createTurns();

  async function obtain(session: Session, patience: Patience, signal: AbortSignal): Promise<Identity> {
    const { connection, source, role, send } = session.order;
    const { profile } = connection;
    const serial = role.SerialNumber;
    if (serial === undefined) return await send(source, role);
    // A new code would not help where the role was refused, and who cannot ask for one knows no better.
    if (patience === 'background') throw session.refusal ?? newCode(profile);
    // A code counts once, so that of several questions about one device all but one would be answered in vain.
    return await inTurn(serial, signal, async () => {
      for (let attempt = 1; ; attempt++) {
        const code = await ask({ profile, serial, attempt }, signal);
        try {
          const identity = await send(source, { ...role, TokenCode: code });
          delete session.refusal;
          return identity;
        } catch (error) {
          if (errorCode(error) === 'AccessDenied') session.refusal = error;
          if (!isWrongMfaCode(error) || attempt >= MFA_ATTEMPTS || signal.aborted) throw error;
        }
      }
    });
  }

  function open(order: RoleOrder): Session {
    for (const [key, { waiting, until }] of sessions) if (waiting === 0 && until !== undefined && until < Date.now()) sessions.delete(key);
    const memo = createCredentialMemo({ resolve: (patience, signal) => obtain(session, patience, signal) });
    const session: Session = { memo, order, waiting: 0 };
    return session;
  }

  return {
    async assume(order) {
      const { account, profile } = order.connection;
      const key = keyOf(order);
      const session = sessions.get(key) ?? open(order);
      sessions.set(key, session);
      usedBy.set(account, (usedBy.get(account) ?? new Set()).add(key));
      session.order = order;
      session.waiting++;
      try {
        const identity = await session.memo.get(order.patience, order.signal);
        if (identity.expiration !== undefined) session.until = identity.expiration.getTime();
        // The SDK notes in it what it was obtained by.
        return { ...identity };
      } catch (error) {
        throw order.signal.aborted ? error : toldTo(profile, error);
      } finally {
        session.waiting--;
      }
    },
    forget(account) {
      for (const key of usedBy.get(account) ?? []) if (sessions.get(key)?.waiting === 0) sessions.delete(key);
      usedBy.delete(account);
    },
  };
}

/** Not of the region: a session counts in each one of its partition. Nor of a session name that the SDK made up, which is never the same. */
function keyOf({ connection, source, role }: RoleOrder): string {
  const { endpoints, fips, dualstack } = connection;
  const { RoleSessionName = '', TokenCode: _code, ...others } = role;
  const named = /^aws-sdk-js-\d+$/u.test(RoleSessionName) ? '' : RoleSessionName;
  return JSON.stringify([endpoints.sts ?? '', fips, dualstack, source.accessKeyId, named, others]);
}

function newCode(profile: string): AppError {
  const { awsCredentials: t } = texts();
  return new AppError('expired-credentials', t.newCode(profile), { hint: t.newCodeHint });
}

/** The question may have been that of another profile. */
function toldTo(profile: string, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { awsCredentials: t } = texts();
  if (error.code === 'cancelled') return new AppError('cancelled', t.noCode(profile), { hint: t.noCodeHint });
  return error.code === 'expired-credentials' ? newCode(profile) : error;
}

type Turns = <T>(of: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/** One after the other for each name; what was given up meanwhile is left out. */
function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return (of, signal, work) => {
    const mine = (last.get(of) ?? Promise.resolve()).then(() => {
      signal.throwIfAborted();
      return work();
    });
    const done = mine
      .catch(() => {})
      .finally(() => {
        if (last.get(of) === done) last.delete(of);
      });
    last.set(of, done);
    return mine;
  };
}
