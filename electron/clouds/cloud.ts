import type { Account, AccountList } from '../../shared/model/account.ts';
import type { Instance, InstanceRef, LoginName } from '../../shared/model/instance.ts';
import type { PasswordWay, PasswordWays } from '../../shared/model/password.ts';
import type { PowerChange } from '../../shared/model/power.ts';
import type { ReachFacts } from '../../shared/reach/facts.ts';

/** Asks the person for the code of an MFA device. Rejects with `cancelled`. */
export type AskMfa = (question: { profile: string; serial: string; attempt: number }, signal: AbortSignal) => Promise<string>;

export interface ListOptions {
  readonly account: Account;
  readonly region: string;
  readonly signal: AbortSignal;
  /** `background`: patient retries; `waiting`: the person looks on. */
  readonly patience: 'background' | 'waiting';
  /** Called for each page as it comes. */
  readonly onPage: (rows: readonly Instance[]) => void;
}

/** A key pair as the cloud keeps it: the public half only. */
export interface CloudKeyPair {
  readonly name: string;
  /** As the cloud shows it; empty where it shows none. */
  readonly fingerprint: string;
  /** `rsa`, `ed25519`, or empty. */
  readonly type: string;
}

/** A new password for a login on an instance. */
export interface NewPassword {
  readonly way: PasswordWay;
  /** Of the online way; the offline one knows a single login. */
  readonly user: string;
  readonly password: string;
}

/** One cloud. Everything it throws is an `AppError` that names the profile or region and the next step; never a secret. */
export interface Cloud {
  readonly name: Account['cloud'];
  accounts(): Promise<AccountList>;
  /** Whether the files that `accounts` read last have changed since. */
  changed(): Promise<boolean>;
  /** Regions in use for this account, in a stable order. `background` never asks the person anything. Default: `waiting`. */
  regions(account: Account, signal: AbortSignal, patience?: ListOptions['patience']): Promise<readonly string[]>;
  listInstances(options: ListOptions): Promise<void>;
  /** The number of the account as its cloud has it (AWS: twelve digits), asked once. */
  accountNumber(account: Account, signal: AbortSignal): Promise<string>;
  /** A fresh look at one instance (state and addresses before connecting). `undefined`: gone. */
  describe(account: Account, ref: InstanceRef, signal: AbortSignal): Promise<Instance | undefined>;
  /** The login name by the evidence of the image; `chosen` is the caller's business. */
  loginName(account: Account, instance: Instance, signal: AbortSignal): Promise<LoginName>;
  /** The key pairs of one region. Never asks the person anything. */
  keyPairs(account: Account, region: string, signal: AbortSignal): Promise<readonly CloudKeyPair[]>;
  /**
   * The encrypted initial administrator password of a Windows instance, in base64 without white space; `data` is empty while (or where) there
   * is none. `at`: epoch milliseconds, when it was put there.
   */
  passwordData?(account: Account, ref: InstanceRef, signal: AbortSignal): Promise<{ readonly data: string; readonly at?: number }>;
  /**
   * What the instance last wrote to its console, the newest 64 KiB or less. `undefined`: nothing is kept of it. `at`: epoch milliseconds of
   * the last writing. A part of a character may stand at its beginning.
   */
  consoleLog?(
    account: Account,
    ref: InstanceRef,
    signal: AbortSignal,
  ): Promise<{ readonly text: string; readonly at?: number } | undefined>;
  /**
   * Asks the cloud to start, stop or reboot; resolves when it has agreed, which is before anything happens. Throws `wrong-state`, `locked`,
   * `no-capacity`, `permission-denied` and whatever else any call may.
   */
  power?(account: Account, ref: InstanceRef, change: PowerChange, signal: AbortSignal): Promise<void>;
  /** How a new password can be set for an instance. Never throws because one of the ways is closed. With `setPassword` or not at all. */
  passwordWays?(account: Account, instance: Instance, signal: AbortSignal): Promise<PasswordWays>;
  /**
   * Sets a new password and gives the login that has it. By the offline way it counts after a restart by `power` only. Throws
   * `invalid-input` where the cloud's rules refuse the password, before anything is sent; `unreachable` where nothing answers on the
   * instance, `wrong-state`, `locked`, `not-found` (no such login), `permission-denied`.
   */
  setPassword?(account: Account, instance: Instance, wanted: NewPassword, signal: AbortSignal): Promise<{ readonly user: string }>;
  /** The security groups of an instance with their inbound rules. What could not be read stands in the group itself. */
  securityGroups?(account: Account, instance: Instance, signal: AbortSignal): Promise<ReachFacts>;
  /** Forgets an account that `addProfile` put into the vault. Absent: this cloud's accounts are in files of the person. */
  removeProfile?(account: Account): Promise<void>;
  addProfile(input: { profile: string; accessKeyId: string; secretAccessKey: string; region: string }): Promise<void>;
  /** Ends workers and sockets. */
  close(): Promise<void>;
}
