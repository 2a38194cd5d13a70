import type { CloudName } from './account.ts';
import type { WireError } from './errors.ts';

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated' | 'unknown';
/** Why a cloud holds an instance: a payment is overdue, it was misused, it waits to be released, or it was given back. */
export type InstanceLock = 'overdue' | 'security' | 'recycling' | 'refunded' | 'other';
export type OsFamily = 'linux' | 'windows' | 'macos' | 'unknown';

/** What an instance *is*: cloud, region and id. Its address may change, this does not. */
export interface InstanceRef {
  readonly account: string;
  readonly region: string;
  readonly instance: string;
}

/** A row of the grid. Texts come from the cloud as they are: only the page's text nodes and `displayText` may show them. */
export interface Instance extends InstanceRef {
  /** `account/region/instance`, the key of the row. */
  readonly key: string;
  readonly cloud: CloudName;
  readonly name: string;
  readonly state: InstanceState;
  readonly stateReason?: string;
  readonly os: OsFamily;
  readonly platform: string;
  readonly type: string;
  readonly image: string;
  readonly publicIp?: string;
  /** Set when the public address is one that the instance keeps when it stops (Alibaba Cloud EIP); the same as `publicIp`. */
  readonly eip?: string;
  /** In a VPC, or the inner one of the Classic network. */
  readonly privateIp?: string;
  readonly ipv6?: string;
  readonly publicDns?: string;
  readonly privateDns?: string;
  readonly keyName?: string;
  /** ISO 8601; for EC2 the time of the last start. */
  readonly launchTime?: string;
  readonly zone?: string;
  readonly vpc?: string;
  readonly subnet?: string;
  /** Absent: a VPC. */
  readonly network?: 'vpc' | 'classic';
  /** ISO 8601: when a subscription ends. */
  readonly expires?: string;
  readonly locks?: readonly InstanceLock[];
  /** The login name that the cloud itself tells for the image. */
  readonly loginUser?: string;
  /** How the instance was stopped, in the cloud's word: `StopCharging` gives its public address away. */
  readonly stopMode?: string;
  /** In the cloud's word, for example `PrePaid`. */
  readonly billing?: string;
  readonly securityGroups: readonly { readonly id: string; readonly name: string }[];
  readonly tags: Readonly<Record<string, string>>;
}

/** One account in one region: the unit that loads, fails and is refreshed on its own. */
export interface Scope {
  readonly key: string;
  readonly account: string;
  /** Empty while the account's regions are not known yet. */
  readonly region: string;
  readonly state: 'waiting' | 'loading' | 'ready' | 'failed';
  readonly count: number;
  /** Epoch milliseconds of the last complete list; rows shown may be that old. */
  readonly loadedAt?: number;
  /** The list is one that the disk had kept: nothing of this place has been read since the start. */
  readonly kept?: true;
  /** The account could not be asked for its regions since: whether this place still has what is listed, nobody knows. */
  readonly unasked?: true;
  /** Why the last list did not come; it stays until the next one has, also while that is asked for. */
  readonly error?: WireError;
}

export interface InstanceList {
  readonly rows: readonly Instance[];
  readonly scopes: readonly Scope[];
}

export interface InstanceChange {
  readonly upsert?: readonly Instance[];
  readonly remove?: readonly string[];
  readonly scopes?: readonly Scope[];
  readonly removeScopes?: readonly string[];
}

/** The login name proposed for an instance and the evidence for it. */
export interface LoginName {
  readonly user: string;
  readonly source: 'chosen' | 'image' | 'tag' | 'platform' | 'guess';
  readonly why: string;
  readonly candidates: readonly string[];
}

/** Which private key file opens an instance. */
export interface KeyChoice {
  /** The person's own choice. */
  readonly chosen?: string;
  /** Found by the name of the key pair; used when nothing was chosen. */
  readonly found?: string;
  /** Where the key pair's file was looked for. */
  readonly lookedAt: readonly string[];
}

export function instanceKey(ref: InstanceRef): string {
  return `${ref.account}/${ref.region}/${ref.instance}`;
}
