import { brokenPipeStatus, Stopped } from './command.ts';

export interface Pipe {
  /** Resolves when the reader has taken the piece; throws `Stopped` when it has gone. */
  write(text: string): Promise<void>;
  /** No more will be written. */
  end(): void;
  readonly output: AsyncIterable<string>;
  /** The reader has had enough. */
  leave(): void;
}

/** A pipe that holds one piece: the writer is never ahead of the reader by more. */
export function createPipe(): Pipe {
  let piece: { readonly text: string; readonly taken: () => void; readonly refused: (error: Error) => void } | undefined;
  let wake: (() => void) | undefined;
  let ended = false;
  let left = false;

  async function* read(): AsyncGenerator<string> {
    while (!left) {
      if (piece) {
        const { text, taken } = piece;
        piece = undefined;
        taken();
        yield text;
      } else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  const stir = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    write: (text) =>
      new Promise((taken, refused) => {
        if (left) return refused(new Stopped(brokenPipeStatus));
        piece = { text, taken, refused };
        stir();
      }),
    end: () => {
      ended = true;
      stir();
    },
    output: read(),
    leave: () => {
      left = true;
      piece?.refused(new Stopped(brokenPipeStatus));
      piece = undefined;
      stir();
    },
  };
}

/** Whole lines out of pieces, without their ends. */
export async function* linesOf(input: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of input) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
