import type { WorldState } from '../state.ts';
import type { Call } from './wire.ts';
import type { XmlValue } from './xml.ts';

/** How a fault bends an answer: the pages of a list, or what a machine has said. */
export type PageShape =
  | { readonly kind: 'not-ready' }
  | { readonly kind: 'empty-page' }
  | { readonly kind: 'token-loop' }
  | { readonly kind: 'page-size'; readonly size: number };

/** What an action works with. */
export interface ActionContext {
  readonly call: Call;
  readonly state: WorldState;
  readonly shapes: readonly PageShape[];
  /** Epoch milliseconds by the world's clock. */
  readonly now: number;
}

export type XmlAction = (context: ActionContext) => Readonly<Record<string, XmlValue>>;
export type JsonAction = (context: ActionContext) => unknown;
