import { displayText } from '../../../shared/model/display-text.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { describeKey } from '../host-keys/fingerprint.ts';
import { type KeyFile, openKey } from '../keys/load-key.ts';
import type { PrivateKey } from '../keys/key-encoding.ts';
import { blobType } from '../wire.ts';
import { type AgentIdentity, RSA_SHA2_256, RSA_SHA2_512 } from './agent.ts';
import type { AuthContext, MethodResult } from './authenticate.ts';
import type { AuthReply } from './auth-wire.ts';
import {
  type Certificate,
  certificateProblem,
  describeCertificate,
  isCertificateType,
  parseCertificate,
  plainType,
} from './certificate.ts';
import type { Choice } from './choose.ts';
import { noAgent } from './find-agents.ts';
import { createKeptSecret } from './kept-secret.ts';
import type { CertificateFile } from './public-file.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Each refused key counts against the server's MaxAuthTries (6 by default), after which it hangs up. */
const AGENT_PROBES = 5;

/**
 * Only this key is offered: its certificate first, where it has one, then the key itself. An encrypted one is asked about where its
 * public half is known, the passphrase after.
 */
export async function loginWithKey(context: AuthContext, choice: Extract<Choice, { kind: 'key' }>): Promise<MethodResult> {
  const { wire, user, report } = context;
  const { file, name } = choice;
  let key = file.encrypted && file.publicBlob !== undefined ? undefined : await openWithPassphrase(context, choice);
  const certificate = usableCertificate(context, choice.certificate, key?.publicBlob ?? file.publicBlob);
  let last: MethodResult = { kind: 'skipped' };
  for (const offer of certificate === undefined ? [undefined] : [certificate, undefined]) {
    const shown = offer === undefined ? name : texts().loginTexts.theCertificate(describeCertificate(offer));
    const refused = (): void => {
      report({ step: 'authentication', state: 'failed', text: texts().loginTexts.notTaken(shown) });
      if (offer !== undefined) noteRefused(context, offer, choice.certificate?.path ?? file.path);
    };
    if (key === undefined) {
      const publicBlob = offer?.blob ?? file.publicBlob ?? Buffer.alloc(0);
      const reply = await wire.probe({ user, publicBlob, algorithm: announced(context, blobType(publicBlob) ?? '') });
      if (reply.kind !== 'key-accepted') {
        refused();
        last = ended(reply);
        if (isOver(last)) return last;
        continue;
      }
      key = await openWithPassphrase(context, choice);
    }
    // The public half beside an encrypted key may be another's.
    if (offer !== undefined && !offer.plainBlob.equals(key.publicBlob)) continue;
    report({
      step: 'authentication',
      state: 'info',
      text: texts().loginTexts.offering(shown, offer?.type ?? key.type, describeKey(key.publicBlob).sha256),
    });
    last = await offerSigned(context, offer, key);
    if (isOver(last)) return last;
    refused();
  }
  return last;
}

async function offerSigned(context: AuthContext, certificate: Certificate | undefined, key: PrivateKey): Promise<MethodResult> {
  const algorithm = announced(context, certificate?.type ?? key.type);
  const attempt = { user: context.user, algorithm, publicBlob: certificate?.blob ?? key.publicBlob };
  // Inside the signature stands the plain name, whatever was announced.
  return ended(await context.wire.signed(attempt, (data) => key.sign(data, plainType(algorithm))));
}

/** The saved passphrase is tried in silence, then the person is asked. */
async function openWithPassphrase(
  { ask, target, report, signal, standStill, secrets }: AuthContext,
  { file, name, passphraseId }: { readonly file: KeyFile; readonly name: string; readonly passphraseId: string },
): Promise<PrivateKey> {
  const kept = createKeptSecret({
    secrets,
    id: passphraseId,
    kind: 'passphrase',
    label: file.path,
    what: texts().loginTexts.passphraseOf(name),
    report,
    standStill,
    signal,
  });
  const saved = file.encrypted ? await kept.find() : undefined;
  if (saved !== undefined) {
    const opened = await openOnce(file, saved, signal);
    if (opened !== undefined) return opened;
    kept.refused(texts().loginTexts.savedPassphraseWrong(name));
  }
  const origin = { terminal: target.terminal, title: target.title, file: file.path, ...kept.rememberable };
  const key = await openKey(
    file,
    (attempt) =>
      standStill(async () => {
        const answer = await ask('passphrase', { ...origin, attempt }, signal);
        kept.typed(answer.passphrase, answer.remember);
        return answer.passphrase;
      }),
    signal,
  );
  await kept.keep();
  return key;
}

async function openOnce(file: KeyFile, passphrase: string, signal: AbortSignal): Promise<PrivateKey | undefined> {
  const wrong = new Error('wrong passphrase');
  try {
    return await openKey(
      file,
      async (attempt) => {
        if (attempt > 1) throw wrong;
        return passphrase;
      },
      signal,
    );
  } catch (error) {
    if (error === wrong) return undefined;
    throw error;
  }
}

interface AgentOffer {
  readonly type: string;
  readonly publicBlob: Buffer;
  readonly signer: AgentIdentity;
  readonly certificate: Certificate | undefined;
}

/**
 * Asks the server about keys of the agent one by one and signs with the first that it would take: of the chosen key, or at most five of
 * what the agent holds.
 */
