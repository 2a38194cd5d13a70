import { z } from 'zod';
import type { Instance } from '../../../shared/model/instance.ts';

const text = z.string().max(8_192);
const optional = text.exactOptional();

const instanceSchema: z.ZodType<Instance> = z.strictObject({
  account: text,
  region: text,
  instance: text,
  key: text,
  cloud: z.enum(['aws', 'alibaba']),
  name: text,
  state: z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated', 'unknown']),
  stateReason: optional,
  os: z.enum(['linux', 'windows', 'macos', 'unknown']),
  platform: text,
  type: text,
  image: text,
  publicIp: optional,
  privateIp: optional,
  ipv6: optional,
  publicDns: optional,
  privateDns: optional,
  keyName: optional,
  launchTime: optional,
  zone: optional,
  vpc: optional,
  subnet: optional,
  securityGroups: z.array(z.strictObject({ id: text, name: text })).max(100),
  tags: z.record(z.string(), text),
});

const scopeSchema = z.strictObject({
  account: text,
  region: text,
  /** Epoch milliseconds of the complete list. */
  loadedAt: z.number(),
  rows: z.array(instanceSchema),
});

/** The last complete list of each account and region, shown at once at the next start. A part that cannot be read is dropped: it is only a copy. */
export interface InstanceCache {
  readonly scopes: readonly {
    readonly account: string;
    readonly region: string;
    readonly loadedAt: number;
    readonly rows: readonly Instance[];
  }[];
}
export const instanceCacheSchema: z.ZodType<InstanceCache> = z.strictObject({ scopes: z.array(scopeSchema) });
export const instanceCache = {
  version: 1,
  schema: instanceCacheSchema,
  empty: { scopes: [] } as InstanceCache,
  entries: { scopes: scopeSchema },
  compact: true,
};

/** What the person decided about instances, by the key of the row. */
export const instanceChoicesSchema = z.strictObject({
  users: z.record(z.string().max(1_024), z.string().max(256)),
  keyFiles: z.record(z.string().max(1_024), z.string().max(4_096)),
});
export type InstanceChoices = z.infer<typeof instanceChoicesSchema>;
const noChoices: InstanceChoices = { users: {}, keyFiles: {} };
export const instanceChoices = { version: 1, schema: instanceChoicesSchema, empty: noChoices };
