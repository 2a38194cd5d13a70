import ssh2, { type ParsedKey } from 'ssh2';
import { AppError } from '../../shared/model/errors.ts';
import type { StepName } from '../../shared/model/terminal.ts';
import { openAgentStream } from './agent-forwarding.ts';
import { createAgents } from './authentication/find-agents.ts';
import { authenticate } from './authentication/authenticate.ts';
import { takeOverAuthentication } from './authentication/auth-wire.ts';
import { chooseLogin } from './authentication/choose.ts';
import { offeredAlgorithms } from './algorithms.ts';
import { createConnection } from './connection.ts';
import { createConnectionEnd } from './connection-end.ts';
import { impatientError, libraryError, type Phase, timeoutError, endedError } from './connection-errors.ts';
import { type AcceptedKey, changedWithin, decideHostKey } from './host-keys/decide.ts';
import { describeKey } from './host-keys/fingerprint.ts';
import { addFurtherKeys, told } from './host-keys/further-keys.ts';
import { KEYS_OF_HOST, type HostKeys } from './host-keys/host-keys.ts';
import { createHostVerifier } from './host-keys/host-verifier.ts';
import { createIdentificationReader, type Identification } from './identification.ts';
import { createPatience, TIMEOUTS, type Timeouts } from './patience.ts';
import { createTextCollector, createWordsCollector, quotable } from './server-text.ts';
import type { Ask, SshConnect, SshConnection, SshConnectOptions } from './ssh.ts';
import {
  acceptAgentChannels,
  answerAfterExit,
  keepKeyObjects,
  openInternals,
  readIdentificationWith,
  takeHostKeysOnce,
} from './ssh2-internals.ts';
import { texts } from '../../shared/texts/current.ts';

export interface SshConnectDeps {
  readonly hostKeys: HostKeys;
  /** `SSH_AUTH_SOCK`, or a Windows named pipe. */
  readonly agentSocket?: string | undefined;
  /** Where the agents are at this moment, in place of `agentSocket`: see `findAgentSockets`. */
  readonly findAgents?: () => Promise<readonly string[]>;
  /** Where private keys are looked for, usually `~/.ssh`. */
  readonly sshFolder: string;
  /** Further folders with private keys, that the person chose. */
  readonly keyFolders?: () => readonly string[];
  readonly timeouts?: Partial<Timeouts>;
}

/** Shown to servers, so that their logs say who came. */
const SOFTWARE = 'Gangway';
/** As much of a banner as the log shows of a line. */
const BANNER_SHOWN = 1_900;

interface Negotiated {
  readonly kex: string;
  readonly serverHostKey: string;
  readonly cs: { readonly cipher: string; readonly mac: string };
}

/**
 * Makes the SSH part of a connection over any stream: identification, key exchange, host key, login. The first failure is final: it
 * is kept, the stream is destroyed, and whatever comes after is ignored.
 */
export function createSshConnect(deps: SshConnectDeps): SshConnect {
  return (options) => connect(deps, options);
}

