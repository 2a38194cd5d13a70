import { lowerAscii, matchPatternList } from '../../shared/model/match-pattern.ts';
import { takeWord } from './split-line.ts';
import { texts } from '../../shared/texts/current.ts';

export interface MatchFacts {
  /** What HostName says so far, else the alias. */
  readonly host: string;
  readonly alias: string;
  /** What User says so far, else the local user. */
  readonly user: string;
  readonly localUser: string;
}

/** `unevaluated`: all that can be known fits, and `what` would have to be run or known besides. */
export type MatchResult =
  | { readonly kind: 'yes' | 'no' }
  | { readonly kind: 'unevaluated'; readonly what: string }
  | { readonly kind: 'broken'; readonly why: string };

// Without an argument. Both ask for the second pass that ssh makes after canonicalisation.
const PASSES: ReadonlySet<string> = new Set(['canonical', 'final']);
// Known to newer versions of ssh. `exec` would run a command: never here, whatever the file.
const UNEVALUATED: ReadonlySet<string> = new Set(['exec', 'tagged', 'localnetwork', 'version', 'sessiontype', 'command']);

/** The condition of a Match line (`match_cfg_line` in readconf.c). Runs nothing. */
export function matchLine(condition: string, facts: MatchFacts): MatchResult {
  let fits = true;
  let unevaluated: string | undefined;
  let count = 0;
  for (let text = condition; text !== ''; ) {
    const first = takeWord(text);
    if (first.word === '' || first.word.startsWith('#')) break;
    text = first.rest;
    const negated = first.word.startsWith('!');
    const attribute = (negated ? first.word.slice(1) : first.word).toLowerCase();
    if (attribute === 'all') {
      const next = takeWord(text).word;
      if (count > 1 || (next !== '' && !next.startsWith('#'))) return { kind: 'broken', why: texts().configTexts.allAlone };
      if (negated) fits = false;
      count += 1;
      break;
    }
    count += 1;
    if (PASSES.has(attribute)) {
      unevaluated ??= first.word;
      continue;
    }
    const second = takeWord(text);
    if (second.word === '' || second.word.startsWith('#')) return { kind: 'broken', why: texts().configTexts.needsValue(attribute) };
    text = second.rest;
    if (UNEVALUATED.has(attribute)) {
      unevaluated ??= `${first.word} ${second.word}`;
      continue;
    }
    const matched = fitsCriterion(attribute, second.word, facts);
    if (matched === undefined) return { kind: 'broken', why: texts().configTexts.attributeUnknown(attribute) };
    if (matched === negated) fits = false;
  }
  if (count === 0) return { kind: 'broken', why: texts().configTexts.noCondition };
  if (!fits) return { kind: 'no' };
  return unevaluated === undefined ? { kind: 'yes' } : { kind: 'unevaluated', what: unevaluated };
}

function fitsCriterion(attribute: string, value: string, facts: MatchFacts): boolean | undefined {
  switch (attribute) {
    case 'host':
      return matchPatternList(lowerAscii(facts.host), value, { lowerCase: true });
    case 'originalhost':
      return matchPatternList(lowerAscii(facts.alias), value, { lowerCase: true });
    case 'user':
      return matchPatternList(facts.user, value);
    case 'localuser':
      return matchPatternList(facts.localUser, value);
    default:
      return undefined;
  }
}
