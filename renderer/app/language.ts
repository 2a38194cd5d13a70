import type { Settings } from '../../shared/contract/app.ts';
import { speak } from '../../shared/texts/current.ts';
import { chooseLanguage, type Language } from '../../shared/texts/language.ts';
import { client } from './client.ts';

let applied: { readonly setting: Settings['language']; readonly done: Promise<void> } | undefined;

/** Speaks what the person chose, or what their system does, here and in the host, whose errors they read. Never rejects: English stays. */
export function applyLanguage(setting: Settings['language']): Promise<void> {
  if (applied?.setting !== setting) applied = { setting, done: apply(setting) };
  return applied.done;
}

/** For a page that never came to its settings. Never rejects. */
export function speakAsSystem(): Promise<void> {
  return applied?.done ?? show(chooseLanguage(navigator.languages), navigator.languages);
}

async function apply(setting: Settings['language']): Promise<void> {
  const preferred = navigator.languages;
  const language = setting === 'system' ? chooseLanguage(preferred) : setting;
  // Not waited for: the page is drawn meanwhile. A link that is lost says so itself.
  client()
    .call('app.speak', { language })
    .catch(() => undefined);
  await show(language, preferred);
}

async function show(language: Language, preferred: readonly string[]): Promise<void> {
  try {
    await speak(language, preferred);
    document.documentElement.lang = language;
  } catch {
    // Its catalogue could not be loaded: a page in English is better than none.
  }
}