export async function loginWithAgent(context: AuthContext, choice: Extract<Choice, { kind: 'agent' }>): Promise<MethodResult> {
  const { agent, wire, user, report, signal, standStill } = context;
  if (agent === undefined) throw noAgent();
  const identities = choice.only ?? (await standStill(() => agent.list(signal))).filter(({ type }) => !type.startsWith('ssh-dss'));
  if (identities.length === 0) throw new AppError('agent', texts().loginTexts.agentEmpty, { hint: texts().loginTexts.addOne });
  const offers = offersOf(context, identities, choice.certificate);
  let last: MethodResult = { kind: 'skipped' };
  for (const { type, publicBlob, signer, certificate } of offers.slice(0, AGENT_PROBES)) {
    const algorithm = announced(context, type);
    const shown =
      certificate === undefined
        ? `${displayText(signer.comment, 80)} (${type})`
        : texts().loginTexts.withCertificate(displayText(signer.comment, 80), type, describeCertificate(certificate));
    const attempt = { user, algorithm, publicBlob };
    let reply = await wire.probe(attempt);
    if (reply.kind === 'key-accepted') {
      report({ step: 'authentication', state: 'info', text: texts().loginTexts.signing(shown) });
      if (type.startsWith('sk-')) report({ step: 'authentication', state: 'info', text: texts().loginTexts.touch });
      reply = await wire.signed(attempt, (data) => standStill(() => agent.sign(signer.publicBlob, data, rsaFlags(algorithm), signal)));
    }
    last = ended(reply);
    if (isOver(last)) return last;
    report({ step: 'authentication', state: 'failed', text: texts().loginTexts.agentKeyNotTaken(shown) });
    if (certificate !== undefined) noteRefused(context, certificate, texts().loginTexts.of(displayText(signer.comment, 80)));
  }
  if (offers.length > AGENT_PROBES) {
    report({ step: 'authentication', state: 'info', text: texts().loginTexts.moreKeys(offers.length - AGENT_PROBES) });
  }
  return last;
}

function offersOf(context: AuthContext, identities: readonly AgentIdentity[], file: CertificateFile | undefined): AgentOffer[] {
  const offers: AgentOffer[] = [];
  for (const identity of identities) {
    if (!isCertificateType(identity.type)) {
      offers.push({ type: identity.type, publicBlob: identity.publicBlob, signer: identity, certificate: undefined });
      continue;
    }
    const certificate = parseCertificate(identity.publicBlob);
    const problem = certificate === undefined ? undefined : certificateProblem(certificate, undefined);
    if (problem === undefined) offers.push({ type: identity.type, publicBlob: identity.publicBlob, signer: identity, certificate });
    else tellUnusable(context, texts().loginTexts.agentCertificate(displayText(identity.comment, 80), problem));
  }
  const held = file !== undefined && 'certificate' in file ? file.certificate : undefined;
  const signer = held === undefined ? undefined : identities.find(({ publicBlob }) => publicBlob.equals(held.plainBlob));
  const certificate = usableCertificate(context, file, signer?.publicBlob);
  if (certificate === undefined) return offers;
  if (signer !== undefined) return [{ type: certificate.type, publicBlob: certificate.blob, signer, certificate }, ...offers];
  if (!identities.some(({ publicBlob }) => publicBlob.equals(certificate.blob)))
    tellUnusable(context, texts().loginTexts.noKeyFor(file?.path ?? ''));
  return offers;
}

/** The certificate if it can be used with this key; why not is told, and is part of the reason when the login fails. */
function usableCertificate(
  context: AuthContext,
  file: CertificateFile | undefined,
  publicBlob: Buffer | undefined,
): Certificate | undefined {
  if (file === undefined) return undefined;
  const problem = 'problem' in file ? file.problem : certificateProblem(file.certificate, publicBlob);
  if (problem === undefined && 'certificate' in file) return file.certificate;
  tellUnusable(context, texts().loginTexts.certificateProblem(file.path, problem ?? ''));
  return undefined;
}

function tellUnusable({ report, notes }: AuthContext, text: string): void {
  report({ step: 'authentication', state: 'failed', text: texts().loginTexts.notUsed(text) });
  notes.push(texts().loginTexts.sentence(text));
}

function noteRefused({ notes, user }: AuthContext, { principals }: Certificate, name: string): void {
  const others = principals.length > 0 && !principals.includes(user);
  notes.push(
    others
      ? texts().loginTexts.certificateFor(name, displayText(principals.join(', '), 200), displayText(user, 64))
      : texts().loginTexts.certificateRefused(name),
  );
}

/** The algorithm to announce for a key type: RSA always with SHA-2, and one that the server takes if it said which. */
function announced({ wire }: AuthContext, type: string): string {
  if (plainType(type) !== 'ssh-rsa') return type;
  const taken = wire.signatureAlgorithms();
  const hash = taken !== undefined && !taken.includes('rsa-sha2-512') && taken.includes('rsa-sha2-256') ? 'rsa-sha2-256' : 'rsa-sha2-512';
  return isCertificateType(type) ? `${hash}-cert-v01@openssh.com` : hash;
}

function rsaFlags(algorithm: string): number {
  if (algorithm.startsWith('rsa-sha2-512')) return RSA_SHA2_512;
  return algorithm.startsWith('rsa-sha2-256') ? RSA_SHA2_256 : 0;
}

/** Whether another key of ours would be of no use: logged in, one step further, or no keys wanted any more. */
function isOver(result: MethodResult): boolean {
  return result.kind !== 'failure' || result.partial || !result.methods.includes('publickey');
}

function ended(reply: AuthReply): Exclude<MethodResult, { kind: 'skipped' }> {
  return reply.kind === 'success' || reply.kind === 'failure' ? reply : { kind: 'failure', methods: [], partial: false };
}
