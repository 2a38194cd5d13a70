/** Lines of the screen, made or moved, that xterm.js gets done in some eight milliseconds. */
export const SLICE_LINES = 4_000;

/**
 * Counts work that the bytes do not show: a few of them can have xterm.js move a whole screen, and it parses a block of them in one task.
 * Answers as a parser's handler does: false goes on at once; when a slice is used up, the page gets its turn first.
 */
export type WorkBudget = (lines: number) => boolean | Promise<boolean>;

export function createWorkBudget({
  later = laterTask,
  unseen = () => document.hidden,
}: {
  later?: (run: () => void) => void;
  /** Nobody looks at the page: browsers make its tasks wait, a second and more each. */
  unseen?: () => boolean;
} = {}): WorkBudget {
  let spent = 0;
  return (lines) => {
    spent += lines;
    if (spent < SLICE_LINES) return false;
    spent = 0;
    if (unseen()) return false;
    return new Promise((resolve) => {
      later(() => resolve(false));
    });
  };
}

function laterTask(run: () => void): void {
  if (typeof scheduler === 'undefined') setTimeout(run, 0);
  else void scheduler.postTask(run, { priority: 'user-visible' });
}
