import { z } from 'zod';
import type { SshConfigList } from '../model/import.ts';
import { PROTOCOLS, type SessionBook, type SessionBookChange, type SessionTarget } from '../model/session.ts';
import { hostName, instanceRef, nothing, recordId } from './common.ts';
import { method, subscription } from './define.ts';
import { once } from '../once.ts';
import { settingsLayer } from './session-settings.ts';
import { texts } from '../texts/current.ts';

/** A name that a person gives: any script, emoji and slashes too; no control characters, not only blanks. */
export const recordName = once(() =>
  z
    .string()
    .trim()
    .min(1, { error: () => texts().contractErrors.noName })
    .max(200)
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/u, { error: () => texts().contractErrors.nameControls }),
);

export const protocol = once(() => z.enum(PROTOCOLS));

export const sessionTarget = once(
  (): z.ZodType<SessionTarget> =>
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('host'), host: hostName() }),
      z.strictObject({ kind: z.literal('instance'), cloud: z.enum(['aws', 'alibaba']), name: z.string().max(256), ...instanceRef().shape }),
    ]),
);

const folderId = once(() => recordId().nullable());
const ids = once(() => z.array(recordId()).min(1).max(20_000));

export const sessionMethods = {
  /**
   * Saves a new session (no `id`) or changes one. Two of one name in a folder are refused with `invalid-input`. Without `protocol` a
   * session stays what it is, and a new one is for SSH.
   */
  'sessions.save': method(() =>
    z.strictObject({
      id: recordId().optional(),
      name: recordName(),
      folder: folderId(),
      protocol: protocol().optional(),
      target: sessionTarget(),
      settings: settingsLayer(),
    }),
  ).returns<{ id: string }>(),
  'sessions.saveFolder': method(() =>
    z.strictObject({ id: recordId().optional(), name: recordName(), parent: folderId(), settings: settingsLayer() }),
  ).returns<{ id: string }>(),
  'sessions.setDefaults': method(() => z.strictObject({ settings: settingsLayer() })).returns<void>(),
  /** Copies sessions and folders (with what is in them) beside themselves, named `… (2)`. */
  'sessions.duplicate': method(() => z.strictObject({ ids: ids() })).returns<{ ids: readonly string[] }>(),
  /** Moves sessions and folders into a folder; a folder never into itself. */
  'sessions.move': method(() => z.strictObject({ ids: ids(), folder: folderId() })).returns<void>(),
  /** Deletes sessions and folders with what is in them. `undo` brings all of it back, once, while the app runs. */
  'sessions.remove': method(() => z.strictObject({ ids: ids() })).returns<{ undo: string; count: number }>(),
  'sessions.restore': method(() => z.strictObject({ undo: z.string().max(64) })).returns<void>(),
  /** A host of the `~/.ssh/config` as a saved session; returns the new session. */
  'sessions.copySshConfig': method(() => z.strictObject({ alias: z.string().min(1).max(255), folder: folderId() })).returns<{
    id: string;
  }>(),
};

export const sessionSubscriptions = {
  'sessions.list': subscription(nothing).of<SessionBook, SessionBookChange>(),
  /** Each change is the whole list. */
  'sessions.sshConfig': subscription(nothing).of<SshConfigList, SshConfigList>(),
};
