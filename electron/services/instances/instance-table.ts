import { isDeepStrictEqual } from 'node:util';
import type { Instance, InstanceChange, InstanceList, Scope } from '../../../shared/model/instance.ts';

export function scopeKey(account: string, region: string): string {
  return `${account}/${region}`;
}

/** The rows and scopes as the page shows them, and who is told of changes. Knows nothing about loading. */
export interface InstanceTable {
  snapshot(): InstanceList;
  row(key: string): Instance | undefined;
  rowsOf(scope: string): readonly Instance[];
  scope(key: string): Scope | undefined;
  scopesOf(account: string): readonly Scope[];
  /** Sets a scope and, in the same change, rows: `rows` are put in, `only` (when given) are all that stay in the scope. */
  change(scope: Omit<Scope, 'count'>, rows?: { readonly put?: readonly Instance[]; readonly only?: ReadonlySet<string> }): void;
  dropScopes(keys: readonly string[]): void;
  subscribe(emit: (change: InstanceChange) => void): () => void;
  readonly watched: boolean;
}

export function createInstanceTable(): InstanceTable {
  const rows = new Map<string, Instance>();
  const scopes = new Map<string, Scope>();
  const members = new Map<string, Set<string>>();
  const listeners = new Set<(change: InstanceChange) => void>();

  function tell(change: InstanceChange): void {
    for (const listener of [...listeners]) listener(change);
  }

  return {
    snapshot: () => ({ rows: [...rows.values()], scopes: [...scopes.values()] }),
    row: (key) => rows.get(key),
    rowsOf: (scope) => [...(members.get(scope) ?? [])].flatMap((key) => rows.get(key) ?? []),
    scope: (key) => scopes.get(key),
    scopesOf: (account) => [...scopes.values()].filter((scope) => scope.account === account),
    change(scope, change = {}) {
      const inside = members.get(scope.key) ?? new Set<string>();
      members.set(scope.key, inside);
      const upsert: Instance[] = [];
      for (const row of change.put ?? []) {
        // A refresh mostly brings what is known: only what changed crosses to the page.
        inside.add(row.key);
        const known = rows.get(row.key);
        // The same object where the cloud's own part knows that it has not changed; looked at field by field where it does not.
        if (known === row || isDeepStrictEqual(known, row)) continue;
        rows.set(row.key, row);
        upsert.push(row);
      }
      const gone: string[] = [];
      if (change.only !== undefined) {
        for (const key of inside) if (!change.only.has(key)) gone.push(key);
        for (const key of gone) {
          inside.delete(key);
          rows.delete(key);
        }
      }
      const next: Scope = { ...scope, count: inside.size };
      const same = isDeepStrictEqual(scopes.get(scope.key), next);
      scopes.set(scope.key, next);
      if (same && upsert.length === 0 && gone.length === 0) return;
      tell({ ...(upsert.length > 0 ? { upsert } : {}), ...(gone.length > 0 ? { remove: gone } : {}), ...(same ? {} : { scopes: [next] }) });
    },
    dropScopes(keys) {
      const known = keys.filter((key) => scopes.has(key));
      if (known.length === 0) return;
      const gone: string[] = [];
      for (const key of known) {
        for (const row of members.get(key) ?? []) {
          gone.push(row);
          rows.delete(row);
        }
        members.delete(key);
        scopes.delete(key);
      }
      tell({ ...(gone.length > 0 ? { remove: gone } : {}), removeScopes: known });
    },
    subscribe(emit) {
      listeners.add(emit);
      return () => listeners.delete(emit);
    },
    get watched() {
      return listeners.size > 0;
    },
  };
}
