import { layersAbove } from '../../../shared/model/session.ts';
import {
  BUILT_IN,
  SETTING_KEYS,
  type SessionSettings,
  type SettingKey,
  type SettingsLayer,
} from '../../../shared/model/session-settings.ts';
import type { Book } from './session-store.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What the form shows of one setting. */
export interface FormValue<K extends SettingKey = SettingKey> {
  readonly value: SessionSettings[K];
  /** Set in the very record that is edited. */
  readonly own: boolean;
  /** For example `from folder Prod`, `built in`, `set here`. */
  readonly origin: string;
  /** What a reset brings back. */
  readonly inherited: SessionSettings[K];
}

export type FormValues = { readonly [K in SettingKey]: FormValue<K> };

/** What lies below the record that is edited. */
export interface Below {
  readonly values: SessionSettings;
  readonly origins: Readonly<Record<SettingKey, string>>;
}

/** The app's own settings take the place of what is built in. */
export type AppDefaults = Pick<SessionSettings, 'fontSize' | 'scrollback'>;

/** Everything that a record inherits. `scope` of the Default Settings themselves has only what is built in. */
export function below(scope: { readonly folder: string | null } | 'defaults', book: Book, app: AppDefaults): Below {
  const values: Record<string, unknown> = { ...BUILT_IN, ...app };
  const t = texts().sessionEditor.origin;
  const origins = Object.fromEntries(
    SETTING_KEYS.map((key) => [key, key === 'fontSize' || key === 'scrollback' ? t.settings : t.builtIn]),
  ) as Record<SettingKey, string>;
  const layers = scope === 'defaults' ? [] : layersAbove(scope.folder, book.folders, book.defaults);
  layers.forEach(({ from, settings }, index) => {
    for (const key of SETTING_KEYS) {
      if (settings[key] === undefined) continue;
      values[key] = settings[key];
      // The first layer is that of the Default Settings; a folder may bear the same name.
      origins[key] = index === 0 ? t.defaults : t.folder(from);
    }
  });
  return { values: values as unknown as SessionSettings, origins };
}

export function formValues(own: SettingsLayer, { values, origins }: Below): FormValues {
  return Object.fromEntries(
    SETTING_KEYS.map((key) => [
      key,
      own[key] === undefined
        ? { value: values[key], own: false, origin: origins[key], inherited: values[key] }
        : { value: own[key], own: true, origin: texts().sessionEditor.origin.own, inherited: values[key] },
    ]),
  ) as unknown as FormValues;
}

/** The layer with one setting changed. What is as inherited is not kept: only differences are. */
export function withSetting<K extends SettingKey>(own: SettingsLayer, key: K, value: SessionSettings[K], { values }: Below): SettingsLayer {
  if (same(value, values[key])) return withoutSetting(own, key);
  return { ...own, [key]: value };
}

export function withoutSetting(own: SettingsLayer, key: SettingKey): SettingsLayer {
  const { [key]: _gone, ...rest } = own;
  return rest;
}

/** A layer that, put on top of the Default Settings alone, gives the same as `own` in its folder. */
export function overDefaults(own: SettingsLayer, folder: string | null, book: Book): SettingsLayer {
  const layers = layersAbove(folder, book.folders, book.defaults).slice(1);
  return Object.assign({}, ...layers.map(({ settings }) => settings), own) as SettingsLayer;
}

/** Equality of plain data; the order of an object's keys does not count, that of a list does. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = b as Readonly<Record<string, unknown>>;
  return left.length === Object.keys(b).length && left.every(([key, value]) => key in right && same(value, right[key]));
}
