import { useState } from 'react';
import { AppError, type ErrorCode } from '../../shared/model/errors.ts';
import { refusedText } from './refused.ts';

/** Runs a call; while it runs the form waits, what the host refuses is shown under the field. */
export function useCall(): {
  busy: boolean;
  problem: string | undefined;
  /** Of the host's refusal, for a form with several fields. */
  code: ErrorCode | undefined;
  fail(text: string): void;
  run(work: () => Promise<unknown>): Promise<boolean>;
} {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [code, setCode] = useState<ErrorCode>();
  const fail = (text: string | undefined, why?: ErrorCode): void => {
    setProblem(text);
    setCode(why);
  };
  return {
    busy,
    problem,
    code,
    fail: (text) => fail(text),
    async run(work) {
      setBusy(true);
      fail(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        fail(refusedText(error), error instanceof AppError ? error.code : undefined);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
