import type { Contact, GroupRule, ReachFacts, SecurityGroup } from './facts.ts';
import { fitRule, type Fit, type Miss } from './fit-rule.ts';

/** What one rule has to do with a connection. */
export type RuleRole =
  /** The verdict is its. */
  | 'decides'
  /** Says the same, and would decide without the one that does. */
  | 'agrees'
  /** Fits, but another rule comes before it. */
  | 'outranked'
  /** It is not known whether it fits, and the verdict hangs on that. */
  | 'open'
  /** Would admit, were it not for one difference. */
  | 'near'
  | 'apart';

export interface RuleReading {
  readonly group: SecurityGroup;
  readonly rule: GroupRule;
  readonly role: RuleRole;
  readonly fit: Fit;
  /** Empty unless `fit` is `no`. */
  readonly misses: readonly Miss[];
}

export interface Reach {
  readonly verdict: 'admitted' | 'blocked' | 'unknown';
  readonly because:
    | 'rule'
    /** Caller and instance share a group whose members reach one another. */
    | 'inner-access'
    /** No rule fits, and what no rule admits is blocked. */
    | 'no-rule'
    /** Something that counts could not be read. */
    | 'unread';
  /** The group of `inner-access`. */
  readonly group?: SecurityGroup;
  /** Every rule, those that matter first. */
  readonly readings: readonly RuleReading[];
  /** Groups whose rules could not be read. */
  readonly unread: readonly SecurityGroup[];
}

const ORDER: readonly RuleRole[] = ['decides', 'open', 'agrees', 'outranked', 'near', 'apart'];

/**
 * Whether the security groups of an instance let a connection in, and by which rule. The rules of all groups count as one list. The lowest
 * priority comes first, and of the same priority a drop before an accept; AWS knows neither drops nor priorities, which makes it the union of
 * what is allowed. Alibaba's "internal interconnectivity" of a basic group stands before all rules. What nothing admits is blocked. Pure.
 */
export function evaluateReach(facts: ReachFacts, contact: Contact): Reach {
  const read = facts.groups
    .flatMap((group) => group.rules.map((rule) => ({ group, rule, ...fitRule(rule, contact, facts.network) })))
    .toSorted((a, b) => rank(a.rule) - rank(b.rule));
  const decider = read.findIndex(({ fit }) => fit === 'yes');
  const policy = read[decider]?.rule.policy;
  const inner = sharedGroup(facts, contact);
  const admits = inner !== undefined || policy === 'accept';

  const readings = read.map(({ group, rule, fit, misses }, at): RuleReading => ({ group, rule, fit, misses, role: roleOf(at) }));
  function roleOf(at: number): RuleRole {
    const { rule, fit, misses } = read[at] as (typeof read)[number];
    if (fit === 'no') return rule.policy === 'accept' && misses.length === 1 ? 'near' : 'apart';
    const same = (rule.policy === 'accept') === admits;
    if (inner !== undefined) return same ? 'agrees' : 'outranked';
    if (at === decider) return 'decides';
    if (fit === 'maybe') return decider !== -1 && at > decider ? 'outranked' : same ? 'agrees' : 'open';
    return same ? 'agrees' : 'outranked';
  }

  const unread = facts.groups.filter(({ error }) => error !== undefined);
  // A group of AWS can only add to what is allowed; one of Alibaba may also drop before all others.
  const hidden = unread.length > 0 && (facts.cloud !== 'aws' || !admits);
  const open = readings.some(({ role }) => role === 'open') || hidden;
  const rest = { readings: readings.toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role)), unread };
  if (inner !== undefined) return { verdict: 'admitted', because: 'inner-access', group: inner, ...rest };
  if (open) return { verdict: 'unknown', because: 'unread', ...rest };
  if (policy === undefined) return { verdict: 'blocked', because: 'no-rule', ...rest };
  return { verdict: policy === 'accept' ? 'admitted' : 'blocked', because: 'rule', ...rest };
}

function rank(rule: GroupRule): number {
  return rule.priority * 2 + (rule.policy === 'drop' ? 0 : 1);
}

function sharedGroup({ groups }: ReachFacts, { from, to }: Contact): SecurityGroup | undefined {
  return to === 'public' ? undefined : groups.find(({ id, innerAccess }) => innerAccess && from.groups?.includes(id) === true);
}
