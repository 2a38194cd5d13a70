import { z } from 'zod';
import { recordId } from '../../../shared/contract/common.ts';
import { settingFields, settingsLayer } from '../../../shared/contract/session-settings.ts';
import { recordName, sessionTarget } from '../../../shared/contract/sessions.ts';
import type { SettingKey } from '../../../shared/model/session-settings.ts';
import type { Session, SessionBook, SessionFolder } from '../../../shared/model/session.ts';

const session: z.ZodType<Session> = z.strictObject({
  id: recordId,
  name: recordName,
  folder: recordId.nullable(),
  target: sessionTarget,
  settings: settingsLayer,
});
const folder: z.ZodType<SessionFolder> = z.strictObject({
  id: recordId,
  name: recordName,
  parent: recordId.nullable(),
  settings: settingsLayer,
});

const schema: z.ZodType<SessionBook> = z.strictObject({
  defaults: settingsLayer,
  folders: z.array(folder),
  sessions: z.array(session),
});
const empty: SessionBook = { defaults: {}, folders: [], sessions: [] };

// One default that does not fit must not take the sessions down with it.
const setting = (key: string): z.ZodType | undefined => (Object.hasOwn(settingFields, key) ? settingFields[key as SettingKey] : undefined);

/** `sessions.json`: all that the person saved, without any secret. */
export const sessionDocument = {
  version: 1,
  schema,
  empty,
  entries: { defaults: setting, folders: folder, sessions: session },
  compact: false,
};
