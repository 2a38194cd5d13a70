/** The languages of the interface, by their BCP 47 tags. Each names itself, so that everyone finds their own. */
export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;

export type Language = keyof typeof LANGUAGES;

/** The first language of `preferred` (BCP 47 tags or POSIX names such as `zh_CN.UTF-8`, best first) that the interface speaks; else English. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split(/[-_.@]/u, 1)[0];
    if (primary === 'zh') return 'zh-CN';
    if (primary === 'en') return 'en';
  }
  return 'en';
}
