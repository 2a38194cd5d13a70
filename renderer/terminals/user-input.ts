import type { Terminal } from '@xterm/xterm';

interface InputInternals {
  readonly coreService: {
    /** Told right before `onData` when a person typed, pasted or pointed; not before the terminal's own answers to a program. */
    onUserInput(listener: () => void): { dispose(): void };
  };
}

/**
 * Tells keys from what xterm.js answers to a program's questions: both come as `onData`. Private there: `user-input.test.ts` fails when it
 * moves. Without it nothing counts as typed.
 */
export function onUserInput(term: Terminal, listener: () => void): void {
  const core = (term as unknown as { _core?: Partial<InputInternals> })._core;
  core?.coreService?.onUserInput?.(listener);
}
