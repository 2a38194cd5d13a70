import { z } from 'zod';
import { once } from '../../../shared/once.ts';
import { recordId } from '../../../shared/contract/common.ts';
import { settingFields, settingsLayer } from '../../../shared/contract/session-settings.ts';
import { protocol, recordName, sessionTarget } from '../../../shared/contract/sessions.ts';
import type { SettingKey } from '../../../shared/model/session-settings.ts';
import type { Session, SessionBook, SessionFolder } from '../../../shared/model/session.ts';

const session = once(
  (): z.ZodType<Session> =>
    z.strictObject({
      id: recordId(),
      name: recordName(),
      folder: recordId().nullable(),
      protocol: protocol(),
      target: sessionTarget(),
      settings: settingsLayer(),
    }),
);
const folder = once(
  (): z.ZodType<SessionFolder> =>
    z.strictObject({
      id: recordId(),
      name: recordName(),
      parent: recordId().nullable(),
      settings: settingsLayer(),
    }),
);

const schema = (): z.ZodType<SessionBook> =>
  z.strictObject({
    defaults: settingsLayer(),
    folders: z.array(folder()),
    sessions: z.array(session()),
  });
const empty: SessionBook = { defaults: {}, folders: [], sessions: [] };

// One default that does not fit must not take the sessions down with it.
const setting = (key: string): z.ZodType | undefined =>
  Object.hasOwn(settingFields(), key) ? settingFields()[key as SettingKey] : undefined;

/** Version 1 knew terminals only. What is no session at all is left for the check of each entry. */
function addProtocol(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { sessions } = data;
  const given = (entry: unknown): unknown =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? { protocol: 'ssh', ...entry } : entry;
  return { ...data, ...(Array.isArray(sessions) ? { sessions: sessions.map(given) } : {}) };
}

/** `sessions.json`: all that the person saved, without any secret. */
export const sessionDocument = {
  version: 2,
  schema,
  migrations: { 1: addProtocol },
  empty,
  entries: { defaults: setting, folders: folder, sessions: session },
  compact: false,
};
