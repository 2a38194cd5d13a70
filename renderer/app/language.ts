import type { Settings } from '../../shared/contract/app.ts';
import { speak } from '../../shared/texts/current.ts';
import { chooseLanguage } from '../../shared/texts/language.ts';
import { client } from './client.ts';

let applied: { readonly setting: Settings['language']; readonly done: Promise<void> } | undefined;

/** Speaks what the person chose, or what their system does, here and in the host, whose errors they read. Never rejects: English stays. */
export function applyLanguage(setting: Settings['language']): Promise<void> {
  if (applied?.setting !== setting) applied = { setting, done: apply(setting) };
  return applied.done;
}

async function apply(setting: Settings['language']): Promise<void> {
  const preferred = navigator.languages;
  const language = setting === 'system' ? chooseLanguage(preferred) : setting;
  // Not waited for: the page is drawn meanwhile. A link that is lost says so itself.
  client()
    .call('app.speak', { language })
    .catch(() => undefined);
  try {
    await speak(language, preferred);
    document.documentElement.lang = language;
  } catch {
    // Its catalogue could not be loaded: a page in English is better than none.
  }
}
