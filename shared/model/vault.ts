/** What a secret is for. Its id is made from this, so that sessions need not keep one and two of them can share it. */
export type SecretKind = 'password' | 'rdp-password' | 'passphrase' | 'proxy-password' | 'key' | 'cloud-keys';

/** A secret as the list shows it: never the secret. */
export interface SecretInfo {
  readonly id: string;
  readonly kind: SecretKind;
  /** For example `admin on web-1`, or the path of the key file. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly savedAt: number;
}

export interface VaultState {
  /**
   * `none`: there is no vault yet. `system`: opened by the desktop's safe storage. `password`: by a master password.
   * `broken`: the file cannot be read; `problem` says why.
   */
  readonly protection: 'none' | 'system' | 'password' | 'broken';
  readonly locked: boolean;
  /** Whether the desktop's safe storage can be used here. */
  readonly systemAvailable: boolean;
  /** Why it cannot. */
  readonly systemProblem?: string;
  /** Minutes without use after which it locks; 0 is never. */
  readonly autoLockMinutes: number;
  /** The policy switch: `false` forbids saving passwords and passphrases at all. */
  readonly savingAllowed: boolean;
  readonly problem?: string;
  /** Empty while locked. */
  readonly secrets: readonly SecretInfo[];
}

/** What names a machine in the ids of its secrets: an instance by identity, a host by name and port. */
export function machineSecretKey(
  machine:
    | { readonly kind: 'instance'; readonly account: string; readonly region: string; readonly instance: string }
    | { readonly kind: 'host'; readonly host: string; readonly port: number },
): string {
  return machine.kind === 'instance'
    ? `${machine.account}/${machine.region}/${machine.instance}`
    : `${machine.host.toLowerCase()}:${machine.port}`;
}

/** Ids of secrets: `kind:` and what it opens. */
export const secretId = {
  password: (machineKey: string, user: string): string => `password:${user}@${machineKey}`,
  rdpPassword: (machineKey: string, user: string): string => `rdp-password:${user}@${machineKey}`,
  passphrase: (path: string): string => `passphrase:${path}`,
  proxyPassword: (host: string, port: number, user: string): string => `proxy-password:${user}@${host.toLowerCase()}:${port}`,
  cloudKeys: (cloud: string, profile: string): string => `cloud-keys:${cloud}/${profile}`,
  /** `sha256` as OpenSSH shows it. */
  key: (sha256: string): string => `key:${sha256}`,
};
