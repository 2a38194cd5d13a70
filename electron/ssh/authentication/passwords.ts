import { AppError } from '../../../shared/model/errors.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { plainText } from '../server-text.ts';
import type { AuthContext, MethodResult } from './authenticate.ts';
import { type AuthReply, PROMPT_LIMIT } from './auth-wire.ts';
import { asksForPassword, newPasswordOf } from './password-question.ts';
import { texts } from '../../../shared/texts/current.ts';

const ATTEMPTS = 3;
/** Rounds of questions within one attempt (password, code, "press enter"…). */
const ROUND_LIMIT = 20;
/** Characters of one question that are shown. */
const LONGEST_PROMPT = 2_000;

type Ended = Extract<MethodResult, { kind: 'success' | 'failure' }>;
type Accepted = Extract<Ended, { kind: 'success' }> | (Extract<Ended, { kind: 'failure' }> & { readonly partial: true });

/**
 * Sends the saved password, else asks for it, up to three times; the server may demand a new one (RFC 4252 section 8). What was typed is
 * saved when the whole login has succeeded.
 */
export async function loginWithPassword(context: AuthContext): Promise<MethodResult> {
  const { user, ask, target, signal, report, standStill, password: kept } = context;
  const { terminal, title, secretKey } = target;
  const origin = { terminal, title, user, ...(secretKey === undefined ? {} : { machine: secretKey }) };
  const saved = await kept.find();
  if (saved !== undefined) {
    const result = await sendPassword(context, saved);
    if (isAccepted(result)) {
      report({ step: 'authentication', state: 'info', text: texts().loginTexts.savedAccepted });
      return result;
    }
    kept.refused(texts().loginTexts.savedRefused);
    if (!result.methods.includes('password')) return result;
  }
  for (let attempt = 1; ; attempt += 1) {
    const answer = await standStill(() => ask('password', { ...origin, ...kept.rememberable, attempt }, signal));
    kept.typed(answer.password, answer.remember);
    const result = await sendPassword(context, answer.password);
    if (isAccepted(result)) return result;
    kept.wrong();
    if (!result.methods.includes('password') || attempt === ATTEMPTS) return { ...result, asked: true };
    report({ step: 'authentication', state: 'failed', text: texts().loginTexts.wrongPassword(attempt, ATTEMPTS) });
  }
}

async function sendPassword(context: AuthContext, password: string): Promise<Ended> {
  const { wire, user, ask, target, signal, report, standStill } = context;
  let reply = await wire.password(user, password);
  for (let round = 0; reply.kind === 'change-password' && round < ATTEMPTS; round += 1) {
    const text = displayText(plainText(reply.text), 1_000);
    report({ step: 'authentication', state: 'info', text: texts().loginTexts.newNeeded });
    const input = { terminal: target.terminal, title: target.title, user, text };
    const changed = await standStill(() => ask('newPassword', input, signal));
    reply = await wire.password(user, password, changed.password);
    if (isAccepted(ended(reply))) {
      context.password.changed(changed.password);
      report({ step: 'authentication', state: 'info', text: texts().loginTexts.newTaken });
    }
  }
  if (reply.kind === 'change-password') {
    throw new AppError('auth-failed', texts().loginTexts.newNotTaken(target.title, ATTEMPTS), { hint: texts().loginTexts.newNotTakenHint });
  }
  return ended(reply);
}

/**
 * Passes the server's questions on (RFC 4256), up to three attempts. An instruction without a question is shown, too. A saved password
 * answers only the first question, when that is one hidden question for a password.
 */
export async function loginWithAnswers(context: AuthContext): Promise<MethodResult> {
  const { report, password: kept } = context;
  for (let attempt = 1; ; ) {
    const { result, questions, silent } = await answerOnce(context);
    if (isAccepted(result)) return result;
    kept.wrong();
    if (silent) {
      kept.refused(questions === 0 ? texts().loginTexts.savedRefused : texts().loginTexts.savedOrOther);
    }
    const again = result.methods.includes('keyboard-interactive');
    // A server that refuses without having asked would refuse again.
    if (!again || (questions === 0 && !silent) || attempt === ATTEMPTS) return { ...result, asked: questions > 0 };
    if (questions === 0) continue;
    report({ step: 'authentication', state: 'failed', text: texts().loginTexts.answersRefused(attempt, ATTEMPTS) });
    attempt += 1;
  }
}

/** One attempt. Throws where the server would go on for ever or asks for more than can be shown. `questions`: what the person was asked; `silent`: the saved password was given. */
async function answerOnce(context: AuthContext): Promise<{ result: Ended; questions: number; silent: boolean }> {
  const { wire, user, ask, target, signal, report, standStill, password: kept } = context;
  let reply = await wire.keyboardInteractive(user);
  let questions = 0;
  let silent = false;
  // The server has refused nothing: to tell of a wrong password would send the person the wrong way.
  const stopped = (message: string): AppError => new AppError('protocol', message, { hint: texts().loginTexts.stoppedHint });
  for (let round = 0; reply.kind === 'questions' && round < ROUND_LIMIT; round += 1) {
    const { name, instruction, prompts } = reply;
    // PAM ends with an empty request: nothing to show, nothing to answer.
    if (prompts.length === 0 && name.trim() === '' && instruction.trim() === '') {
      reply = await wire.answers([]);
      continue;
    }
    const wantsPassword = questions === 0 && !silent && asksForPassword(prompts);
    const saved = wantsPassword ? await kept.find() : undefined;
    if (saved !== undefined) {
      silent = true;
      report({ step: 'authentication', state: 'info', text: texts().loginTexts.answeredSaved });
      reply = await wire.answers([saved]);
      continue;
    }
    questions += prompts.length;
    const input = {
      terminal: target.terminal,
      title: target.title,
      name: displayText(plainText(name)),
      instruction: plainText(instruction).slice(0, 4_096),
      // PAM puts several lines into one prompt; the page makes each of them fit for the screen.
      prompts: prompts.map(({ prompt, echo }) => ({ text: plainText(prompt).slice(0, LONGEST_PROMPT), echo })),
      ...(wantsPassword ? { rememberable: kept.rememberable } : {}),
    };
    const answer = await standStill(() => ask('keyboardInteractive', input, signal));
    // One answer to each question, whatever the page sent.
    const answers = prompts.map((_, index) => answer.answers[index] ?? '');
    if (wantsPassword) kept.typed(answers[0] ?? '', answer.remember);
    const renewed = newPasswordOf(prompts, answers);
    if (renewed !== undefined) kept.changed(renewed);
    reply = await wire.answers(answers);
  }
  if (reply.kind === 'too-many') throw stopped(texts().loginTexts.manyQuestions(target.title, reply.count, PROMPT_LIMIT));
  if (reply.kind === 'questions') {
    const { manyRounds, emptyRounds } = texts().loginTexts;
    throw stopped((questions === 0 && !silent ? emptyRounds : manyRounds)(target.title, ROUND_LIMIT));
  }
  return { result: ended(reply), questions, silent };
}

function isAccepted(result: Ended): result is Accepted {
  return result.kind === 'success' || result.partial;
}

function ended(reply: AuthReply): Ended {
  return reply.kind === 'success' || reply.kind === 'failure' ? reply : { kind: 'failure', methods: [], partial: false };
}
