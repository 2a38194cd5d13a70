import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Settings } from '../../../shared/contract/app.ts';
import { client } from '../../app/client.ts';
import { applyLanguage } from '../../app/language.ts';
import { applyTheme } from '../../app/theme.ts';
import { showError } from '../../ui/toast.tsx';

/** As the host has them; `undefined` until its first answer. */
export const settingsStore = createStore<{ readonly settings: Settings | undefined }>(() => ({ settings: undefined }));

/** The settings; only for what renders after the start, when they are there. */
export function useSettings<T>(select: (settings: Settings) => T): T {
  return useStore(settingsStore, ({ settings }) => select(required(settings)));
}

export function settings(): Settings {
  return required(settingsStore.getState().settings);
}

/** Shown at once, kept by the host; what the host refuses comes back with its next change. */
export function changeSettings(patch: Partial<Settings>): void {
  keepSettings(patch).catch(showError);
}

/** `changeSettings` that resolves when the host has kept them, and rejects with what it says instead. */
export async function keepSettings(patch: Partial<Settings>): Promise<void> {
  const now = settingsStore.getState().settings;
  if (now !== undefined) take({ ...now, ...patch });
  await client().call('settings.set', patch);
}

/** Resolves when the settings are there. */
export function subscribeSettings(): Promise<Settings> {
  return new Promise((resolve, reject) => {
    client().subscribe('settings.get', undefined, {
      snapshot(value) {
        take(value);
        // Not before the language is there: nothing is shown in one and then in another.
        void applyLanguage(value.language).then(() => resolve(value));
      },
      change: take,
      error: reject,
    });
  });
}

function take(next: Settings): void {
  applyTheme(next.theme);
  void applyLanguage(next.language);
  settingsStore.setState({ settings: next });
}

function required(value: Settings | undefined): Settings {
  if (value === undefined) throw new Error('The settings were read before they came.');
  return value;
}
