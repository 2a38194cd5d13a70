import { z } from 'zod';

/** What the person decided about instances, by the key of the row. */
const instanceChoicesSchema = () =>
  z.strictObject({
    users: z.record(z.string().max(1_024), z.string().max(256)),
    keyFiles: z.record(z.string().max(1_024), z.string().max(4_096)),
  });
export type InstanceChoices = z.infer<ReturnType<typeof instanceChoicesSchema>>;
const noChoices: InstanceChoices = { users: {}, keyFiles: {} };
export const instanceChoices = { version: 1, schema: instanceChoicesSchema, empty: noChoices };
