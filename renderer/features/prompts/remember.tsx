import { useState, type ReactNode } from 'react';
import type { Rememberable } from '../../../shared/contract/prompts.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { Checkbox } from '../../ui/checkbox.tsx';

/** The tick "Remember": off until the person sets it, and locked with the reason where nothing may be kept. */
export function useRemember(
  what: string,
  { cannotRemember }: Rememberable,
): { readonly box: ReactNode; readonly answer: { remember?: true } } {
  const [on, setOn] = useState(false);
  const locked = cannotRemember !== undefined;
  const box = (
    <div>
      <Checkbox checked={on && !locked} disabled={locked} onChange={setOn}>
        Remember this {what} in the vault
      </Checkbox>
      {locked ? <p>{displayText(cannotRemember, 300)}</p> : null}
    </div>
  );
  return { box, answer: on && !locked ? { remember: true } : {} };
}
