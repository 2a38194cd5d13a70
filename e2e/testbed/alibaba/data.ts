import type { WorldKeyPair } from '../data.ts';

/** Alibaba Cloud in a world. Its instances stand among the others and have `ecs`. */
export interface AlibabaData {
  readonly regions: readonly AlibabaRegion[];
  readonly accounts: readonly AlibabaAccount[];
}

export interface AlibabaRegion {
  readonly name: string;
  readonly localName: string;
  /** Listed, but calls there are refused. */
  readonly closed?: boolean;
}

export interface AlibabaAccount {
  /** Sixteen digits. */
  readonly id: string;
  readonly users: readonly AlibabaUser[];
  readonly roles?: readonly string[];
  readonly keyPairs: readonly WorldKeyPair[];
  /** What `~/.aliyun/config.json` says about this account. */
  readonly profiles: readonly AlibabaProfile[];
}

export interface AlibabaUser {
  readonly name: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** RAM actions that are allowed, as `ecs:DescribeInstances`; absent: all. */
  readonly allowed?: readonly string[];
}

export interface AlibabaProfile {
  readonly name: string;
  readonly region: string;
  readonly user: string;
  /** Assumed with the user's keys. */
  readonly role?: string;
}

/** What ECS tells of an instance beyond what EC2 does. Its name is the tag `Name`, as everywhere in the world. */
export interface EcsRole {
  readonly network: 'vpc' | 'classic';
  /** The public address is an EIP: it stays when the instance stops. */
  readonly eip?: boolean;
  readonly osType: 'linux' | 'windows';
  readonly osName: string;
  readonly loginAsNonRoot?: boolean;
  /** ECS's words: `financial`, `security`, … */
  readonly locks?: readonly string[];
  /** ISO 8601, the end of a subscription; absent: pay-as-you-go. */
  readonly expires?: string;
  readonly stopMode?: 'KeepCharging' | 'StopCharging';
}
