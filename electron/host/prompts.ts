import { randomUUID } from 'node:crypto';
import { contract, type PromptAnswer, type PromptInput, type PromptKind } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { RpcServer } from '../../shared/rpc/server.ts';
import { texts } from '../../shared/texts/current.ts';

/** After the last page went, a reload has this long to come back before open questions count as dismissed. */
const RELOAD_GRACE_MS = 5_000;

interface Open {
  readonly id: string;
  readonly kind: PromptKind;
  readonly input: unknown;
  settle(value: unknown): void;
  dismiss(): void;
}

/** Questions of the host to the person. They outlive a reload of the page, not the closing of the window. */
export interface Prompts {
  ask<P extends PromptKind>(kind: P, input: PromptInput<P>, signal: AbortSignal): Promise<PromptAnswer<P>>;
  /** A page is there: it gets every open question. */
  attach(server: Pick<RpcServer, 'send'>): void;
  detach(server: Pick<RpcServer, 'send'>): void;
  /** From the page; `undefined` dismisses. An answer that does not fit its schema leaves the question open. */
  answer(id: string, value: unknown): void;
  close(): void;
}

export function createPrompts(options: { graceMs?: number } = {}): Prompts {
  const open = new Map<string, Open>();
  const grace = options.graceMs ?? RELOAD_GRACE_MS;
  let page: Pick<RpcServer, 'send'> | undefined;
  let leaving: NodeJS.Timeout | undefined;
  const dismissAll = (): void => {
    for (const question of [...open.values()]) question.dismiss();
  };

  return {
    ask: (kind, input, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new AppError('cancelled', 'Cancelled.'));
        const id = randomUUID();
        const done = (): void => {
          open.delete(id);
          signal.removeEventListener('abort', dismiss);
          page?.send({ t: 'unask', id });
        };
        const dismiss = (): void => {
          done();
          reject(new AppError('cancelled', texts().hostTexts.dismissed));
        };
        const settle = (value: unknown): void => {
          const parsed = contract.prompts[kind].answer().safeParse(value);
          if (!parsed.success) return;
          done();
          resolve(parsed.data as PromptAnswer<typeof kind>);
        };
        signal.addEventListener('abort', dismiss, { once: true });
        open.set(id, { id, kind, input, settle, dismiss });
        page?.send({ t: 'ask', id, kind, input });
      }),
    attach(server) {
      clearTimeout(leaving);
      page = server;
      for (const { id, kind, input } of open.values()) server.send({ t: 'ask', id, kind, input });
    },
    detach(server) {
      if (page !== server) return;
      page = undefined;
      leaving = setTimeout(dismissAll, grace);
      leaving.unref();
    },
    answer(id, value) {
      const question = open.get(id);
      if (value === undefined) question?.dismiss();
      else question?.settle(value);
    },
    close() {
      clearTimeout(leaving);
      dismissAll();
    },
  };
}
