import { DEFAULT_SETTINGS, type Settings } from '../../../shared/contract/app.ts';

/** The person's settings, kept in the data folder. */
export interface SettingsService {
  get(): Settings;
  set(patch: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Promise<void>;
  subscribe(changed: (settings: Settings) => void): () => void;
}

export async function createSettings(store: {
  load(): Promise<{ value: Settings }>;
  save(value: Settings): Promise<void>;
}): Promise<SettingsService> {
  const listeners = new Set<(settings: Settings) => void>();
  let settings: Settings = { ...DEFAULT_SETTINGS, ...(await store.load()).value };
  return {
    get: () => settings,
    async set(patch) {
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      settings = { ...settings, ...given };
      for (const listener of listeners) listener(settings);
      await store.save(settings);
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
