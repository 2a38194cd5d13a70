import type { InstanceRef } from './instance.ts';

/** What one connects to: an instance by identity, or a plain host. */
export type Machine =
  | ({ readonly kind: 'instance' } & InstanceRef)
  | { readonly kind: 'host'; readonly host: string; readonly port: number };