async function connect(deps: SshConnectDeps, given: SshConnectOptions): Promise<SshConnection> {
  const patience = createPatience();
  const report: SshConnectOptions['report'] = (step) => given.report({ ...step, asked: patience.stoodStill() });
  const options: SshConnectOptions = { ...given, report };
  const { target, stream } = options;
  const timeouts = chosenTimeouts(deps, target);
  const name = target.title;
  let phase: Phase = 'identification';

  const client = new ssh2.Client();
  let questions = 0;
  let heard = false;
  const words = createWordsCollector();
  const gone = (): AppError => (questions > 0 ? impatientError(name) : endedError(name, phase, words.all()));
  const broken = (error: unknown): AppError => libraryError(name, phase, error, words.all());
  const end = createConnectionEnd(() => {
    patience.done();
    // ssh2 only half-closes after an error, and its destroy() leaves a half-closed stream alone.
    client.destroy();
    stream.destroy();
  });
  const signal = AbortSignal.any([options.signal, end.signal]);
  const cancelled = (): void => {
    end.fail(new AppError('cancelled', texts().sshSteps.cancelled));
  };
  options.signal.addEventListener('abort', cancelled, { once: true });
  stream.on('error', (error) => end.fail(broken(error)));
  // A stream that ends before ssh2 has it would never be heard of again.
  stream.on('end', () => end.fail(gone()));
  stream.on('close', () => end.fail(gone()));
  client.on('error', (error) => end.fail(broken(error)));
  client.on('end', () => end.fail(gone()));
  client.on('close', () => end.fail(gone()));

  const waitFor = (milliseconds: number): void =>
    patience.wait(milliseconds, () => end.fail(timeoutError(name, phase, milliseconds, heard, words.all())));
  const asking = <T>(work: () => Promise<T>): Promise<T> =>
    patience.standStill(async () => {
      questions += 1;
      try {
        return await work();
      } finally {
        questions -= 1;
      }
    });
  const ask: Ask = (kind, input, until) => asking(() => options.ask(kind, input, until));
  // The vault may ask for its master password.
  const vault = options.secrets;
  const secrets = vault && { ...vault, find: (...args: Parameters<typeof vault.find>) => asking(() => vault.find(...args)) };
  const serverTexts = createTextCollector();
  // As its words, in the step that it said them in: a server could tell otherwise of its own key that it was verified.
  const hear = (step: StepName, raw: string): void => {
    const text = serverTexts.add(raw);
    if (text !== undefined) report({ step, state: 'info', text: texts().sshSteps.says(quotable(text, BANNER_SHOWN)) });
  };
  const findAgents = deps.findAgents ?? (async () => [deps.agentSocket ?? ''].filter((socket) => socket !== ''));

  try {
    if (options.signal.aborted) cancelled();
    if (stream.destroyed || stream.readableEnded) end.fail(gone());
    const { compression = false, legacyAlgorithms: legacy = false } = target.settings ?? {};
    const offered = offeredAlgorithms(await end.orFailure(deps.hostKeys.knownTypes(target.host, target.port)), { compression, legacy });
    if (legacy) report({ step: 'key-exchange', state: 'info', text: texts().sshSteps.legacy });
    const agent = (await end.orFailure(findAgents())).length === 0 ? undefined : createAgents(findAgents);
    const choose = () =>
      chooseLogin(
        { ...options, ask, ...(secrets === undefined ? {} : { secrets }) },
        { sshFolder: deps.sshFolder, keyFolders: deps.keyFolders?.() ?? [], agent, signal },
      );
    // A chosen key that cannot be used is told before the server and the person are bothered.
    const chosen = target.identity.kind !== 'ask' && target.user !== '' ? await end.orFailure(choose()) : undefined;

    let accepted: AcceptedKey | undefined;
    const hostVerifier = createHostVerifier(
      async (key) => {
        const { type, sha256 } = describeKey(key);
        report({ step: 'host-key', state: 'started', text: texts().sshSteps.shows(type, sha256) });
        accepted = await decideHostKey({ hostKeys: deps.hostKeys, target, key, ask, report, signal });
        // After a failure the answer would go into a connection that is gone.
        return !end.signal.aborted;
      },
      (error, changed) => {
        const why = { hint: texts().sshSteps.connectAgain, cause: error };
        const refused = error instanceof AppError ? error : new AppError('host-key-rejected', texts().sshSteps.refused(name), why);
        const reason = changed === undefined ? refused : changedWithin(name, changed);
        report({ step: 'host-key', state: 'failed', text: reason.message });
        end.fail(reason);
      },
    );
    const handshake = new Promise<Negotiated>((resolve) => {
      client.once('handshake', (negotiated: unknown) => resolve(negotiated as Negotiated));
    });
    let left = 0;
    client.on('hostkeys', (keys: ParsedKey[]) => {
      if (accepted?.trusted === true) void addFurtherKeys(deps.hostKeys, options, keys, left);
    });

    report({ step: 'key-exchange', state: 'started', text: texts().sshSteps.identify });
    waitFor(timeouts.identification);
    client.connect({
      sock: stream,
      username: target.user,
      ident: SOFTWARE,
      // It would run on while a person reads the host key; the timers here stand still instead.
      readyTimeout: 0,
      keepaliveInterval: timeouts.keepaliveInterval,
      keepaliveCountMax: timeouts.keepaliveCount,
      algorithms: offered,
      hostVerifier,
    });
    const internals = openInternals(client);
    const identification = new Promise<Identification>((resolve) => {
      const collect = createIdentificationReader(name, (found) => {
        phase = 'key-exchange';
        waitFor(timeouts.keyExchange);
        resolve(found);
      });
      readIdentificationWith(internals._protocol, (chunk) => {
        heard = true;
        words.add(chunk);
        return collect(chunk);
      });
    });
    answerAfterExit(internals);
    takeHostKeysOnce(internals._protocol, KEYS_OF_HOST, (count) => {
      left = count;
    });
    keepKeyObjects(internals._protocol);
    const wire = takeOverAuthentication(internals._protocol, {
      onText: (text) => hear('authentication', text),
      waiting: (kind) => waitFor(timeouts[kind]),
      answered: () => patience.done(),
    });

    const { text: server, greeting } = await end.orFailure(identification);
    hear('key-exchange', greeting);
    report({ step: 'key-exchange', state: 'info', text: texts().sshSteps.serverIs(server) });
    const negotiated = await end.orFailure(handshake);
    phase = 'authentication';
    waitFor(timeouts.authentication);
    const algorithms = `${negotiated.kex}, ${negotiated.serverHostKey}, ${negotiated.cs.cipher}`;
    report({ step: 'key-exchange', state: 'done', text: texts().sshSteps.agreed(algorithms) });
    // Only now has the server proven that it owns the key.
    await storeAcceptedKey(accepted, options);

    await end.orFailure(wire.started);
    const choice = chosen ?? (await end.orFailure(choose()));
    const context = {
      wire,
      user: choice.user,
      target,
      hostKey: accepted,
      ask,
      agent,
      secrets,
      report,
      signal,
      standStill: patience.standStill,
    };
    await end.orFailure(authenticate(context, choice, serverTexts.all));
    phase = 'open';
    patience.done();
    const forwardAgent = forwardsAgent((await end.orFailure(findAgents()))[0], options, internals, end.signal);
    const summary = `${server}, ${algorithms}`;
    return createConnection({ internals, client, stream, end, timeouts, name, user: choice.user, summary, forwardAgent });
  } catch (error) {
    const failure = end.fail(error instanceof AppError ? error : broken(error));
    // The host key's own end is told where it is decided.
    if (failure.code !== 'cancelled' && !failure.code.startsWith('host-key')) {
      report({ step: failedStep(failure, phase), state: 'failed', text: failure.message });
    }
    throw failure;
  } finally {
    options.signal.removeEventListener('abort', cancelled);
  }
}

