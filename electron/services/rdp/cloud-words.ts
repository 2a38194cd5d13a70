import { AppError } from '../../../shared/model/errors.ts';
import type { Instance, InstanceRef } from '../../../shared/model/instance.ts';
import { readWindowsConsole, type WindowsConsole } from '../../../shared/model/console-log.ts';
import type { CloudWord } from '../../rdp/certificates/check-certificate.ts';
import type { Cloud } from '../../clouds/cloud.ts';
import type { Account } from '../../../shared/model/account.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The console log saves a question; nobody waits longer for it. Milliseconds. */
const CONSOLE_TIMEOUT_MS = 6_000;
const PASSWORD_TIMEOUT_MS = 20_000;

export interface ConsoleWord {
  readonly console: WindowsConsole | undefined;
  /** Why there is none, or none that can be read. */
  readonly why: string;
}

/** What the clouds say about Windows instances. */
export interface CloudWords {
  /** Never throws but for a cancelled launch. */
  console(ref: InstanceRef, signal: AbortSignal): Promise<ConsoleWord>;
  /** The encrypted first password in base64, empty where there is none; `undefined`: this cloud hands out none. Throws what the cloud refuses with. */
  passwordData(ref: InstanceRef, signal: AbortSignal): Promise<string | undefined>;
  /** Whether the cloud of this instance hands out first passwords at all. */
  firstPasswords?(ref: InstanceRef): boolean;
  /** Of the instance's key pair: `rsa`, `ed25519`, or empty where it is not known. Never throws but for a cancelled launch. */
  keyType(instance: Instance, signal: AbortSignal): Promise<string>;
}

export function createCloudWords(options: {
  readonly accounts: { get(id: string): Account | undefined };
  readonly clouds: readonly Cloud[];
}): CloudWords {
  const find = (id: string): { readonly account: Account; readonly cloud: Cloud } | undefined => {
    const account = options.accounts.get(id);
    const cloud = options.clouds.find(({ name }) => name === account?.cloud);
    return account === undefined || cloud === undefined ? undefined : { account, cloud };
  };
  return {
    async console(ref, signal) {
      const found = find(ref.account);
      if (found?.cloud.consoleLog === undefined) return { console: undefined, why: texts().rdpErrors.console.none };
      const late = AbortSignal.timeout(CONSOLE_TIMEOUT_MS);
      try {
        const log = await found.cloud.consoleLog(found.account, ref, AbortSignal.any([signal, late]));
        if (log === undefined) return { console: undefined, why: texts().rdpErrors.console.empty };
        return { console: readWindowsConsole(log.text), why: '' };
      } catch (error) {
        signal.throwIfAborted();
        if (late.aborted) return { console: undefined, why: texts().rdpErrors.console.late };
        if (!(error instanceof AppError)) throw error;
        return { console: undefined, why: texts().rdpErrors.console.failed(error.message) };
      }
    },
    firstPasswords: (ref) => find(ref.account)?.cloud.passwordData !== undefined,
    async passwordData(ref, signal) {
      const found = find(ref.account);
      if (found?.cloud.passwordData === undefined) return undefined;
      const late = AbortSignal.timeout(PASSWORD_TIMEOUT_MS);
      try {
        return (await found.cloud.passwordData(found.account, ref, AbortSignal.any([signal, late]))).data;
      } catch (error) {
        signal.throwIfAborted();
        if (!late.aborted) throw error;
        throw new AppError('timeout', texts().rdpErrors.password.late, { hint: texts().rdpErrors.password.tryAgain, cause: error });
      }
    },
    async keyType(instance, signal) {
      const found = find(instance.account);
      if (found === undefined || instance.keyName === undefined) return '';
      const late = AbortSignal.timeout(CONSOLE_TIMEOUT_MS);
      try {
        const pairs = await found.cloud.keyPairs(found.account, instance.region, AbortSignal.any([signal, late]));
        return pairs.find(({ name }) => name === instance.keyName)?.type ?? '';
      } catch (error) {
        signal.throwIfAborted();
        if (late.aborted || error instanceof AppError) return '';
        throw error;
      }
    },
  };
}

/** The thumbprint of the certificate, for comparing. */
export function thumbprintWord({ console, why }: ConsoleWord): CloudWord {
  if (console?.thumbprint !== undefined) return { sha1: console.thumbprint };
  return {
    why: console === undefined ? why : texts().rdpErrors.console.noCertificate,
  };
}
