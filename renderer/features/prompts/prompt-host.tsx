import { useStore } from 'zustand';
import { terminals } from '../terminal/terminals-store.ts';
import { PromptPlaceContext, type PromptPlace } from './prompt-card.tsx';
import { prompts, questionsElsewhere, questionsOf, type Question } from './prompts-store.ts';
import { QuestionForm } from './question-form.tsx';

const PAGE: PromptPlace = { kind: 'page' };

/** Questions that belong to no tab, one after the other, over the page. Mounted once. */
export function PromptHost() {
  const tabs = useStore(terminals, ({ byId }) => byId);
  const questions = useStore(prompts, (state) => state.questions);
  const question = questionsElsewhere(questions, tabs)[0];
  if (question === undefined) return null;
  return (
    <PromptPlaceContext value={PAGE}>
      <QuestionForm key={question.id} question={question} />
    </PromptPlaceContext>
  );
}

/** The question that one terminal waits for, inside its own panel: those of several tabs can wait side by side. */
export function TerminalPrompts({ terminalId, visible }: { readonly terminalId: string; readonly visible: boolean }) {
  const question = useTerminalQuestion(terminalId);
  if (question === undefined) return null;
  return (
    <PromptPlaceContext value={{ kind: 'panel', visible }}>
      <QuestionForm key={question.id} question={question} />
    </PromptPlaceContext>
  );
}

/** The first open question of a terminal. */
export function useTerminalQuestion(terminalId: string): Question | undefined {
  return useStore(prompts, ({ questions }) => questionsOf(terminalId, questions)[0]);
}
