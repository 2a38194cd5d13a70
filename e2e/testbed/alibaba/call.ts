import type { PageShape } from '../aws/service.ts';
import type { WorldState } from '../state.ts';
import type { AlibabaData } from './data.ts';
import type { AlibabaIdentities, AlibabaIdentity } from './identities.ts';

export type AlibabaService = 'ecs' | 'alibaba-sts';

/** What an action works with. */
export interface AlibabaContext {
  readonly action: string;
  /** Query and form together. */
  readonly form: URLSearchParams;
  readonly caller: AlibabaIdentity;
  readonly region: string;
  readonly data: AlibabaData;
  readonly state: WorldState;
  readonly identities: AlibabaIdentities;
  readonly shapes: readonly PageShape[];
  /** Epoch milliseconds by the world's clock. */
  readonly now: number;
}

export type AlibabaAction = (context: AlibabaContext) => Readonly<Record<string, unknown>>;

/** An error in the words of the service. */
export class AlibabaError extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: Readonly<Record<string, unknown>>;
  constructor(code: string, message: string, status = 400, detail: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}
