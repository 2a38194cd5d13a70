/**
 * What a world consists of. Plain data: a world file is this as JSON. Everything an endpoint answers is computed from it.
 */
import type { AlibabaData, EcsRole } from './alibaba/data.ts';

export interface WorldData {
  readonly regions: readonly WorldRegion[];
  readonly accounts: readonly WorldAccount[];
  readonly images: readonly WorldImage[];
  readonly instances: readonly WorldInstance[];
  /** Alibaba Cloud beside AWS. */
  readonly alibaba?: AlibabaData;
  readonly groups?: readonly WorldGroup[];
  readonly prefixLists?: readonly WorldPrefixList[];
}

export interface WorldRegion {
  readonly name: string;
  readonly optIn: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
}

export interface WorldAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly users: readonly WorldUser[];
  readonly roles?: readonly WorldRole[];
  readonly keyPairs: readonly WorldKeyPair[];
  /** What `~/.aws/config` says about this account. */
  readonly profiles: readonly WorldProfile[];
}

export interface WorldUser {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly mfa?: { readonly serial: string; readonly code: string };
}

export interface WorldRole {
  readonly name: string;
  readonly requiresMfa: boolean;
}

/** The private half is made when the world starts and never stands in a world file. */
export interface WorldKeyPair {
  readonly name: string;
  readonly type: 'rsa' | 'ed25519';
  readonly region: string;
  /** Made elsewhere and uploaded. By default only the first of a name in an account was made by EC2: it is one key in all regions. */
  readonly imported?: boolean;
}

export interface WorldProfile {
  readonly name: string;
  readonly region: string;
  /** Signs with this user's key, or assumes `role` from `source`. */
  readonly user?: string;
  readonly role?: { readonly arn: string; readonly source: string; readonly mfaSerial?: string };
}

export interface WorldImage {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly ownerAlias?: string;
  readonly platform?: 'windows';
  readonly platformDetails: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly created: string;
  readonly ssmParameter?: string;
  readonly sourceImage?: string;
  /** Account that alone may see it; absent: public. */
  readonly privateTo?: string;
}

/** A security group; those that only instances name have no rules. */
export interface WorldGroup {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly vpc: string;
  readonly rules: readonly WorldGroupRule[];
  /** Alibaba Cloud: members are kept apart, as in every enterprise group. */
  readonly isolated?: boolean;
}

/** One rule with one source: a range, a prefix list or a group. */
export interface WorldGroupRule {
  readonly egress?: boolean;
  /** `tcp`, `udp`, or `-1` for all. */
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly range?: string;
  readonly prefixList?: string;
  readonly group?: string;
  readonly description?: string;
  /** The rest is Alibaba Cloud's. */
  readonly drop?: boolean;
  readonly priority?: number;
  readonly nic?: 'internet' | 'intranet';
}

export interface WorldPrefixList {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly entries: readonly string[];
}

export type PowerState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface WorldInstance {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: PowerState;
  readonly type: string;
  readonly image: string;
  readonly zone: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly privateIp: string;
  /** Answered only while the instance has an address: pending, running, stopping. */
  readonly publicIp?: string;
  /** The public address is an Elastic IP: it stays, also while the instance is stopped. */
  readonly elastic?: boolean;
  readonly ipv6?: string;
  readonly publicDns?: string;
  readonly keyName?: string;
  /** ISO 8601. */
  readonly launched: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly tags: Readonly<Record<string, string>>;
  readonly stateReason?: { readonly code: string; readonly message: string };
  readonly stateTransition?: string;
  readonly lifecycle?: 'spot';
  readonly reservation?: string;
  /** Public host keys (`ssh-ed25519 AAAA… comment`) that the first boot printed to the console. */
  readonly hostKeys?: readonly string[];
  /** A console text of its own instead of the one computed from `hostKeys`. */
  readonly console?: string;
  /** The Session Manager agent on it answers. */
  readonly agent?: { readonly platformName: string; readonly platformVersion: string; readonly version: string };
  /** Of a Windows instance: what its first start made of it. Absent: all as Amazon's English images do it. */
  readonly windows?: WindowsRole;
  /** Set for an instance of Alibaba Cloud. */
  readonly ecs?: EcsRole;
  /** What the demo host plays on this machine; without it nothing listens. */
  readonly host?: HostRole;
}

/** What a Windows instance tells EC2 and its console. Whether a remote desktop answers is another matter: see `rdp-instance.ts`. */
export interface WindowsRole {
  /** ISO 8601, the first start; absent: the last one. */
  readonly born?: string;
  /** The initial password; absent: one that is made from the instance's id. */
  readonly password?: string;
  /** The administrator's name. Default: `Administrator`. */
  readonly user?: string;
  /** Default: `en-US`. */
  readonly language?: string;
  /** An image of one's own that makes no password. */
  readonly noPassword?: boolean;
  /** Milliseconds from the first start until password and "Windows is Ready" are there. Default: four minutes. */
  readonly readyAfterMs?: number;
  /** SHA-1 of the certificate, hexadecimal with or without colons; absent: one that belongs to no server. */
  readonly thumbprint?: string;
  readonly subject?: string;
}

/** How the demo host answers for an instance. */
export interface HostRole {
  readonly kind: 'web' | 'database' | 'cache' | 'worker' | 'build' | 'bastion' | 'metrics';
  readonly user: string;
  readonly os: 'ubuntu' | 'amazon' | 'debian';
  /** Besides the instance's key pair. */
  readonly password?: string;
  readonly code?: string;
  /** The TCP port is taken from a private address instead of the public one. */
  readonly onPrivateAddress?: boolean;
}

export const stateCodes: Readonly<Record<PowerState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};
