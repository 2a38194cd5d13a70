import type { Contact, GroupRule, ReachFacts } from './facts.ts';
import { parseAddress, parseRange, rangeHolds } from './ip-range.ts';

/** `maybe`: something about the rule or the caller is not known. */
export type Fit = 'yes' | 'maybe' | 'no';

/** In what a rule and a connection differ. */
export type Miss =
  | 'protocol'
  | 'port'
  | 'source'
  /** The rule stands for IPv4 and the caller comes by IPv6, or the other way round. */
  | 'family'
  /** The caller belongs to the group, but the connection is made to a public address. */
  | 'path'
  /** Of Classic's two network cards the other one. */
  | 'nic'
  | 'destination';

export interface RuleFit {
  readonly fit: Fit;
  readonly misses: readonly Miss[];
}

/** Whether an inbound rule is about this connection. Pure. */
export function fitRule(rule: GroupRule, contact: Contact, network: ReachFacts['network']): RuleFit {
  const misses: Miss[] = [];
  let known = true;
  const take = (fit: Fit | Miss): void => {
    if (fit === 'maybe') known = false;
    else if (fit !== 'yes' && fit !== 'no') misses.push(fit);
  };
  take(rule.protocol === 'all' || rule.protocol === contact.protocol ? 'yes' : 'protocol');
  take(fitPort(rule, contact));
  take(fitSource(rule, contact));
  if (network === 'classic' && rule.nic !== undefined) {
    take((rule.nic === 'internet') === (contact.to === 'public') ? 'yes' : 'nic');
  }
  take(fitDestination(rule, contact));
  if (rule.sourcePorts === true) take('maybe');
  return { fit: misses.length > 0 ? 'no' : known ? 'yes' : 'maybe', misses };
}

function fitPort(rule: GroupRule, contact: Contact): 'yes' | 'maybe' | 'port' {
  if (rule.protocol === 'all' || rule.ports === 'all') return 'yes';
  if (rule.ports === 'unknown') return 'maybe';
  return rule.ports.some(({ from, to }) => from <= contact.port && contact.port <= to) ? 'yes' : 'port';
}

function fitSource({ source }: GroupRule, contact: Contact): 'yes' | 'maybe' | 'source' | 'family' | 'path' {
  const { from, to } = contact;
  switch (source.kind) {
    case 'range':
      return fitRanges([source.range], contact);
    case 'prefix-list':
      return source.entries === undefined ? 'maybe' : fitRanges(source.entries, contact);
    case 'group':
      if (from.groups === undefined) return to === 'public' ? 'source' : 'maybe';
      if (!from.groups.includes(source.id)) return 'source';
      return to === 'public' ? 'path' : 'yes';
    case 'other':
      return 'maybe';
  }
}

function fitRanges(texts: readonly string[], { from, toAddress }: Contact): 'yes' | 'maybe' | 'source' | 'family' {
  const ranges = texts.map(parseRange);
  const caller = from.address === undefined ? undefined : parseAddress(from.address);
  if (caller === undefined) {
    if (ranges.length === 0) return 'source';
    // Of a caller without an address only this is sure: it has one, of the family of the address that it connects to.
    const family = toAddress === undefined ? undefined : parseAddress(toAddress)?.family;
    return ranges.some((range) => range?.bits === 0 && range.family === family) ? 'yes' : 'maybe';
  }
  const readable = ranges.filter((range) => range !== undefined);
  if (readable.some((range) => rangeHolds(range, caller))) return 'yes';
  if (readable.length < ranges.length) return 'maybe';
  return readable.length > 0 && readable.every((range) => range.family !== caller.family) ? 'family' : 'source';
}

function fitDestination({ destination }: GroupRule, { toAddress }: Contact): 'yes' | 'maybe' | 'destination' {
  if (destination === undefined) return 'yes';
  const range = parseRange(destination);
  if (range?.bits === 0) return 'yes';
  const address = toAddress === undefined ? undefined : parseAddress(toAddress);
  if (range === undefined || address === undefined) return 'maybe';
  return rangeHolds(range, address) ? 'yes' : 'destination';
}
