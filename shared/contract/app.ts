import { z } from 'zod';
import type { WireError } from '../model/errors.ts';
import { LANGUAGES, type Language } from '../texts/language.ts';
import { nothing } from './common.ts';
import { method, subscription } from './define.ts';
import { once } from '../once.ts';

export interface AppInfo {
  readonly version: string;
  readonly shell: 'desktop' | 'browser';
  readonly os: 'linux' | 'darwin' | 'win32' | 'other';
  readonly dataFolder: string;
  readonly homeFolder: string;
  /** Whether `app.openDemo` can open the demo world here. */
  readonly canOpenDemo: boolean;
}

/** Something that the person should know about the app itself: a store that was repaired, a data folder that is read-only. */
export interface Notice {
  readonly id: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly error: WireError;
}

const spoken = once(() => z.enum(Object.keys(LANGUAGES) as [Language, ...Language[]]));

const settingsFields = once(() => ({
  language: z.enum(['system', ...spoken().options]),
  theme: z.enum(['system', 'light', 'dark']),
  /** CSS pixels. */
  terminalFontSize: z.int().min(6).max(40),
  /** Lines. */
  terminalScrollback: z.int().min(100).max(100_000),
  /** Minutes between refreshes on the timer; 0 is off. */
  refreshMinutes: z.int().min(0).max(1_440),
  screenReader: z.boolean(),
  /** Columns of the instance grid that are shown or hidden against their default, by column id. */
  columns: z.record(z.string().max(64), z.boolean()),
  /** The dock layout as the page serialised it; opaque to the host. */
  layout: z.string().max(200_000),
}));

export const settingsSchema = once(() => z.strictObject(settingsFields()));
// No defaults in here: a patch must hold only what is to change.
const settingsPatch = once(() => settingsSchema().partial());
export type Settings = z.infer<ReturnType<typeof settingsSchema>>;

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  terminalFontSize: 13,
  terminalScrollback: 5_000,
  refreshMinutes: 5,
  screenReader: false,
  columns: {},
  layout: '',
};

export const appMethods = {
  'app.info': method(nothing).returns<AppInfo>(),
  /** Opens an http(s) or mailto link in the person's browser. */
  'app.openExternal': method(() => z.strictObject({ url: z.string().max(8_192) })).returns<void>(),
  /** Starts the demo world beside this app. `url` is set where the page has to open it itself (browser host). */
  'app.openDemo': method(nothing).returns<{ url?: string }>(),
  'app.dismissNotice': method(() => z.strictObject({ id: z.string().max(128) })).returns<void>(),
  /** The page speaks this language now; so do the host's errors and questions from here on. */
  'app.speak': method(() => z.strictObject({ language: spoken() })).returns<void>(),
  'settings.set': method(settingsPatch).returns<void>(),
};

export const appSubscriptions = {
  /** Each change is the whole list. */
  'app.notices': subscription(nothing).of<readonly Notice[], readonly Notice[]>(),
  /** Each change is the whole of the settings. */
  'settings.get': subscription(nothing).of<Settings, Settings>(),
};