/** The person's own time-outs before the built-in ones; what a test gives stands above both. */
function chosenTimeouts(deps: SshConnectDeps, { settings }: SshConnectOptions['target']): Timeouts {
  const own =
    settings === undefined
      ? {}
      : {
          identification: settings.connectTimeout * 1_000,
          keyExchange: settings.connectTimeout * 1_000,
          keepaliveInterval: settings.keepalive * 1_000,
        };
  return { ...TIMEOUTS, ...own, ...deps.timeouts };
}

/** Opens the way to the agent where the session wants that. Whether the server uses it is its decision. */
function forwardsAgent(
  /** The first agent that was found: also the one whose keys are tried first. */
  socket: string | undefined,
  { target, report }: SshConnectOptions,
  internals: ReturnType<typeof openInternals>,
  ended: AbortSignal,
): boolean {
  if (target.settings?.agentForwarding !== true) return false;
  if (socket === undefined) {
    report({ step: 'shell', state: 'info', text: texts().sshSteps.noAgent });
    return false;
  }
  acceptAgentChannels(internals, () => openAgentStream(socket, ended));
  return true;
}

function failedStep({ code }: AppError, phase: Phase): StepName {
  if (phase === 'authentication' || code.startsWith('key-')) return 'authentication';
  return phase === 'open' ? 'shell' : 'key-exchange';
}

async function storeAcceptedKey(accepted: AcceptedKey | undefined, { report }: SshConnectOptions): Promise<void> {
  if (accepted?.store === undefined) return;
  try {
    await accepted.store();
    report({ step: 'host-key', state: 'done', text: texts().sshSteps.stored });
  } catch (error) {
    // The person trusts this key; that the disk is full is no reason to refuse the connection.
    report({ step: 'host-key', state: 'failed', text: texts().sshSteps.thisOnly(...told(error)) });
  }
}
