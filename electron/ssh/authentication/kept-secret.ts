import type { Rememberable } from '../../../shared/contract/prompts.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { SecretKind } from '../../../shared/model/vault.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import type { Secrets } from '../ssh.ts';
import { texts } from '../../../shared/texts/current.ts';

/**
 * One secret of a login as the vault knows it: tried once in silence, asked for when refused, and what was typed is kept only after it
 * has worked.
 */
export interface KeptSecret {
  /** For the prompts. */
  readonly rememberable: Rememberable;
  /** The saved one; `undefined` when there is none, or when it was refused before. Never throws but for a cancelled attempt. */
  find(): Promise<string | undefined>;
  /** The saved one did not work: it is not tried again. */
  refused(text: string): void;
  /** What the person entered, and whether it is to be kept. */
  typed(value: string, remember: boolean | undefined): void;
  /** What was entered did not work. */
  wrong(): void;
  /** It was changed on the way: what is saved, or would have been, is the new one. */
  changed(value: string): void;
  /** Saves what was typed. Call it once it has worked; a failure is told and nothing more. */
  keep(): Promise<void>;
}

export interface KeptSecretOptions {
  readonly secrets: Secrets | undefined;
  /** `undefined` where the machine has no name for its secrets: nothing is found or kept. */
  readonly id: string | undefined;
  readonly kind: SecretKind;
  /** For the vault's list, for example `admin on web-1`. */
  readonly label: string;
  /** For example `password of admin on web-1`: the vault says it when it has to be unlocked, the log when something fails. */
  readonly what: string;
  readonly report: ReportStep;
  readonly standStill: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
}

export function createKeptSecret(options: KeptSecretOptions): KeptSecret {
  const { id, kind, label, what, report, standStill, signal } = options;
  const secrets = id === undefined ? undefined : options.secrets;
  let saved: Promise<string | undefined> | undefined;
  let used = false;
  let useless = false;
  let pending: string | undefined;
  const tell = (text: string): void => report({ step: 'authentication', state: 'info', text });

  async function look(): Promise<string | undefined> {
    if (secrets === undefined || id === undefined) return undefined;
    try {
      const found = await standStill(() => secrets.find(id, texts().loginTexts.savedInIt(what), signal));
      return found === '' ? undefined : found;
    } catch (error) {
      signal.throwIfAborted();
      tell(texts().loginTexts.savedUnread(what, because(error)));
      return undefined;
    }
  }

  const why = secrets === undefined ? texts().loginTexts.nowhere : secrets.cannotRemember();
  return {
    rememberable: why === undefined ? {} : { cannotRemember: why },
    async find() {
      saved ??= look();
      const value = await saved;
      if (value === undefined || useless) return undefined;
      used = true;
      return value;
    },
    refused(text) {
      useless = true;
      used = false;
      report({ step: 'authentication', state: 'failed', text });
    },
    typed(value, remember) {
      pending = remember === true && why === undefined && value !== '' ? value : undefined;
    },
    wrong() {
      pending = undefined;
    },
    changed(value) {
      if (used || pending !== undefined) pending = value;
    },
    async keep() {
      const value = pending;
      pending = undefined;
      if (value === undefined || secrets === undefined || id === undefined) return;
      try {
        await standStill(() => secrets.remember({ id, kind, label, value }, signal));
        tell(texts().loginTexts.saved(what));
      } catch (error) {
        signal.throwIfAborted();
        report({ step: 'authentication', state: 'failed', text: texts().loginTexts.notSaved(what, because(error)) });
      }
    },
  };
}

function because(error: unknown): string {
  // Texts of errors that are not our own could hold anything.
  return error instanceof AppError ? ` ${error.message}` : '';
}
