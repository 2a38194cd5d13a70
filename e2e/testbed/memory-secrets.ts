import type { Secrets } from '../../electron/ssh/ssh.ts';

export interface MemorySecrets extends Secrets {
  /** Values by id. */
  readonly saved: Map<string, string>;
  /** Ids that were looked for, in order. */
  readonly asked: string[];
}

/** A vault that is a map: for logins that need one, where the vault itself is not the subject. */
export function memorySecrets(
  initial: Readonly<Record<string, string>> = {},
  options: { readonly cannotRemember?: string; readonly refuse?: Error } = {},
): MemorySecrets {
  const saved = new Map(Object.entries(initial));
  const asked: string[] = [];
  return {
    saved,
    asked,
    async find(id) {
      asked.push(id);
      return saved.get(id);
    },
    cannotRemember: () => options.cannotRemember,
    async remember({ id, value }) {
      if (options.refuse !== undefined) throw options.refuse;
      saved.set(id, value);
    },
  };
}
