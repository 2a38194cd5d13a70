import { displayText } from '../../../shared/model/display-text.ts';
import type { GroupRule, ReachFacts, RuleSource } from '../../../shared/reach/facts.ts';
import type { Reach } from '../../../shared/reach/evaluate.ts';
import type { Texts } from '../../../shared/texts/current.ts';

type ReachTexts = Texts['reach'];

/** One rule as a line: `allow tcp 22 from 203.0.113.0/24`, with what counts in its cloud. */
export function ruleText(rule: GroupRule, facts: ReachFacts, t: ReachTexts): string {
  const protocol = rule.protocol === 'all' ? t.allProtocols : rule.protocol;
  const parts = [rule.policy === 'drop' ? t.drop : t.accept, protocol];
  if (rule.protocol !== 'all') parts.push(portsText(rule, t));
  parts.push(`← ${sourceText(rule.source, t)}`);
  if (rule.destination !== undefined) parts.push(`→ ${displayText(rule.destination, 64)}`);
  if (facts.cloud === 'alibaba') parts.push(`(${t.priority(rule.priority)}${nicText(rule, facts, t)})`);
  return parts.join(' ');
}

function portsText({ ports }: GroupRule, t: ReachTexts): string {
  if (ports === 'all') return t.allPorts;
  if (ports === 'unknown') return t.unknownPorts;
  return ports.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

function sourceText(source: RuleSource, t: ReachTexts): string {
  switch (source.kind) {
    case 'range':
      return displayText(source.range, 64);
    case 'group':
      return displayText(source.name === undefined ? source.id : `${source.name} (${source.id})`, 80);
    case 'prefix-list': {
      const name = displayText(source.name === undefined ? source.id : `${source.name} (${source.id})`, 80);
      return source.entries === undefined ? `${name}, ${t.unreadList}` : name;
    }
    case 'other':
      return displayText(source.text, 64);
  }
}

function nicText(rule: GroupRule, { network }: ReachFacts, t: ReachTexts): string {
  if (network !== 'classic' || rule.nic === undefined) return '';
  return `, ${rule.nic === 'internet' ? t.internet : t.intranet}`;
}

export function groupText({ id, name }: { readonly id: string; readonly name: string }): string {
  return displayText(name === '' ? id : name, 64);
}

/** The answer as a sentence. */
export function verdictText(reach: Reach, port: number, t: ReachTexts): string {
  const decider = reach.readings.find(({ role }) => role === 'decides');
  if (reach.verdict === 'unknown') return t.unknown(port);
  if (reach.because === 'inner-access' && reach.group !== undefined) return t.admittedInside(groupText(reach.group));
  if (reach.verdict === 'admitted') return t.admitted(port, decider === undefined ? '' : groupText(decider.group));
  return decider === undefined ? t.blocked(port) : t.blockedBy(port, groupText(decider.group));
}
