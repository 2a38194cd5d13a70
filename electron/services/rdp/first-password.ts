import { ADMINISTRATOR_NAMES, administratorName } from '../../../shared/model/administrator-name.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { WindowsConsole } from '../../../shared/model/console-log.ts';
import type { InstanceFacts } from '../terminals/look-at-instance.ts';
import type { CloudWords } from './cloud-words.ts';
import { texts } from '../../../shared/texts/current.ts';

/** EC2 tells four minutes as usual and fifteen as the longest; later it does not come any more. Milliseconds. */
const LONGEST_WAIT_MS = 15 * 60_000;
/** Between two looks. Milliseconds. */
export const RETRY_MS = 15_000;

/** How the first password of a Windows instance stands, as far as the cloud tells. */
export type FirstPassword =
  | { readonly kind: 'data'; readonly data: string; readonly keyName: string }
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'never'; readonly why: string };

export interface AskedInstance {
  readonly instance: Instance;
  readonly console: WindowsConsole | undefined;
}

export async function lookForFirstPassword(
  words: Pick<CloudWords, 'passwordData' | 'keyType' | 'firstPasswords'>,
  { instance, console }: AskedInstance,
  options: { readonly signal: AbortSignal; readonly now: () => number },
): Promise<FirstPassword> {
  const { signal } = options;
  const { password: t } = texts().rdpErrors;
  const never = (why: string): FirstPassword => ({ kind: 'never', why });
  if (instance.os !== 'windows') return never(t.onlyWindows);
  if (words.firstPasswords?.(instance) === false) {
    return never(t.alibaba);
  }
  const { keyName } = instance;
  if (keyName === undefined || keyName === '') {
    return never(t.noPair);
  }
  const told = await words.passwordData(instance, signal);
  if (told === undefined) return never(t.noneOfCloud);
  const data = told === '' ? (console?.encryptedPassword ?? '') : told;
  if (data !== '') return { kind: 'data', data, keyName };
  if (console?.passwordDisabled === true) {
    return never(t.image);
  }
  if ((await words.keyType(instance, signal)) === 'ed25519') {
    return never(t.ed25519(keyName));
  }
  const started = Date.parse(instance.launchTime ?? '');
  if (Number.isFinite(started) && options.now() - started < LONGEST_WAIT_MS) return { kind: 'not-yet' };
  return never(t.never);
}

/**
 * What the machine calls its administrator, where something tells: the machine itself, its language, or that of the image it was made from.
 * `undefined`: nothing does. Never throws but for a cancelled launch.
 */
export async function tellName(
  instances: Pick<InstanceFacts, 'login'>,
  { instance, console }: AskedInstance,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (console?.user !== undefined) return console.user;
  if (console?.language !== undefined) return administratorName(console.language);
  try {
    const { source, user } = await instances.login(instance, signal);
    return source === 'image' && ADMINISTRATOR_NAMES.includes(user) ? user : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** The administrator's names, the likeliest first. */
export function likelyNames(...told: readonly (string | undefined)[]): readonly string[] {
  return [...new Set([...told.filter((name) => name !== undefined), ...ADMINISTRATOR_NAMES])];
}

/** Waits, or throws `cancelled`. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new AppError('cancelled', texts().rdpErrors.cancelled));
    const stop = (): void => {
      clock.clearTimeout(timer);
      reject(new AppError('cancelled', texts().rdpErrors.cancelled));
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

export interface Clock {
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
