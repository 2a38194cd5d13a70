import { AppError } from '../../../shared/model/errors.ts';
import type { AskCode } from './role-sessions.ts';
import type { FromWorker } from './messages.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The worker's side of questions for an MFA code: the host asks the person and sends back what was typed. */
export function createMfaQuestions(send: (message: FromWorker) => void): {
  ask: AskCode;
  answer(ask: number, code: string | undefined): void;
} {
  const open = new Map<number, (code: string | undefined) => void>();
  let last = 0;
  return {
    ask: async (question, signal) =>
      await new Promise<string>((resolve, reject) => {
        const ask = ++last;
        const onAbort = (): void => {
          open.delete(ask);
          send({ t: 'unask-mfa', ask });
          reject(signal.reason instanceof Error ? signal.reason : new AppError('cancelled', texts().awsErrors.cancelled));
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        open.set(ask, (code) => {
          open.delete(ask);
          signal.removeEventListener('abort', onAbort);
          if (code !== undefined) return resolve(code);
          reject(new AppError('cancelled', texts().awsCredentials.noCode(question.profile), { hint: texts().awsCredentials.noCodeHint }));
        });
        send({ t: 'ask-mfa', ask, ...question });
      }),
    answer: (ask, code) => open.get(ask)?.(code),
  };
}
