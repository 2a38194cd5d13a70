import type { WireError } from './errors.ts';

export type CloudName = 'aws' | 'alibaba';

/** How a profile obtains its credentials, read from the keys it has; nothing is run to find out. */
export type ProfileKind =
  | 'static'
  | 'assume-role'
  | 'process'
  | 'sso'
  | 'web-identity'
  | 'login'
  | 'environment'
  /** The role of the machine that Gangway itself runs on. */
  | 'instance-role'
  /** An address that hands out temporary keys. */
  | 'credentials-uri'
  /** Keys typed by hand, kept in the vault. */
  | 'vault'
  | 'incomplete';

/** One set of cloud credentials. `id` is `cloud:profile`, unique and stable across starts. */
export interface Account {
  readonly id: string;
  readonly cloud: CloudName;
  readonly profile: string;
  readonly kind: ProfileKind;
  /** Listed only when on. A profile that runs a program (`credential_process`) is off until the person turns it on. */
  readonly enabled: boolean;
  readonly region?: string;
  readonly mfa: boolean;
  /** Set when the profile points at an endpoint of its own (`endpoint_url`), for example a private or test endpoint. */
  readonly endpoint?: string;
  /** Twelve digits for AWS, sixteen for Alibaba Cloud; once known. */
  readonly accountNumber?: string;
  /** Its cloud can give instances a new password. */
  readonly setsPasswords?: boolean;
  readonly error?: WireError;
}

/** A file or variable that was looked at for accounts, and what was found there. */
export interface LookedAt {
  readonly what: string;
  readonly where: string;
  readonly found: 'missing' | 'empty' | 'read' | 'unreadable';
  readonly problem?: WireError;
}

export interface AccountList {
  readonly accounts: readonly Account[];
  readonly lookedAt: readonly LookedAt[];
}
