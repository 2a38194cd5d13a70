import type { PageShape } from './service.ts';
import { ApiError } from './wire.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

export interface PageRequest {
  readonly size: number | undefined;
  readonly token: string | undefined;
  readonly shapes: readonly PageShape[];
  /** The error code for a token that this list did not give out. */
  readonly badToken: string;
}

/** One page; the token hides the offset, as real ones hide theirs. */
export function page<T>(all: readonly T[], { size, token, shapes, badToken }: PageRequest): Page<T> {
  const offset = token === undefined ? 0 : readToken(token, badToken);
  if (shapes.some((shape) => shape.kind === 'empty-page')) return { items: [], nextToken: makeToken(offset) };
  const forced = shapes.find((shape) => shape.kind === 'page-size');
  const end = Math.min(all.length, offset + (forced?.size ?? size ?? all.length));
  const items = all.slice(offset, end);
  if (shapes.some((shape) => shape.kind === 'token-loop')) return { items, nextToken: makeToken(offset) };
  return end < all.length ? { items, nextToken: makeToken(end) } : { items };
}

function makeToken(offset: number): string {
  return Buffer.from(JSON.stringify({ v: 1, offset })).toString('base64');
}

function readToken(token: string, badToken: string): number {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64').toString());
    if (typeof value === 'object' && value !== null && 'offset' in value && typeof value.offset === 'number') return value.offset;
  } catch {
    // Falls through to the refusal.
  }
  throw new ApiError(badToken, 'The token is not valid.');
}
