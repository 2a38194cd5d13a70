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
import { serverLines, ServerWords } from './server-words.tsx';
import { useTexts } from '../../app/use-texts.ts';

/**
 * Questions in the server's own words (RFC 4256), which are shown as text only; none at all is an instruction to confirm. The title is never
 * the server's: under one of its choice it could ask for what is none of its business, such as the master password.
 */
export function KeyboardInteractiveForm({ question }: { readonly question: QuestionOf<'keyboardInteractive'> }) {
  const { title, name, instruction, prompts } = question.input;
  const { prompts: t, common } = useTexts();
  const remember = useRemember('password', question.input.rememberable ?? {});
  const inputs = useRef<RefObject<HTMLInputElement | null>[]>([]);
  const input = (index: number): RefObject<HTMLInputElement | null> => (inputs.current[index] ??= { current: null });
  return (
    <PromptCard
      title={t.server.title(displayText(title, 200))}
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
      <ServerWords lines={[displayText(name.trim(), 120), ...serverLines(instruction)].filter((line) => line !== '')} />
      {prompts.map(({ text, echo }, index) => {
        // PAM puts what it has to say before its question: the last line asks.
        const said = serverLines(text);
        const label = said.pop() || t.server.answer;
        return (
          <Fragment key={`${index}-${label}`}>
            <ServerWords lines={said} />
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
