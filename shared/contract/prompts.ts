import { z } from 'zod';
import { filePath, userName } from './common.ts';
import { prompt } from './define.ts';
import { once } from '../once.ts';
import { texts } from '../texts/current.ts';

/** Who is asking: every prompt shows it, so that a person knows which tab and machine a question belongs to. */
export interface PromptOrigin {
  /** The terminal that waits, if one does: closing it cancels the prompt. */
  readonly terminal?: string;
  /** The remote desktop that waits, if one does: closing it cancels the prompt. */
  readonly launch?: string;
  /** For example `web-1 (203.0.113.5)` or `profile prod`. */
  readonly title: string;
}

export interface HostKeyView {
  /** For example `ssh-ed25519`. */
  readonly type: string;
  readonly bits?: number;
  /** `SHA256:` and 43 characters of base64, as OpenSSH prints it. */
  readonly sha256: string;
}

export interface KnownHostKeyView extends HostKeyView {
  /** File and line of the entry. */
  readonly where: string;
}

export type HostKeyQuestion = PromptOrigin & {
  /** The name under which the key is stored: `host` or `[host]:port`. */
  readonly host: string;
  readonly presented: HostKeyView;
} & (
    | { readonly kind: 'new' /** Same key under another name or port. */; readonly alsoKnownAs: readonly string[] }
    /** Other key types are known for this host: a server that suddenly shows another type is suspect. */
    | { readonly kind: 'new-type'; readonly known: readonly KnownHostKeyView[] }
    | { readonly kind: 'changed'; readonly known: readonly KnownHostKeyView[] }
  );

/** A certificate as a remote desktop shows it, colon-separated hex in upper case. */
export interface CertificateView {
  readonly sha256: string;
  readonly sha1: string;
  readonly subject: string;
}

export type RdpCertificateQuestion = PromptOrigin & {
  /** What is to be typed for `replace`: the host, or the id of the instance. */
  readonly host: string;
  readonly presented: CertificateView;
  /** Why the cloud could not confirm it; empty for a machine of no cloud. */
  readonly why: string;
} & (
    | { readonly kind: 'new' }
    /** `since` in epoch milliseconds. `byCloud`: the cloud's console log shows this other one. */
    | { readonly kind: 'changed'; readonly known: { readonly sha256: string; readonly since: number } }
    | { readonly kind: 'changed'; readonly byCloud: { readonly sha1: string } }
  );

/** What a question about a secret says of the vault. */
export interface Rememberable {
  /** Why it cannot be remembered (policy, no vault possible); absent: it can. */
  readonly cannotRemember?: string;
}

const remember = once(() => z.boolean().optional());

