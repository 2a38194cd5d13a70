import { useState, type ReactNode } from 'react';
import type { Rememberable } from '../../../shared/contract/prompts.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import type { Texts } from '../../../shared/texts/current.ts';
import { useTexts } from '../../app/use-texts.ts';

/** The tick "Remember": off until the person sets it, and locked with the reason where nothing may be kept. */
export function useRemember(
  what: keyof Texts['prompts']['remember'],
  { cannotRemember }: Rememberable,
): { readonly box: ReactNode; readonly answer: { remember?: true } } {
  const { prompts: t } = useTexts();
  const [on, setOn] = useState(false);
  const locked = cannotRemember !== undefined;
  const box = (
    <div>
      <Checkbox checked={on && !locked} disabled={locked} onChange={setOn}>
        {t.remember[what]}
      </Checkbox>
      {locked ? <p>{displayText(cannotRemember, 300)}</p> : null}
    </div>
  );
  return { box, answer: on && !locked ? { remember: true } : {} };
}
