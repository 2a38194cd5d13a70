import type { HostKeyQuestion } from '../../../shared/contract/prompts.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { BUILT_IN } from '../../../shared/model/session-settings.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import type { Ask, SshTarget } from '../ssh.ts';
import { describeKey } from './fingerprint.ts';
import type { HostKeys } from './host-keys.ts';
import type { ChangedKey } from './host-verifier.ts';
import { lookupName } from './known-hosts-line.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What to do with the key once the server has proven that it owns it; a key that is used once is not stored. */
export interface AcceptedKey {
  readonly store: (() => Promise<void>) | undefined;
  /** The key was stored before or will be: proven further keys of this host may be added. */
  readonly trusted: boolean;
  /**
   * What speaks for the key. `pins`: nothing but the session's own settings, which may be of another hand than what is saved. `policy`:
   * nothing at all; it was never seen before.
   */
  readonly by: 'known-hosts' | 'person' | 'pins' | 'policy';
  /** `SHA256:…`. */
  readonly sha256: string;
}

/**
 * Decides about a server's key: known keys pass, others are what the session's policy says or the person's choice, revoked ones never
 * pass. Where fingerprints are pinned only those pass, and nothing is asked or stored.
 * Throws `AppError` (`host-key-revoked`, `host-key-changed`, `host-key-rejected`, `cancelled` when the attempt itself ended).
 */
export async function decideHostKey(options: {
  readonly hostKeys: HostKeys;
  readonly target: SshTarget;
  readonly key: Buffer;
  readonly ask: Ask;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}): Promise<AcceptedKey> {
  const { hostKeys, target, key, report, signal } = options;
  const { host, port } = target;
  const name = lookupName(host, port);
  const presented = describeKey(key);
  const { sha256 } = presented;
  const shown = `${presented.type} ${sha256}`;
  const verdict = await hostKeys.check(host, port, key);
  const { hostKeyPolicy: policy, pinnedHostKeys: pinned } = target.settings ?? BUILT_IN;
  if (verdict.outcome === 'revoked') {
    throw new AppError('host-key-revoked', texts().hostKeyTexts.revoked(name, verdict.where), {
      hint: texts().hostKeyTexts.revokedHint,
      detail: shown,
    });
  }
  if (pinned.length > 0) {
    if (!pinned.some((pin) => pin.replace(/=+$/u, '') === presented.sha256)) throw notPinned(name, pinned, shown);
    report({ step: 'host-key', state: 'done', text: texts().hostKeyTexts.pinned(shown) });
    // The pins alone decide: further keys of this server are none of the known hosts' business.
    return { store: undefined, trusted: false, by: verdict.outcome === 'match' ? 'known-hosts' : 'pins', sha256 };
  }
  if (verdict.outcome === 'match') {
    report({ step: 'host-key', state: 'done', text: texts().hostKeyTexts.known(shown, verdict.where) });
    return { store: undefined, trusted: true, by: 'known-hosts', sha256 };
  }
  const origin = { terminal: target.terminal, title: target.title, host: name, presented };
  if (verdict.outcome === 'changed') {
    report({ step: 'host-key', state: 'info', text: texts().hostKeyTexts.changed(name, shown) });
    if (policy === 'strict') throw changed(name, verdict.known[0], shown);
    const answer = await askPerson(options, { ...origin, kind: 'changed', known: verdict.known }, name, shown).catch((error: unknown) => {
      throw isRejection(error) ? changed(name, verdict.known[0], shown) : error;
    });
    if (answer.choice !== 'replace' || answer.typed.trim().toLowerCase() !== name) throw changed(name, verdict.known[0], shown);
    return { store: () => hostKeys.replace(host, port, key), trusted: true, by: 'person', sha256 };
  }
  report({ step: 'host-key', state: 'info', text: texts().hostKeyTexts.unknown(shown, name) });
  if (policy === 'strict') throw unknown(name, shown);
  // Where not all of what is known could be read, nobody can say that it is new.
  if (policy === 'accept-new' && verdict.outcome === 'new' && !verdict.unread) {
    report({
      step: 'host-key',
      state: 'info',
      text: texts().hostKeyTexts.acceptedNew,
    });
    return { store: () => hostKeys.add(host, port, key), trusted: true, by: 'policy', sha256 };
  }
  const question: HostKeyQuestion =
    verdict.outcome === 'new'
      ? { ...origin, kind: 'new', alsoKnownAs: verdict.alsoKnownAs }
      : { ...origin, kind: 'new-type', known: verdict.known };
  const answer = await askPerson(options, question, name, shown);
  signal.throwIfAborted();
  if (answer.choice === 'once') {
    report({ step: 'host-key', state: 'done', text: texts().hostKeyTexts.acceptedOnce });
    return { store: undefined, trusted: false, by: 'person', sha256 };
  }
  if (answer.choice === 'store') return { store: () => hostKeys.add(host, port, key), trusted: true, by: 'person', sha256 };
  throw rejected(name, shown);
}

async function askPerson(
  { ask, signal }: { readonly ask: Ask; readonly signal: AbortSignal },
  question: HostKeyQuestion,
  name: string,
  shown: string,
): Promise<Awaited<ReturnType<typeof ask<'hostKey'>>>> {
  try {
    return await ask('hostKey', question, signal);
  } catch (error) {
    // Dismissing the question says no to the key; a tab that was closed meanwhile is a plain cancel.
    if (error instanceof AppError && error.code === 'cancelled' && !signal.aborted) throw rejected(name, shown);
    throw error;
  }
}

function isRejection(error: unknown): boolean {
  return error instanceof AppError && error.code === 'host-key-rejected';
}

function rejected(name: string, shown: string): AppError {
  return new AppError('host-key-rejected', texts().hostKeyTexts.notAccepted(name), {
    hint: texts().hostKeyTexts.notAcceptedHint,
    detail: shown,
  });
}

function unknown(name: string, shown: string): AppError {
  return new AppError('host-key-rejected', texts().hostKeyTexts.strict(name, shown), {
    hint: texts().hostKeyTexts.strictHint,
    detail: shown,
  });
}

function notPinned(name: string, pinned: readonly string[], shown: string): AppError {
  const expected = pinned.join(', ');
  return new AppError('host-key-rejected', texts().hostKeyTexts.otherPin(name, shown, expected), {
    hint: texts().hostKeyTexts.otherPinHint,
    detail: texts().hostKeyTexts.pinDetail(expected, shown),
  });
}

function changed(
  name: string,
  known: { readonly type: string; readonly sha256: string; readonly where: string } | undefined,
  shown: string,
) {
  const before = known === undefined ? texts().hostKeyTexts.unknownKey : `${known.type} ${known.sha256}`;
  return new AppError('host-key-changed', texts().hostKeyTexts.changedError(name, before, shown), {
    hint: texts().hostKeyTexts.changedHint,
    detail: texts().hostKeyTexts.changedDetail(before, known?.where ?? '', shown),
  });
}

/** Another key than the accepted one within a connection: no machine is rebuilt while it serves one, so nobody is asked. */
export function changedWithin(title: string, { accepted, presented }: ChangedKey): AppError {
  const shown = (key: Buffer): string => {
    const { type, sha256 } = describeKey(key);
    return `${type} ${sha256}`;
  };
  const before = shown(accepted);
  const now = shown(presented);
  const { changedWithin: message, changedWithinHint: hint, changedWithinDetail: detail } = texts().hostKeyTexts;
  return new AppError('host-key-changed', message(title, before, now), { hint, detail: detail(before, now) });
}
