import { AppError } from '../../../shared/model/errors.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import type { Ask } from '../../ssh/ssh.ts';
import type { RdpServer } from '../probe/probe.ts';
import type { Remembered } from './remembered.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What the cloud says of a machine's certificate; `why`: why it says nothing. */
export type CloudWord = { readonly sha1: string } | { readonly why: string };

/**
 * Whether this is the machine that is meant: its certificate is the remembered one, or the one that the cloud's console log shows, or the
 * person says so. A changed one stops: it goes on only when the person types the host, which is compared here.
 *
 * Throws `host-key-changed`, `host-key-rejected`, `cancelled`.
 */
export async function checkCertificate(options: {
  readonly server: RdpServer;
  /** `machineSecretKey`. */
  readonly machine: string;
  /** What is typed for a changed certificate. */
  readonly host: string;
  readonly title: string;
  readonly launch: string;
  readonly remembered: Remembered;
  /** Asked only when what is remembered does not settle it. */
  readonly cloud: () => Promise<CloudWord>;
  readonly ask: Ask;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { server, machine, host, title, launch, remembered, ask, signal } = options;
  const { certificate: t } = texts().rdpSteps;
  const tell = (state: 'done' | 'failed' | 'info', text: string): void => options.report({ step: 'certificate', state, text });
  const known = remembered.certificate(machine);
  if (known?.sha256 === server.sha256) {
    tell('done', t.known(new Date(known.since).toISOString().slice(0, 10), server.sha256));
    return;
  }
  const word = await options.cloud();
  signal.throwIfAborted();
  const keep = async (): Promise<void> => {
    try {
      await remembered.setCertificate(machine, server.sha256);
    } catch (error) {
      // The connection is as good without; that it will be asked again is worth a line.
      tell('info', t.notKept(error instanceof AppError ? error.message : ''));
    }
  };
  if ('sha1' in word && plain(word.sha1) === plain(server.sha1)) {
    tell('done', t.verified(server.sha1));
    await keep();
    return;
  }
  const { sha256, sha1, subject } = server;
  const origin = { launch, title, host, presented: { sha256, sha1, subject } };
  const why = 'why' in word ? word.why : t.other(colons(word.sha1));
  const before = known === undefined ? ('sha1' in word ? { byCloud: { sha1: colons(word.sha1) } } : undefined) : { known };
  if (before === undefined) {
    const answer = await ask('rdpCertificate', { ...origin, why, kind: 'new' }, signal);
    if (answer.choice === 'replace') throw rejected(host);
    if (answer.choice === 'store') await keep();
    tell('done', t.accepted(sha256));
    return;
  }
  tell('failed', t.notKnown(sha256));
  const answer = await ask('rdpCertificate', { ...origin, why, kind: 'changed', ...before }, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw changed(title, error);
  });
  if (answer.choice !== 'replace') throw changed(title);
  if (answer.typed.trim() !== host) throw rejected(host);
  await keep();
  tell('done', t.newAccepted(sha256));
}

function changed(title: string, cause?: unknown): AppError {
  return new AppError('host-key-changed', texts().rdpErrors.certificate.changed(title), {
    hint: texts().rdpErrors.certificate.changedHint,
    ...(cause === undefined ? {} : { cause }),
  });
}

function rejected(host: string): AppError {
  return new AppError('host-key-rejected', texts().rdpErrors.certificate.rejected, {
    hint: texts().rdpErrors.certificate.typeExactly(host),
  });
}

const plain = (hex: string): string => hex.replaceAll(':', '').toLowerCase();
const colons = (hex: string): string => plain(hex).toUpperCase().match(/../gu)?.join(':') ?? '';
