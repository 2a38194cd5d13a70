import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { SessionSettings } from '../../../shared/model/session-settings.ts';
import { secretId } from '../../../shared/model/vault.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import type { Remembered } from '../../rdp/certificates/remembered.ts';
import type { CloudWords, ConsoleWord } from './cloud-words.ts';
import { likelyNames, lookForFirstPassword, pause, RETRY_MS, tellName, type Clock } from './first-password.ts';
import { openFirstPassword, type KeyFinding } from './open-first-password.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface Credentials {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  readonly source: 'saved' | 'first' | 'typed';
  /** To be kept in the vault once it has worked. */
  readonly remember: boolean;
  /** The person chose among the administrator's names: to be kept once it has worked. */
  readonly chosenName?: boolean;
}

export interface CredentialsDeps extends KeyFinding {
  readonly words: CloudWords;
  readonly remembered: Remembered;
  readonly clock: Clock;
  /** Logins (`refusalKey`) whose password was refused at the last try: it is not tried again unasked. */
  readonly refused: ReadonlySet<string>;
}

export interface CredentialsWish {
  readonly values: SessionSettings;
  /** `machineSecretKey`. */
  readonly machine: string;
  readonly title: string;
  readonly launch: string | undefined;
  readonly instance: Instance | undefined;
  readonly console: () => Promise<ConsoleWord>;
  readonly report: ReportStep;
  /** The password is not there yet; when it is looked for again. Epoch milliseconds. */
  readonly notYet?: (retryAt: number) => void;
  readonly signal: AbortSignal;
}

/** `DOMAIN\user`, or the user alone: who a saved password is for. */
export function loginText(user: string, domain: string): string {
  return domain === '' || user.includes('\\') ? user : `${domain}\\${user}`;
}

export function refusalKey(machine: string, { user, domain, source }: Pick<Credentials, 'user' | 'domain' | 'source'>): string {
  return `${source} ${secretId.rdpPassword(machine, loginText(user, domain))}`;
}

/** User and password, without asking where that is possible: the saved one, then the first password of the instance, then the question. */
export async function findCredentials(deps: CredentialsDeps, wish: CredentialsWish): Promise<Credentials> {
  const { report } = wish;
  const saved = await findSaved(deps, wish);
  if (typeof saved === 'object') {
    report({ step: 'password', state: 'done', text: texts().rdpSteps.savedPassword(loginText(saved.user, saved.domain)) });
    return saved;
  }
  const first = await findFirst(deps, wish);
  if ('user' in first) return first;
  const why = [saved, first.why].filter((text) => text !== '').join(' ');
  if (why !== '') report({ step: 'password', state: 'info', text: why });
  return await askForBoth(deps, wish, { why, attempt: saved === '' ? 1 : 2, names: first.names, open: first.open });
}

interface Asking {
  readonly why: string;
  readonly attempt: number;
  readonly names: readonly string[];
  /** Decrypts the first password, where that can be tried with another name. */
  readonly open: Opening | undefined;
}

type Opening = () => Promise<string | undefined>;

async function askForBoth(deps: CredentialsDeps, wish: CredentialsWish, { why, attempt, names, open }: Asking): Promise<Credentials> {
  const { values, signal } = wish;
  const candidates = values.rdpUser === '' ? names : [loginText(values.rdpUser, values.rdpDomain)];
  const cannotRemember = deps.secrets.cannotRemember();
  const answer = await deps.ask(
    'rdpCredentials',
    {
      title: wish.title,
      ...(wish.launch === undefined ? {} : { launch: wish.launch }),
      ...(wish.instance === undefined ? {} : { machine: wish.machine }),
      ...(cannotRemember === undefined ? {} : { cannotRemember }),
      ...{ user: candidates[0] ?? '', candidates, why, attempt, first: open !== undefined },
    },
    signal,
  );
  const remember = answer.remember === true && cannotRemember === undefined;
  const { user, domain } = splitLogin(answer.user, values.rdpDomain);
  if (answer.password !== '' || open === undefined) return { user, domain, password: answer.password, source: 'typed', remember };
  const password = await open();
  // No key for it after all: then it is to be typed.
  if (password === undefined) return await askForBoth(deps, wish, { why, attempt, names: [answer.user, ...names], open: undefined });
  return { user, domain, password, source: 'first', remember, chosenName: true };
}

