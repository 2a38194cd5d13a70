import { AppError } from '../../../shared/model/errors.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import { BUILT_IN } from '../../../shared/model/session-settings.ts';
import { secretId } from '../../../shared/model/vault.ts';
import { wantedUser } from '../server-text.ts';
import type { Ask, Secrets, SshTarget } from '../ssh.ts';
import type { AcceptedKey } from '../host-keys/decide.ts';
import type { Agent } from './agent.ts';
import type { AuthReply, AuthWire } from './auth-wire.ts';
import type { Choice } from './choose.ts';
import { createKeptSecret, type KeptSecret } from './kept-secret.ts';
import { loginWithAnswers, loginWithPassword } from './passwords.ts';
import { loginWithAgent, loginWithKey } from './public-key.ts';
import { texts } from '../../../shared/texts/current.ts';

/** A server could hand out partial successes for ever. */
const PARTIAL_LIMIT = 8;
const LOGIN_METHODS: ReadonlySet<string> = new Set(BUILT_IN.authMethods);

export interface AuthContext {
  readonly wire: AuthWire;
  readonly user: string;
  readonly target: SshTarget;
  /** What speaks for the server; `undefined` counts as little as can be. */
  readonly hostKey: Pick<AcceptedKey, 'by' | 'sha256'> | undefined;
  readonly ask: Ask;
  readonly agent: Agent | undefined;
  readonly secrets: Secrets | undefined;
  /** The password of this login. */
  readonly password: KeptSecret;
  /** Reasons collected on the way, told when the login fails; each is a sentence. */
  readonly notes: string[];
  readonly report: ReportStep;
  readonly signal: AbortSignal;
  /** Runs something that waits for a person: the connection's timers stand still. */
  readonly standStill: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What one method came to. `failure` with the server's last word; `skipped`: nothing was sent. */
export type MethodResult =
  | Extract<AuthReply, { kind: 'success' }>
  /** `asked`: the person has been asked as often as is sensible. */
  | (Extract<AuthReply, { kind: 'failure' }> & { readonly asked?: boolean })
  | { readonly kind: 'skipped' };

/**
 * Logs in: `none` to learn the server's methods, then the methods of the settings in their order, as far as the server lists them; from
 * the start with its new list after each partial success. What the person wants remembered is saved at the end.
 * Throws `AppError` (`auth-failed`, `key-*`, `agent`, `cancelled`).
 */
export async function authenticate(
  given: Omit<AuthContext, 'password' | 'notes'>,
  choice: Choice,
  serverText: () => string,
): Promise<void> {
  const { report, user, wire } = given;
  const context: AuthContext = { ...given, password: passwordOf(given), notes: [] };
  report({ step: 'authentication', state: 'started', text: texts().loginTexts.loggingIn(displayText(user, 64)) });
  let reply = await wire.none(user);
  if (reply.kind === 'success') {
    report({ step: 'authentication', state: 'done', text: texts().loginTexts.askedNothing });
    choice.keep?.();
    return;
  }
  let methods = reply.kind === 'failure' ? reply.methods : [];
  report({ step: 'authentication', state: 'info', text: texts().loginTexts.offers(shown(methods)) });
  const tried: string[] = [];
  const problems: AppError[] = [];
  let done = new Set<string>();
  let partials = 0;
  let keyTaken = false;
  for (;;) {
    const method = order(context, choice).find((name) => methods.includes(name) && !done.has(name));
    if (method === undefined) throw problems[0] ?? failed(context, choice, methods, tried, serverText());
    done.add(method);
    const result = await runMethod(context, choice, method).catch((error: unknown): MethodResult => {
      // A key or agent that cannot be used is no reason not to try the next method; it is the reason given when all fail.
      if (!(error instanceof AppError) || error.code !== 'agent') throw error;
      problems.push(error);
      report({ step: 'authentication', state: 'failed', text: error.message });
      return { kind: 'skipped' };
    });
    if (result.kind === 'skipped') continue;
    tried.push(method);
    keyTaken ||= method === 'publickey' && (result.kind === 'success' || result.partial);
    if (result.kind === 'success') {
      report({ step: 'authentication', state: 'done', text: texts().loginTexts.loggedIn(displayText(user, 64), method) });
      // A refused key would stand in the way of every later login.
      if (keyTaken) choice.keep?.();
      await context.password.keep();
      return;
    }
    reply = result;
    methods = result.methods;
    if (result.partial) {
      partials += 1;
      if (partials > PARTIAL_LIMIT) {
        const { endlessSteps, endlessStepsHint } = texts().loginTexts;
        throw new AppError('protocol', endlessSteps(context.target.title, PARTIAL_LIMIT), { hint: endlessStepsHint });
      }
      report({ step: 'authentication', state: 'info', text: texts().loginTexts.wantsMore(method, shown(methods)) });
      done = new Set(method === 'publickey' ? ['publickey'] : []);
    } else if (result.asked === true && (method === 'password' || choice.kind === 'password')) {
      // The person has been asked three times: another round under another name would be the same question.
      throw failed(context, choice, methods, tried, serverText());
    }
  }
}

function passwordOf(context: Omit<AuthContext, 'password' | 'notes'>): KeptSecret {
  const { target, user, hostKey, report, standStill, signal } = context;
  const label = texts().loginTexts.userOn(displayText(user, 64), target.title);
  // Pins come with a session, and a session may come from an import: what is saved for this machine is not given to whatever key it names.
  const machine = hostKey?.by === 'pins' && target.secretKey !== undefined ? `${target.secretKey} ${hostKey.sha256}` : target.secretKey;
  const id = machine === undefined ? undefined : secretId.password(machine, user);
  // Nobody has vouched for this server yet. It can be remembered all the same: the person saw to whom they typed it.
  const known = hostKey !== undefined && hostKey.by !== 'policy';
  const secrets = known || context.secrets === undefined ? context.secrets : { ...context.secrets, find: () => Promise.resolve(undefined) };
  return createKeptSecret({ secrets, id, kind: 'password', label, what: texts().loginTexts.passwordOf(label), report, standStill, signal });
}

function allowed({ target }: Pick<AuthContext, 'target'>): readonly string[] {
  return (target.settings ?? BUILT_IN).authMethods;
}

function order(context: AuthContext, choice: Choice): readonly string[] {
  return choice.kind === 'password' ? allowed(context).filter((method) => method !== 'publickey') : allowed(context);
}

function runMethod(context: AuthContext, choice: Choice, method: string): Promise<MethodResult> {
  switch (method) {
    case 'publickey':
      if (choice.kind === 'password') return Promise.resolve({ kind: 'skipped' });
      return choice.kind === 'key' ? loginWithKey(context, choice) : loginWithAgent(context, choice);
    case 'keyboard-interactive':
      return loginWithAnswers(context);
    default:
      return loginWithPassword(context);
  }
}

function shown(methods: readonly string[]): string {
  return methods.length === 0 ? texts().loginTexts.nothing : displayText(methods.join(', '), 200);
}

function failed(context: AuthContext, choice: Choice, methods: readonly string[], tried: readonly string[], serverText: string): AppError {
  const { target } = context;
  const who = texts().loginTexts.userAt(displayText(context.user, 64), target.title);
  const wanted = wantedUser(serverText);
  const hints = [...context.notes];
  const unused = methods.filter((method) => LOGIN_METHODS.has(method) && !allowed(context).includes(method));
  if (unused.length > 0) hints.push(texts().loginTexts.unused(unused.join(texts().loginTexts.and)));
  if (wanted !== undefined) hints.push(texts().loginTexts.wantsUser(wanted));
  if (tried.includes('password') || tried.includes('keyboard-interactive')) hints.push(texts().loginTexts.checkPassword);
  if (choice.kind === 'key' && methods.includes('publickey')) hints.push(texts().loginTexts.checkKey(choice.name));
  if (choice.kind === 'agent') hints.push(texts().loginTexts.checkAgentKey);
  if (choice.kind === 'password' && tried.length === 0 && unused.length === 0) hints.push(texts().loginTexts.noPasswords);
  const others = target.userCandidates.filter((name) => name !== context.user);
  if (wanted === undefined && others.length > 0) hints.push(texts().loginTexts.otherUsers(others.join(', ')));
  const message = tried.length === 0 ? texts().loginTexts.noWay(who, shown(methods)) : texts().loginTexts.notAccepted(who);
  return new AppError('auth-failed', message, {
    hint: hints.join(' '),
    detail: texts().loginTexts.tried(tried.join(', ') || texts().loginTexts.nothing, shown(methods)),
  });
}
