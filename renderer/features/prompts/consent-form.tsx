import { TriangleAlert } from 'lucide-react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { PromptCard } from './prompt-card.tsx';
import { answerPrompt, dismissPrompt, type QuestionOf } from './prompts-store.ts';

/** Something that a file brought wants to happen on this computer. No is the button that Escape presses. */
export function ConsentForm({ question }: { readonly question: QuestionOf<'consent'> }) {
  const { title, what, text, risk } = question.input;
  return (
    <PromptCard
      title={displayText(what, 120)}
      alert
      icon={<TriangleAlert size={15} aria-hidden />}
      width={500}
      onCancel={() => dismissPrompt(question)}
      actions={
        <>
          <Button onClick={() => answerPrompt(question, { allow: false })}>Do not allow</Button>
          <Button onClick={() => answerPrompt(question, { allow: true })}>Allow this once</Button>
        </>
      }
    >
      <p>
        For <strong>{displayText(title, 200)}</strong>:
      </p>
      <pre className="selectable">{displayText(text, 2_000)}</pre>
      <p>{displayText(risk, 500)}</p>
    </PromptCard>
  );
}