/** The domain that was typed goes before the one of the settings; `.\user` is the machine's own account. */
function splitLogin(typed: string, domain: string): { readonly user: string; readonly domain: string } {
  const slash = typed.indexOf('\\');
  if (slash < 0) return { user: typed, domain: typed.includes('@') ? '' : domain };
  const before = typed.slice(0, slash);
  return { user: typed.slice(slash + 1), domain: before === '.' ? '' : before };
}

/** The saved one, or why it is not taken; empty: there is none. */
export async function findSaved(
  deps: Pick<CredentialsDeps, 'secrets' | 'remembered' | 'refused'>,
  { values, machine, title, signal }: Pick<CredentialsWish, 'values' | 'machine' | 'title' | 'signal'>,
): Promise<Credentials | string> {
  const kept = deps.remembered.user(machine);
  const wanted = values.rdpUser === '' ? kept : loginText(values.rdpUser, values.rdpDomain);
  if (wanted === undefined) return '';
  const who = splitLogin(wanted, '');
  if (deps.refused.has(refusalKey(machine, { ...who, source: 'saved' }))) return texts().rdpSteps.savedRefused;
  const password = await deps.secrets.find(secretId.rdpPassword(machine, wanted), texts().rdpSteps.whyPassword(wanted, title), signal);
  return password === undefined ? '' : { ...who, password, source: 'saved', remember: false };
}

/** Whether the first password is that of the user who is wanted. */
export function isForAdministrator(values: SessionSettings, names: readonly string[]): boolean {
  if (values.rdpDomain !== '' && values.rdpDomain !== '.') return false;
  const wanted = values.rdpUser.replace(/^\.\\/u, '').toLowerCase();
  return wanted === '' || names.some((name) => name.toLowerCase() === wanted);
}

interface NoFirst {
  /** Empty: it is not the one that is wanted. */
  readonly why: string;
  readonly names: readonly string[];
  readonly open?: Opening;
}

/** The first password of the instance, or why it is not taken. */
async function findFirst(deps: CredentialsDeps, wish: CredentialsWish): Promise<Credentials | NoFirst> {
  const { instance, values, machine, report, signal, title, launch } = wish;
  const kept = deps.remembered.user(machine);
  if (instance === undefined) return { why: '', names: likelyNames(kept) };
  if (instance.os !== 'windows') return { why: '', names: instance.os === 'linux' ? [] : likelyNames(kept) };
  for (;;) {
    const { console } = await wish.console();
    const told = await tellName(deps.instances, { instance, console }, signal);
    const chosen = deps.remembered.administrator(machine);
    const names = likelyNames(kept, chosen, told);
    if (!isForAdministrator(values, likelyNames(chosen, told))) return { why: '', names };
    try {
      const found = await lookForFirstPassword(deps.words, { instance, console }, { signal, now: deps.clock.now });
      if (found.kind === 'never') return { why: found.why, names };
      if (found.kind === 'data') {
        const { data, keyName } = found;
        const open: Opening = () =>
          openFirstPassword(deps, { instance, keySetting: values.key, data, keyName, title, launch, report, signal });
        const user = values.rdpUser === '' ? (chosen ?? told) : values.rdpUser;
        if (user === undefined) return { why: texts().rdpSteps.chooseName, names, open };
        const who = { ...splitLogin(user, ''), source: 'first' as const };
        if (deps.refused.has(refusalKey(machine, who))) {
          const why = texts().rdpSteps.firstRefused(user);
          return { why, names, open };
        }
        const password = await open();
        return password === undefined ? { why: '', names } : { ...who, password, remember: false };
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
      return { why: texts().rdpSteps.noFirst(error.message), names };
    }
    report({ step: 'password', state: 'info', text: texts().rdpSteps.notYet(RETRY_MS / 1_000) });
    wish.notYet?.(deps.clock.now() + RETRY_MS);
    await pause(deps.clock, RETRY_MS, signal);
  }
}
