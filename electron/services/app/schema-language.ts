import { z } from 'zod';
import type { Language } from '../../../shared/texts/language.ts';

/** What a schema says where it has no message of its own (`Too small: …`), in the language of the interface. */
export async function speakSchemas(language: Language): Promise<void> {
  const { default: words } = language === 'zh-CN' ? await import('zod/v4/locales/zh-CN.js') : await import('zod/v4/locales/en.js');
  z.config(words());
}
