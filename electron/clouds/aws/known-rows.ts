import type { Instance } from '../../../shared/model/instance.ts';
import type { AwsInstance } from './instance-row.ts';
import type { ListPage } from './list-memory.ts';

/** One list while it comes from the worker. */
export interface ComingList {
  /** Names the complete list that is held, for the worker to leave its rows out. */
  readonly base: string | undefined;
  /** The whole page; an instance that has not changed is the same object as the last time. */
  page(page: ListPage): readonly Instance[];
  /** The list is complete, and the worker calls it this. */
  end(name: string): void;
}

/** The host's side of the worker's `ListMemory`: the rows of each scope's last complete list. */
export interface KnownRows {
  begin(scope: string, toInstance: (row: AwsInstance) => Instance): ComingList;
  forget(): void;
}

export function createKnownRows(): KnownRows {
  const last = new Map<string, { readonly name: string; readonly rows: ReadonlyMap<string, Instance> }>();
  return {
    begin(scope, toInstance) {
      // Held by this list itself: `forget`, or another list of the scope, may come while it is read.
      const before = last.get(scope);
      const rows = new Map<string, Instance>();
      return {
        base: before?.name,
        page(page) {
          const whole: Instance[] = [];
          for (const one of page) {
            const row = typeof one === 'string' ? before?.rows.get(one) : toInstance(one);
            if (row === undefined) continue;
            rows.set(row.instance, row);
            whole.push(row);
          }
          return whole;
        },
        end(name) {
          last.set(scope, { name, rows });
        },
      };
    },
    forget: () => last.clear(),
  };
}
