import { z } from 'zod';
import { once } from '../../../shared/once.ts';

/** More machines than anybody has; what a page makes up must not fill the store. */
const MAX_ENTRIES = 20_000;

const certificate = once(() =>
  z.strictObject({
    /** Colon-separated hex in upper case. */
    sha256: z.string().regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/u),
    /** Epoch milliseconds. */
    since: z.number().min(0),
  }),
);
const user = once(() => z.string().min(1).max(256));

/** By machine (`machineSecretKey`): the certificate of its remote desktop, whose password was saved last, what its administrator is called. */
export interface RememberedMachines {
  readonly certificates: Readonly<Record<string, z.infer<ReturnType<typeof certificate>>>>;
  readonly users: Readonly<Record<string, string>>;
  readonly administrators: Readonly<Record<string, string>>;
}

const schema = (): z.ZodType<RememberedMachines> =>
  z.strictObject({
    certificates: z.record(z.string(), certificate()),
    users: z.record(z.string(), user()),
    administrators: z.record(z.string(), user()).default({}),
  });

/** `rdp-certificates.json`. */
export const rememberedMachines = {
  version: 1,
  schema,
  empty: { certificates: {}, users: {}, administrators: {} } satisfies RememberedMachines,
  entries: { certificates: certificate, users: user, administrators: user },
};

export interface Remembered {
  certificate(machine: string): { readonly sha256: string; readonly since: number } | undefined;
  /** Throws what the disk refuses with; the former one stands then. */
  setCertificate(machine: string, sha256: string): Promise<void>;
  user(machine: string): string | undefined;
  setUser(machine: string, user: string): Promise<void>;
  /** As the person chose where nothing told, and it worked. */
  administrator(machine: string): string | undefined;
  setAdministrator(machine: string, name: string): Promise<void>;
}

export async function createRemembered(options: {
  readonly store: { load(): Promise<{ value: RememberedMachines }>; save(value: RememberedMachines): Promise<void> };
  readonly now?: () => number;
}): Promise<Remembered> {
  let value = (await options.store.load()).value;
  const own = <T>(map: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(map, key) ? map[key] : undefined);
  const put = <T>(map: Readonly<Record<string, T>>, key: string, entry: T): Record<string, T> =>
    // The latest at the end: the oldest go first.
    Object.fromEntries([...Object.entries(map).filter(([name]) => name !== key), [key, entry] as const].slice(-MAX_ENTRIES));
  async function keep(next: RememberedMachines): Promise<void> {
    const before = value;
    value = next;
    try {
      await options.store.save(next);
    } catch (error) {
      if (value === next) value = before;
      throw error;
    }
  }
  return {
    certificate: (machine) => own(value.certificates, machine),
    setCertificate: (machine, sha256) =>
      keep({ ...value, certificates: put(value.certificates, machine, { sha256, since: (options.now ?? Date.now)() }) }),
    user: (machine) => own(value.users, machine),
    administrator: (machine) => own(value.administrators, machine),
    async setAdministrator(machine, name) {
      if (own(value.administrators, machine) !== name) await keep({ ...value, administrators: put(value.administrators, machine, name) });
    },
    async setUser(machine, name) {
      if (own(value.users, machine) !== name) await keep({ ...value, users: put(value.users, machine, name) });
    },
  };
}
