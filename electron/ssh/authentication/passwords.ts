import { displayText } from '../../../shared/model/display-text.ts';
import { plainText } from '../server-text.ts';
import type { AuthContext, MethodResult } from './authenticate.ts';
import type { AuthReply } from './auth-wire.ts';

const ATTEMPTS = 3;
/** Rounds of questions within one attempt (password, code, "press enter"…). */
const ROUND_LIMIT = 20;

/** Asks for the password, up to three times; the server may demand a new one (RFC 4252 section 8). */
export async function loginWithPassword(context: AuthContext): Promise<MethodResult> {
  const { wire, user, ask, target, signal, report, standStill } = context;
  const origin = { terminal: target.terminal, title: target.title, user };
  for (let attempt = 1; ; attempt += 1) {
    const { password } = await standStill(() => ask('password', { ...origin, attempt }, signal));
    let reply = await wire.password(user, password);
    for (let round = 0; reply.kind === 'change-password' && round < ATTEMPTS; round += 1) {
      const text = displayText(plainText(reply.text), 1_000);
      report({ step: 'authentication', state: 'info', text: 'The server requires a new password' });
      const changed = await standStill(() => ask('newPassword', { ...origin, text }, signal));
      reply = await wire.password(user, password, changed.password);
    }
    const result = ended(reply);
    if (result.kind === 'success' || result.partial || !result.methods.includes('password') || attempt === ATTEMPTS) return result;
    report({ step: 'authentication', state: 'failed', text: `Wrong password (${attempt} of ${ATTEMPTS})` });
  }
}

/** Passes the server's questions on (RFC 4256), up to three attempts. An instruction without a question is shown, too. */
export async function loginWithAnswers(context: AuthContext): Promise<MethodResult> {
  const { wire, user, ask, target, signal, report, standStill } = context;
  for (let attempt = 1; ; attempt += 1) {
    let reply = await wire.keyboardInteractive(user);
    let questions = 0;
    for (let round = 0; reply.kind === 'questions' && round < ROUND_LIMIT; round += 1) {
      const { name, instruction, prompts } = reply;
      questions += prompts.length;
      // PAM ends with an empty request: nothing to show, nothing to answer.
      if (prompts.length === 0 && name.trim() === '' && instruction.trim() === '') {
        reply = await wire.answers([]);
        continue;
      }
      const input = {
        terminal: target.terminal,
        title: target.title,
        name: displayText(plainText(name)),
        instruction: plainText(instruction).slice(0, 4_096),
        prompts: prompts.map(({ prompt, echo }) => ({ text: displayText(plainText(prompt), 512), echo })),
      };
      const { answers } = await standStill(() => ask('keyboardInteractive', input, signal));
      // One answer to each question, whatever the page sent.
      reply = await wire.answers(prompts.map((_, index) => answers[index] ?? ''));
    }
    const result = ended(reply);
    const again = result.kind === 'failure' && !result.partial && result.methods.includes('keyboard-interactive');
    // A server that refuses without having asked would refuse again.
    if (!again || questions === 0 || attempt === ATTEMPTS) return result;
    report({ step: 'authentication', state: 'failed', text: `The answers were not accepted (${attempt} of ${ATTEMPTS})` });
  }
}

function ended(reply: AuthReply): Exclude<MethodResult, { kind: 'skipped' }> {
  return reply.kind === 'success' || reply.kind === 'failure' ? reply : { kind: 'failure', methods: [], partial: false };
}
