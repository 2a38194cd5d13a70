import { MessageSquareMore } from 'lucide-react';
import { Fragment, useRef, type RefObject } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { useRemember } from './remember.tsx';
import { SecretField, takeSecret } from './secret-field.tsx';
import { useTexts } from '../../app/use-texts.ts';

const LONGEST_TEXT = 4_000;

/** Questions in the server's own words (RFC 4256), which are shown as text only; none at all is an instruction to confirm. */
export function KeyboardInteractiveForm({ question }: { readonly question: QuestionOf<'keyboardInteractive'> }) {
  const { title, name, instruction, prompts } = question.input;
  const { prompts: t, common } = useTexts();
  const [before, after] = t.server.by();
  const remember = useRemember('password', question.input.rememberable ?? {});
  const inputs = useRef<RefObject<HTMLInputElement | null>[]>([]);
  const input = (index: number): RefObject<HTMLInputElement | null> => (inputs.current[index] ??= { current: null });
  return (
    <PromptCard
      title={name.trim() === '' ? t.server.title : displayText(name.trim(), 120)}
      icon={<MessageSquareMore size={15} aria-hidden />}
      width={440}
      {...(prompts.length === 0 ? {} : { first: input(0) })}
      onCancel={() => dismissPrompt(question)}
      onSubmit={() => {
        const next = emptyNext(inputs.current);
        // As in a terminal, where Enter answers one question and not all of them: a code that is still missing would cost an attempt.
        if (next !== undefined) return next.focus();
        answerPrompt(question, { answers: prompts.map((_, index) => takeSecret(input(index))), ...remember.answer });
      }}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>{common.cancel}</Button>
          <Button type="submit" look="primary">
            {prompts.length === 0 ? t.continue : t.send}
          </Button>
        </>
      }
    >
      <p>
        {before}
        <strong>{displayText(title, 200)}</strong>
        {after}
      </p>
      <Lines texts={lines(instruction)} />
      {prompts.map(({ text, echo }, index) => {
        // PAM puts what it has to say before its question: the last line asks.
        const said = lines(text);
        const label = said.pop() || t.server.answer;
        return (
          <Fragment key={`${index}-${label}`}>
            <Lines texts={said} />
            {echo ? (
              <Field label={label}>
                <TextField ref={input(index)} />
              </Field>
            ) : (
              <SecretField label={label} input={input(index)} />
            )}
          </Fragment>
        );
      })}
      {question.input.rememberable === undefined ? null : remember.box}
    </PromptCard>
  );
}

/** The field after the one that Enter was pressed in, if nothing stands in it yet. */
function emptyNext(inputs: readonly RefObject<HTMLInputElement | null>[]): HTMLInputElement | undefined {
  const typed = inputs.findIndex(({ current }) => current !== null && current === document.activeElement);
  const next = typed < 0 ? undefined : inputs[typed + 1]?.current;
  return next?.value === '' ? next : undefined;
}

function Lines({ texts }: { readonly texts: readonly string[] }) {
  if (texts.every((text) => text === '')) return null;
  return (
    <div className="selectable">
      {texts.map((text, index) => (
        <div key={`${index}-${text}`}>{text}</div>
      ))}
    </div>
  );
}

/** A text of the server as lines fit for the screen. */
function lines(text: string): string[] {
  return text
    .slice(0, LONGEST_TEXT)
    .trim()
    .split(/\r\n|\r|\n/u)
    .map((line) => displayText(line, 500));
}
