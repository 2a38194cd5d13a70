import { useEffect, useRef } from 'react';
import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { Reach, RuleReading, RuleRole } from '../../../shared/reach/evaluate.ts';
import type { ReachFacts } from '../../../shared/reach/facts.ts';
import { useTexts } from '../../app/use-texts.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './reach.module.css';
import { groupText, ruleText, verdictText } from './rule-text.ts';

const c = classNames(styles);
const ICONS = { admitted: CircleCheck, blocked: CircleX, unknown: CircleHelp } as const;

/** The verdict as a sentence, and the rules that it comes from or nearly came from. */
export function ReachAnswer({ facts, reach, port }: { readonly facts: ReachFacts; readonly reach: Reach; readonly port: number }) {
  const t = useTexts().reach;
  const Icon = ICONS[reach.verdict];
  // What nearly admits is news only where nothing does.
  const shown: RuleRole[] = ['decides', 'open', 'agrees', 'outranked', ...(reach.verdict === 'admitted' ? [] : (['near'] as const))];
  const rest = reach.readings.filter(({ role }) => !shown.includes(role)).length;
  const verdict = useRef<HTMLParagraphElement>(null);
  // At the foot of a long panel it would come unseen.
  useEffect(() => {
    // No arrow that returns it: browsers answer with a promise, and React would take that for a clean-up.
    verdict.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const titles = { decides: t.decides, open: t.open, agrees: t.agrees, outranked: t.outranked, near: t.near, apart: '' };
  return (
    <div className={c('answer')}>
      <p ref={verdict} role="status" className={c('verdict', reach.verdict)}>
        <Icon size={14} aria-hidden />
        <strong>{verdictText(reach, port, t)}</strong>
      </p>
      {reach.unread.map((group) => (
        <p key={group.id} className={c('note')}>
          {t.unread(groupText(group))} {displayText(group.error?.message ?? '', 300)}
        </p>
      ))}
      {shown.map((role) => (
        <RuleList key={role} title={titles[role]} facts={facts} readings={reach.readings.filter((reading) => reading.role === role)} />
      ))}
      {rest === 0 ? null : <p className={c('note')}>{t.others(rest)}</p>}
    </div>
  );
}

function RuleList({
  title,
  facts,
  readings,
}: {
  readonly title: string;
  readonly facts: ReachFacts;
  readonly readings: readonly RuleReading[];
}) {
  const t = useTexts().reach;
  if (readings.length === 0) return null;
  return (
    <>
      <p className={c('note')}>{title}</p>
      <ul className={c('rules')} aria-label={title}>
        {readings.map(({ group, rule, misses }) => (
          <li key={`${group.id} ${rule.id}`}>
            <code>{ruleText(rule, facts, t)}</code>
            <span className={c('note')}>
              {[
                groupText(group),
                ...(rule.description === undefined ? [] : [displayText(rule.description, 80)]),
                ...misses.map((miss) => t.miss[miss]),
              ].join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
