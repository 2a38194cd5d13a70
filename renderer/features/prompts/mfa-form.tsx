import { ShieldCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { attemptText } from './attempts.ts';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { takeSecret } from './secret-field.tsx';
import { useTexts } from '../../app/use-texts.ts';

export function MfaForm({ question }: { readonly question: QuestionOf<'mfaCode'> }) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const { profile, serial, attempt } = question.input;
  const { prompts, common } = useTexts();
  const t = prompts.mfa;
  const [before, after] = t.text();
  const submit = () => {
    const code = (input.current?.value ?? '').replace(/\s/gu, '');
    if (!/^\d{6}$/u.test(code)) return setProblem(t.digits);
    takeSecret(input);
    answerPrompt(question, { code });
  };
  return (
    <PromptCard
      title={t.title(displayText(profile, 64))}
      icon={<ShieldCheck size={15} aria-hidden />}
      width={400}
      first={input}
      onCancel={() => dismissPrompt(question)}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={() => dismissPrompt(question)}>{common.cancel}</Button>
          <Button type="submit" look="primary">
            {prompts.continue}
          </Button>
        </>
      }
    >
      <p>
        {before}
        <strong className="selectable">{displayText(serial, 200)}</strong>
        {after}
      </p>
      <Field label={t.code} error={problem ?? attemptText('code', attempt)}>
        <TextField ref={input} inputMode="numeric" autoComplete="one-time-code" maxLength={8} mono />
      </Field>
    </PromptCard>
  );
}
