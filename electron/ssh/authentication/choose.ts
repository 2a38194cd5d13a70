import { dirname } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import { secretId } from '../../../shared/model/vault.ts';
import { expandHome } from '../keys/expand-home.ts';
import { listKeyFiles } from '../keys/find-key-file.ts';
import { keyFromText, type KeyFile, readKeyFile } from '../keys/load-key.ts';
import type { SshConnectOptions } from '../ssh.ts';
import type { Agent, AgentIdentity } from './agent.ts';
import { describeIdentities, findInAgent } from './agent-keys.ts';
import { noAgent } from './find-agents.ts';
import { certificateBeside, type CertificateFile, readCertificateFile, readPublicFile } from './public-file.ts';
import { texts } from '../../../shared/texts/current.ts';

/** How to log in, as it was chosen or asked for. */
export type Choice = Way & {
  /** Keeps the choice for this machine, as the person wished; for when the login succeeded with it. */
  readonly keep?: () => void;
};

type Way =
  | {
      readonly kind: 'key';
      readonly user: string;
      readonly file: KeyFile;
      /** In the middle of a sentence, for example `the key /home/ann/.ssh/id_ed25519`. */
      readonly name: string;
      /** Id of its passphrase in the vault. */
      readonly passphraseId: string;
      readonly certificate: CertificateFile | undefined;
    }
  | {
      readonly kind: 'agent';
      readonly user: string;
      /** Only these keys of the agent: one key, with its certificates. */
      readonly only: readonly AgentIdentity[] | undefined;
      readonly certificate: CertificateFile | undefined;
    }
  | { readonly kind: 'password'; readonly user: string };

type Environment = {
  readonly sshFolder: string;
  /** Further folders whose keys are offered. */
  readonly keyFolders?: readonly string[];
  readonly agent: Agent | undefined;
  readonly signal: AbortSignal;
};
type Chooser = Pick<SshConnectOptions, 'target' | 'ask' | 'onRemember' | 'secrets'>;

/**
 * Settles how to log in, before anything is sent: SSH does not allow to change the login name on the way. Asks when nothing was
 * chosen. A chosen key is read (from its file, the agent or the vault) here, so that a missing one is told before the server is bothered.
 */
export async function chooseLogin(options: Chooser, environment: Environment): Promise<Choice> {
  const { target, ask, onRemember } = options;
  const { identity, user } = target;
  const homeFolder = dirname(environment.sshFolder);
  const keysAllowed = target.settings?.authMethods.includes('publickey') !== false;
  if (user !== '') {
    if (!keysAllowed) return { kind: 'password', user };
    switch (identity.kind) {
      case 'file':
        return chooseFile(options, environment, user, expandHome(identity.path, homeFolder));
      case 'vault':
        return chooseVaultKey(options, environment, user, identity.id);
      case 'agent':
        return chooseAgent(options, environment, user, identity.sha256);
      case 'password':
        return { kind: 'password', user };
      case 'ask':
        // The person chose the password once, and had it saved: that is an answer to how to log in.
        if (hasSavedPassword(options, user)) return { kind: 'password', user };
    }
  }
  const answer = await ask(
    'authentication',
    {
      terminal: target.terminal,
      title: target.title,
      user,
      candidates: target.userCandidates,
      why: identity.kind === 'ask' ? identity.why : texts().loginTexts.noUserKnown,
      keyFiles: (await Promise.all([environment.sshFolder, ...(environment.keyFolders ?? [])].map(listKeyFiles))).flat(),
      agent: environment.agent !== undefined,
      ...(identity.kind === 'ask' && identity.likely !== undefined ? { likely: identity.likely } : {}),
    },
    environment.signal,
  );
  if (answer.user === '') throw new AppError('invalid-input', texts().loginTexts.userNeeded, { hint: texts().loginTexts.enterUser });
  if (answer.choice === 'password') return { kind: 'password', user: answer.user };
  if (answer.choice === 'agent') return chooseAgent(options, environment, answer.user, undefined);
  const path = expandHome(answer.file, homeFolder);
  const choice = await chooseFile(options, environment, answer.user, path);
  return answer.remember ? { ...choice, keep: () => onRemember?.({ user: answer.user, keyFile: path }) } : choice;
}

