import type { z } from 'zod';
import { once } from '../once.ts';

/** A schema, made when it is first asked for: a start needs ten of the contract's many. */
export type Schema<T> = () => z.ZodType<T>;

/** A request and its answer. `input` is checked in the host; the page gets `Output` as the host made it. */
export interface Method<Input, Output> {
  readonly input: Schema<Input>;
  readonly output?: Output;
}

/** A snapshot, then changes in order. */
export interface Subscription<Input, Snapshot, Change> {
  readonly input: Schema<Input>;
  readonly snapshot?: Snapshot;
  readonly change?: Change;
}

/** A question of the host. The page gets `Input`; its `answer` is checked in the host. */
export interface Prompt<Input, Answer> {
  readonly answer: Schema<Answer>;
  readonly input?: Input;
}

export function method<Input>(input: Schema<Input>): { returns<Output>(): Method<Input, Output> } {
  return { returns: () => ({ input: once(input) }) };
}

export function subscription<Input>(input: Schema<Input>): { of<Snapshot, Change>(): Subscription<Input, Snapshot, Change> } {
  return { of: () => ({ input: once(input) }) };
}

export function prompt<Answer>(answer: Schema<Answer>): { asks<Input>(): Prompt<Input, Answer> } {
  return { asks: () => ({ answer: once(answer) }) };
}
