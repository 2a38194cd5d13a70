import { useState } from 'react';
import { refusedText } from './refused.ts';

/** Runs a call; while it runs the form waits, what the host refuses is shown under the field. */
export function useCall(): {
  busy: boolean;
  problem: string | undefined;
  fail(text: string): void;
  run(work: () => Promise<unknown>): Promise<boolean>;
} {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  return {
    busy,
    problem,
    fail: setProblem,
    async run(work) {
      setBusy(true);
      setProblem(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        setProblem(refusedText(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
