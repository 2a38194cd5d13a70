import { z } from 'zod';
import { once } from '../../../shared/once.ts';

const choice = once(() => z.strictObject({ user: z.string().min(1).max(256), keyFile: z.string().min(1).max(4_096) }));
const schema = () => z.strictObject({ hosts: z.record(z.string().max(512), choice()) });

/** Which key and login name open a plain host, by `host:port`. */
export type HostChoicesDocument = z.infer<ReturnType<typeof schema>>;
const empty: HostChoicesDocument = { hosts: {} };
export const hostChoices = { version: 1, schema, empty, entries: { hosts: choice } };

/** Hosts whose choice is kept; the one that was made the longest ago goes first. */
const MAX_HOSTS = 5_000;

/** What was chosen in the question how to log in, with the tick to use it from now on. Instances keep theirs by identity. */
export interface HostChoices {
  get(place: string): { readonly user: string; readonly keyFile: string } | undefined;
  /** Counts at once; rejects when it could not be kept. */
  set(place: string, choice: { user: string; keyFile: string }): Promise<void>;
}

export async function createHostChoices(store: {
  load(): Promise<{ value: HostChoicesDocument }>;
  save(value: HostChoicesDocument): Promise<void>;
}): Promise<HostChoices> {
  const hosts = new Map(Object.entries((await store.load()).value.hosts));
  return {
    get: (place) => hosts.get(place),
    set(place, chosen) {
      // Last in the order of the map, which is that of the file.
      hosts.delete(place);
      hosts.set(place, { user: chosen.user, keyFile: chosen.keyFile });
      for (const old of [...hosts.keys()].slice(0, -MAX_HOSTS)) hosts.delete(old);
      return store.save({ hosts: Object.fromEntries(hosts) });
    },
  };
}
