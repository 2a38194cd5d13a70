import { Button } from '../../ui/button.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';
import { useTexts } from '../../app/use-texts.ts';

/** The three answers to a machine that was never met: no, this time, from now on. None of them is what Enter presses. */
export function FirstContactActions({ question }: { readonly question: QuestionOf<'hostKey'> | QuestionOf<'rdpCertificate'> }) {
  const { trustPrompts: t, common } = useTexts();
  const answer = (choice: 'once' | 'store'): void => {
    if (question.kind === 'hostKey') answerPrompt(question, { choice });
    else answerPrompt(question, { choice });
  };
  return (
    <>
      <Button onClick={() => dismissPrompt(question)}>{common.cancel}</Button>
      <Button onClick={() => answer('once')}>{t.once}</Button>
      <Button look="primary" onClick={() => answer('store')}>
        {t.trust}
      </Button>
    </>
  );
}