function hasSavedPassword({ target, secrets }: Chooser, user: string): boolean {
  return target.secretKey !== undefined && secrets?.mayHold?.(secretId.password(target.secretKey, user)) === true;
}

async function chooseFile(options: Chooser, environment: Environment, user: string, path: string): Promise<Choice> {
  const certificate = await certificateFor(options, environment, path);
  let file: KeyFile;
  try {
    file = await readKeyFile(path);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'key-format') throw error;
    const found = await readPublicFile(path);
    if (found === undefined) throw error;
    const { agent, signal } = environment;
    // A security key's handle is of no use here without the agent: what is wrong with it says so.
    const held = agent === undefined ? [] : await agent.list(signal).catch((failure: unknown) => orNone(failure, found.kind, signal));
    const only = findInAgent(held, { publicBlob: found.publicBlob });
    if (only.length > 0) return { kind: 'agent', user, only, certificate };
    if (found.kind === 'security-key') throw error;
    throw new AppError('agent', texts().loginTexts.agentLacks(path), {
      hint: texts().loginTexts.addPrivate(describeIdentities(held)),
      cause: error,
    });
  }
  return { kind: 'key', user, file, name: texts().loginTexts.theKey(path), passphraseId: secretId.passphrase(path), certificate };
}

/**
 * Whether a file can be chosen as a key: a private key, or the public half (or handle) of one that an agent may hold. Throws as
 * `readKeyFile`.
 */
export async function checkKeyFile(path: string): Promise<void> {
  try {
    await readKeyFile(path);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'key-format' || (await readPublicFile(path)) === undefined) throw error;
  }
}

function orNone(error: unknown, kind: 'public' | 'security-key', signal: AbortSignal): [] {
  signal.throwIfAborted();
  if (kind === 'public') throw error;
  return [];
}

async function chooseVaultKey(options: Chooser, environment: Environment, user: string, id: string): Promise<Choice> {
  const text = await options.secrets?.find(id, texts().loginTexts.inItForLogin(options.target.title), environment.signal);
  if (text === undefined) {
    throw new AppError('key-missing', texts().loginTexts.vaultKeyGone(options.target.title), {
      hint: texts().loginTexts.vaultKeyGoneHint,
    });
  }
  const certificate = await certificateFor(options, environment, undefined);
  const file = keyFromText(text, texts().loginTexts.vaultKeyName);
  return { kind: 'key', user, file, name: texts().loginTexts.vaultKey, passphraseId: secretId.passphrase(`vault:${id}`), certificate };
}

async function chooseAgent(options: Chooser, environment: Environment, user: string, sha256: string | undefined): Promise<Choice> {
  const certificate = await certificateFor(options, environment, undefined);
  if (sha256 === undefined || sha256 === '') return { kind: 'agent', user, only: undefined, certificate };
  if (environment.agent === undefined) throw noAgent();
  const held = await environment.agent.list(environment.signal);
  const only = findInAgent(held, { sha256 });
  if (only.length > 0) return { kind: 'agent', user, only, certificate };
  throw new AppError('agent', texts().loginTexts.agentLacksChosen(sha256), {
    hint: texts().loginTexts.addKey(describeIdentities(held)),
  });
}

/** The certificate that the settings name, else the one beside the key. */
async function certificateFor(
  { target }: Chooser,
  { sshFolder }: Environment,
  keyPath: string | undefined,
): Promise<CertificateFile | undefined> {
  const chosen = target.settings?.certificate ?? '';
  if (chosen !== '') return readCertificateFile(expandHome(chosen, dirname(sshFolder)), true);
  return keyPath === undefined ? undefined : readCertificateFile(certificateBeside(keyPath), false);
}
