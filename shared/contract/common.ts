import { z } from 'zod';
import { texts } from '../texts/current.ts';
import { once } from '../once.ts';

/** Limits of what the page may send. Lengths in UTF-16 units. */
export const nothing = once(() =>
  z
    .undefined()
    .or(z.null())
    .or(z.strictObject({}))
    .transform((): undefined => undefined),
);
export const accountId = once(() => z.string().min(1).max(512));
export const instanceRef = once(() =>
  z.strictObject({
    account: accountId(),
    region: z.string().min(1).max(64),
    instance: z.string().min(1).max(128),
  }),
);
export const userName = once(() =>
  z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^\u0000-\u001f\u007f]+$/u, { error: () => texts().contractErrors.loginControls }),
);
export const port = once(() => z.int().min(1).max(65_535));
export const hostName = once(() =>
  z
    .string()
    .min(1)
    .max(255)
    .regex(/^[A-Za-z0-9._:%[\]-]+$/u, { error: () => texts().contractErrors.host }),
);
/** Id of a session or folder, made by the host. */
export const recordId = once(() => z.string().regex(/^[a-z0-9-]{1,64}$/u));
export const machine = once(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('instance'), ...instanceRef().shape }),
    z.strictObject({ kind: z.literal('host'), host: hostName(), port: port() }),
    z.strictObject({ kind: z.literal('session'), id: recordId() }),
    z.strictObject({ kind: z.literal('ssh-config'), alias: z.string().min(1).max(255) }),
  ]),
);
export const terminalSize = once(() => z.strictObject({ cols: z.int().min(1).max(1_000), rows: z.int().min(1).max(1_000) }));
export const terminalId = once(() => z.string().min(1).max(64));
export const streamId = once(() => z.int().min(0).max(0xffffffff));
export const filePath = once(() => z.string().min(1).max(4_096));
