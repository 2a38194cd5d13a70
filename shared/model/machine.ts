import type { InstanceRef } from './instance.ts';

/** What one connects to: an instance by identity, a plain host, a saved session, or a host of the person's `~/.ssh/config`. */
export type Machine =
  | ({ readonly kind: 'instance' } & InstanceRef)
  | { readonly kind: 'host'; readonly host: string; readonly port: number }
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'ssh-config'; readonly alias: string };
