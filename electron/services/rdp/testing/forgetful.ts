import { createRemembered, type Remembered, type RememberedMachines } from '../../../rdp/certificates/remembered.ts';

/** What is remembered, with nothing but a variable to remember it in. */
export function forgetful(first: Partial<RememberedMachines> = {}): Promise<Remembered> {
  const value: RememberedMachines = { certificates: {}, users: {}, administrators: {}, ...first };
  return createRemembered({ store: { load: async () => ({ value }), save: async () => {} } });
}
