import { displayText } from '../../../shared/model/display-text.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { describeKey } from '../host-keys/fingerprint.ts';
import { blobType } from '../wire.ts';
import { type KeyFile, openKey } from '../keys/load-key.ts';
import { RSA_SHA2_256, RSA_SHA2_512 } from './agent.ts';
import type { AuthContext, MethodResult } from './authenticate.ts';
import type { AuthReply } from './auth-wire.ts';

/** Each refused key counts against the server's MaxAuthTries (6 by default), after which it hangs up. */
const AGENT_PROBES = 5;

const RSA_CERTIFICATE = 'ssh-rsa-cert-v01@openssh.com';

/** Only this key is offered. An encrypted one is asked about first where its public half is known, the passphrase after. */
export async function loginWithFile(context: AuthContext, file: KeyFile): Promise<MethodResult> {
  const { wire, user, ask, target, report, signal, standStill } = context;
  const refused = (): void => report({ step: 'authentication', state: 'failed', text: `The server does not take the key ${file.path}` });
  if (file.encrypted && file.publicBlob !== undefined) {
    const publicBlob = file.publicBlob;
    const reply = await wire.probe({ user, publicBlob, algorithm: announced(context, blobType(publicBlob) ?? '') });
    if (reply.kind !== 'key-accepted') {
      refused();
      return ended(reply);
    }
  }
  const key = await openKey(file, (attempt) =>
    standStill(async () => {
      const answer = await ask('passphrase', { terminal: target.terminal, title: target.title, file: file.path, attempt }, signal);
      return answer.passphrase;
    }),
  );
  report({ step: 'authentication', state: 'info', text: `Offering key ${file.path} (${key.type} ${describeKey(key.publicBlob).sha256})` });
  const algorithm = announced(context, key.type);
  const reply = await wire.signed({ user, algorithm, publicBlob: key.publicBlob }, (data) => key.sign(data, algorithm));
  if (reply.kind === 'failure' && !reply.partial) refused();
  return ended(reply);
}

/** Asks the server about the agent's keys one by one, at most five, and signs with the first that it would take. */
export async function loginWithAgent(context: AuthContext): Promise<MethodResult> {
  const { agent, wire, user, report, signal, standStill } = context;
  if (agent === undefined) {
    throw new AppError('agent', 'There is no SSH agent (SSH_AUTH_SOCK is not set).', { hint: 'Start one, or choose a key file.' });
  }
  const identities = (await standStill(() => agent.list(signal))).filter(({ type }) => !type.startsWith('ssh-dss'));
  if (identities.length === 0) throw new AppError('agent', 'The SSH agent holds no keys.', { hint: 'Add one: ssh-add <key file>' });
  let last: MethodResult = { kind: 'skipped' };
  for (const identity of identities.slice(0, AGENT_PROBES)) {
    const algorithm = announced(context, identity.type);
    const shown = `${displayText(identity.comment, 80)} (${identity.type})`;
    const attempt = { user, algorithm, publicBlob: identity.publicBlob };
    let reply = await wire.probe(attempt);
    if (reply.kind === 'key-accepted') {
      report({ step: 'authentication', state: 'info', text: `Signing with the agent’s key ${shown}` });
      reply = await wire.signed(attempt, (data) => standStill(() => agent.sign(identity.publicBlob, data, rsaFlags(algorithm), signal)));
    }
    last = ended(reply);
    if (last.kind === 'success' || last.partial || !last.methods.includes('publickey')) return last;
    report({ step: 'authentication', state: 'failed', text: `The server does not take the agent’s key ${shown}` });
  }
  if (identities.length > AGENT_PROBES) {
    report({ step: 'authentication', state: 'info', text: `${identities.length - AGENT_PROBES} more keys of the agent were not tried` });
  }
  return last;
}

/** The algorithm to announce for a key type: RSA always with SHA-2, and one that the server takes if it said which. */
function announced({ wire }: AuthContext, type: string): string {
  if (type !== 'ssh-rsa' && type !== RSA_CERTIFICATE) return type;
  const taken = wire.signatureAlgorithms();
  const hash = taken !== undefined && !taken.includes('rsa-sha2-512') && taken.includes('rsa-sha2-256') ? 'rsa-sha2-256' : 'rsa-sha2-512';
  return type === RSA_CERTIFICATE ? `${hash}-cert-v01@openssh.com` : hash;
}

function rsaFlags(algorithm: string): number {
  if (algorithm.startsWith('rsa-sha2-512')) return RSA_SHA2_512;
  return algorithm.startsWith('rsa-sha2-256') ? RSA_SHA2_256 : 0;
}

function ended(reply: AuthReply): Exclude<MethodResult, { kind: 'skipped' }> {
  return reply.kind === 'success' || reply.kind === 'failure' ? reply : { kind: 'failure', methods: [], partial: false };
}
