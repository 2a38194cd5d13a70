import { DEFAULT_SETTINGS, settingsSchema } from '../../../shared/contract/app.ts';

/** `settings.json`. Version 1 had no language: it was English, and is what the system speaks from now on. */
export const settingsDocument = {
  version: 2,
  schema: settingsSchema,
  migrations: { 1: (data: Readonly<Record<string, unknown>>) => ({ language: DEFAULT_SETTINGS.language, ...data }) },
  empty: DEFAULT_SETTINGS,
};
