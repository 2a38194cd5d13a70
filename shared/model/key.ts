import type { WireError } from './errors.ts';

/** Where a key lies. A key of the agent, or of the vault, has no file. */
export type KeyPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'agent' }
  | { readonly kind: 'vault'; readonly id: string };

/** A key pair of a cloud whose fingerprint is that of a local key. */
export interface KeyPairMatch {
  readonly account: string;
  readonly region: string;
  readonly keyName: string;
}

/** A private key as the list shows it. What only the passphrase would tell is absent. */
export interface KeyInfo {
  readonly place: KeyPlace;
  /** File format or holder, for example `OpenSSH`, `PEM`, `PKCS#8`, `PuTTY 3`, `agent`, `vault`. */
  readonly format: string;
  /** For example `ssh-ed25519`. */
  readonly type?: string;
  readonly bits?: number;
  /** `SHA256:` and 43 characters of base64. */
  readonly sha256?: string;
  readonly comment: string;
  readonly encrypted: boolean;
  /** Path of the OpenSSH certificate that lies beside it. */
  readonly certificate?: string;
  readonly matches: readonly KeyPairMatch[];
}

export interface KeyList {
  readonly keys: readonly KeyInfo[];
  /** Folders that were looked into, `~/.ssh` first. */
  readonly folders: readonly string[];
  /** Files that look like keys and cannot be used, an agent that does not answer, key pairs that could not be listed. */
  readonly problems: readonly WireError[];
}