export const prompts = {
  /**
   * `once` goes on without storing, `store` stores. For `changed`, the answer is `replace` and `typed` must equal the host:
   * the host process compares it, the page cannot skip it.
   */
  hostKey: prompt(() =>
    z.discriminatedUnion('choice', [
      z.strictObject({ choice: z.literal('store') }),
      z.strictObject({ choice: z.literal('once') }),
      z.strictObject({ choice: z.literal('replace'), typed: z.string().max(512) }),
    ]),
  ).asks<HostKeyQuestion>(),
  password: prompt(() => z.strictObject({ password: z.string().max(4_096), remember: remember() })).asks<
    PromptOrigin &
      Rememberable & {
        readonly user: string;
        /** 1 for the first try. */
        readonly attempt: number;
        /** Whose password it is, as `machineSecretKey` names it: a jump host on the way has another one than the terminal. */
        readonly machine?: string;
      }
  >(),
  /** The password of a SOCKS5 or HTTP proxy. */
  proxyPassword: prompt(() => z.strictObject({ password: z.string().max(255), remember: remember() })).asks<
    PromptOrigin & Rememberable & { readonly proxy: string; readonly user: string; readonly attempt: number }
  >(),
  /** The master password of the vault; `why` says what it is needed for. */
  vaultUnlock: prompt(() => z.strictObject({ password: z.string().max(4_096) })).asks<
    PromptOrigin & { readonly why: string; readonly attempt: number }
  >(),
  /** Nothing was ever saved: how the vault is to be protected. `system` only where `systemAvailable`. */
  vaultCreate: prompt(() =>
    z.discriminatedUnion('protection', [
      z.strictObject({ protection: z.literal('system') }),
      z.strictObject({ protection: z.literal('password'), password: z.string().min(1).max(4_096) }),
    ]),
  ).asks<PromptOrigin & { readonly why: string; readonly systemAvailable: boolean; readonly systemProblem?: string }>(),
  /** The server requires a new password (RFC 4252 section 8). */
  newPassword: prompt(() => z.strictObject({ password: z.string().min(1).max(4_096) })).asks<
    PromptOrigin & { readonly user: string; readonly text: string }
  >(),
  passphrase: prompt(() => z.strictObject({ passphrase: z.string().max(4_096), remember: remember() })).asks<
    PromptOrigin & Rememberable & { readonly file: string; readonly attempt: number }
  >(),
  /** RFC 4256: name, instruction and any number of prompts, also none (an instruction to confirm). */
  keyboardInteractive: prompt(() => z.strictObject({ answers: z.array(z.string().max(4_096)).max(64), remember: remember() })).asks<
    PromptOrigin & {
      /** The one hidden question of the first round can be kept as the password of this login. */
      readonly rememberable?: Rememberable;
      readonly name: string;
      readonly instruction: string;
      readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
    }
  >(),
  /** How to log in, when no key is at hand: a file, the agent, or a password. */
  authentication: prompt(() =>
    z.discriminatedUnion('choice', [
      z.strictObject({ choice: z.literal('key'), file: filePath(), user: userName(), remember: z.boolean() }),
      z.strictObject({ choice: z.literal('agent'), user: userName() }),
      z.strictObject({ choice: z.literal('password'), user: userName() }),
    ]),
  ).asks<
    PromptOrigin & {
      readonly user: string;
      readonly candidates: readonly string[];
      /** Why it asks, for example that no file for key pair `demo-key` was found, and where it looked. */
      readonly why: string;
      readonly keyFiles: readonly { readonly path: string; readonly type: string; readonly encrypted: boolean }[];
      readonly agent: boolean;
      /** What stands chosen at first, where something is known to be usual. */
      readonly likely?: 'password';
    }
  >(),
  /** As `hostKey`: `once` goes on without storing; for `changed` the answer is `replace` with the host typed, which the host process compares. */
  rdpCertificate: prompt(() =>
    z.discriminatedUnion('choice', [
      z.strictObject({ choice: z.literal('store') }),
      z.strictObject({ choice: z.literal('once') }),
      z.strictObject({ choice: z.literal('replace'), typed: z.string().max(512) }),
    ]),
  ).asks<RdpCertificateQuestion>(),
  /** User and password of a remote desktop. `why`: what was tried before, and why it did not do. */
  rdpCredentials: prompt(() =>
    z.strictObject({
      user: userName(),
      // It goes to clients as one line.
      password: z
        .string()
        .max(4_096)
        .regex(/^[^\u0000-\u001f\u007f]*$/u, { error: () => texts().contractErrors.passwordControls }),
      remember: remember(),
    }),
  ).asks<
    PromptOrigin &
      Rememberable & {
        readonly user: string;
        /** The administrator's names by language, the likeliest first. */
        readonly candidates: readonly string[];
        readonly why: string;
        readonly attempt: number;
        /** As that of `password`. */
        readonly machine?: string;
        /** An empty password stands for the first one of the instance, which can be decrypted. */
        readonly first?: boolean;
      }
  >(),
  /** The private key that decrypts the first password of a Windows instance. */
  rdpKeyFile: prompt(() =>
    z.discriminatedUnion('choice', [
      z.strictObject({ choice: z.literal('file'), file: filePath(), remember: z.boolean() }),
      /** Goes on to the question for user and password. */
      z.strictObject({ choice: z.literal('password') }),
    ]),
  ).asks<
    PromptOrigin & {
      readonly keyName: string;
      readonly why: string;
      readonly keyFiles: readonly { readonly path: string; readonly type: string; readonly encrypted: boolean }[];
    }
  >(),
  mfaCode: prompt(() => z.strictObject({ code: z.string().regex(/^\d{6}$/u, { error: () => texts().contractErrors.mfaDigits }) })).asks<
    PromptOrigin & { readonly profile: string; readonly serial: string; readonly attempt: number }
  >(),
};
