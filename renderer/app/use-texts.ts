import { useSyncExternalStore } from 'react';
import { onLanguage, texts, type Texts } from '../../shared/texts/current.ts';

/** The texts of the present language; renders anew when it changes. */
export function useTexts(): Texts {
  return useSyncExternalStore(onLanguage, texts);
}
