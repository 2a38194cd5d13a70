import type { CloudName } from '../model/account.ts';
import type { WireError } from '../model/errors.ts';

/** Which addresses a rule admits or drops. What could not be read is kept as such: it may fit or not. */
export type RuleSource =
  /** `203.0.113.0/24`, `2001:db8::/32`, or a single address. */
  | { readonly kind: 'range'; readonly range: string }
  /** Without entries: the list could not be read. */
  | { readonly kind: 'prefix-list'; readonly id: string; readonly name?: string; readonly entries?: readonly string[] }
  /** Members of a group, over private addresses only. */
  | { readonly kind: 'group'; readonly id: string; readonly name?: string; readonly owner?: string }
  /** A kind of source that Gangway does not know. */
  | { readonly kind: 'other'; readonly text: string };

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** One inbound rule of a security group. */
export interface GroupRule {
  /** Unique within the group. */
  readonly id: string;
  readonly policy: 'accept' | 'drop';
  /** The lowest comes first. Rules of AWS all have the same. */
  readonly priority: number;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `gre`, `all`, or the number of a protocol. */
  readonly protocol: string;
  /** `all`; or `unknown` for a list of ports that could not be read. */
  readonly ports: readonly PortRange[] | 'all' | 'unknown';
  readonly source: RuleSource;
  /** On Alibaba's Classic network: the network card that the rule stands for. */
  readonly nic?: 'internet' | 'intranet';
  /** The rule stands for this address or range of the instance only. */
  readonly destination?: string;
  /** The rule stands for these ports of the caller only, and those are chosen at random. */
  readonly sourcePorts?: boolean;
  readonly description?: string;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  /** Members reach one another over private addresses, whatever the rules say. */
  readonly innerAccess: boolean;
  readonly rules: readonly GroupRule[];
  /** The rules could not be read. */
  readonly error?: WireError;
}

/** What decides which connections reach an instance, as far as the cloud's API tells. */
export interface ReachFacts {
  readonly cloud: CloudName;
  readonly network: 'vpc' | 'classic';
  readonly groups: readonly SecurityGroup[];
}

/** A connection that somebody wants to make to an instance. */
export interface Contact {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly from: ContactSource;
  /** The kind of address that it is made to. Referenced groups and Classic's intranet card count for private ones alone. */
  readonly to: 'public' | 'private';
  /** The address of the instance itself, for rules that name one. */
  readonly toAddress?: string;
}

export interface ContactSource {
  /** Absent: any member of the groups, whatever its address. */
  readonly address?: string;
  /** Groups that the caller belongs to; absent: not known. */
  readonly groups?: readonly string[];
}
