import { createStore } from 'zustand/vanilla';
import type { PromptAnswer, PromptInput, PromptKind } from '../../../shared/contract/contract.ts';
import { client } from '../../app/client.ts';

/** An open question of the host. It holds what is asked, never what is answered. */
export type Question = {
  readonly [P in PromptKind]: { readonly id: string; readonly kind: P; readonly input: PromptInput<P> };
}[PromptKind];
export type QuestionOf<P extends PromptKind> = Extract<Question, { kind: P }>;

const KINDS: Readonly<Record<PromptKind, true>> = {
  hostKey: true,
  password: true,
  newPassword: true,
  passphrase: true,
  keyboardInteractive: true,
  authentication: true,
  mfaCode: true,
  proxyPassword: true,
  vaultUnlock: true,
  vaultCreate: true,
  rdpCertificate: true,
  rdpCredentials: true,
  rdpKeyFile: true,
};

export const prompts = createStore<{ readonly questions: readonly Question[] }>(() => ({ questions: [] }));

/** Listens for the host's questions. To be called before the page renders: a host with open questions asks them at once. */
export function startPrompts(): void {
  client().onAsk(({ id, kind, input }) => {
    // A host that is newer than the page may ask what the page cannot show: no answer is better than a hanging connection.
    if (!Object.hasOwn(KINDS, kind)) return client().dismiss(id);
    const question = { id, kind, input } as Question;
    prompts.setState(({ questions }) => ({ questions: [...questions.filter((other) => other.id !== id), question] }));
  });
  client().onUnask(withdraw);
}

function withdraw(id: string): void {
  prompts.setState(({ questions }) => ({ questions: questions.filter((question) => question.id !== id) }));
}

/** Sends an answer. The host checks it, and takes the question back when it fits. */
export function answerPrompt<P extends PromptKind>(question: QuestionOf<P>, answer: PromptAnswer<P>): void {
  client().answer(question.id, answer);
}

/** No answer: what asked is cancelled. */
export function dismissPrompt(question: Question): void {
  client().dismiss(question.id);
  withdraw(question.id);
}

/** The questions that a terminal waits for. */
export function questionsOf(terminal: string, questions: readonly Question[]): readonly Question[] {
  return questions.filter(({ input }) => input.terminal === terminal);
}

/** The questions that no tab can show: those of no terminal, or of one that has no tab. */
export function questionsElsewhere(questions: readonly Question[], tabs: ReadonlyMap<string, unknown>): readonly Question[] {
  return questions.filter(({ input }) => input.terminal === undefined || !tabs.has(input.terminal));
}
