import type { z } from 'zod';

/** A request and its answer. `input` is checked in the host; the page gets `Output` as the host made it. */
export interface Method<Input, Output> {
  readonly input: z.ZodType<Input>;
  readonly output?: Output;
}

/** A snapshot, then changes in order. */
export interface Subscription<Input, Snapshot, Change> {
  readonly input: z.ZodType<Input>;
  readonly snapshot?: Snapshot;
  readonly change?: Change;
}

/** A question of the host. The page gets `Input`; its `answer` is checked in the host. */
export interface Prompt<Input, Answer> {
  readonly answer: z.ZodType<Answer>;
  readonly input?: Input;
}

export function method<Input>(input: z.ZodType<Input>): { returns<Output>(): Method<Input, Output> } {
  return { returns: () => ({ input }) };
}

export function subscription<Input>(input: z.ZodType<Input>): { of<Snapshot, Change>(): Subscription<Input, Snapshot, Change> } {
  return { of: () => ({ input }) };
}

export function prompt<Answer>(answer: z.ZodType<Answer>): { asks<Input>(): Prompt<Input, Answer> } {
  return { asks: () => ({ answer }) };
}
