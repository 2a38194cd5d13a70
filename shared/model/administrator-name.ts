/**
 * What Windows calls its administrator, by language. Only `en`, `fr` and `pt` stand in EC2's user guide; the others are as the systems
 * have them. A language that is not here says Administrator (German, Dutch, Italian, Polish, Czech, Turkish, Japanese, Korean, Chinese).
 */
const LOCALISED: Readonly<Record<string, string>> = {
  fr: 'Administrateur',
  es: 'Administrador',
  pt: 'Administrador',
  ru: 'Администратор',
  hu: 'Rendszergazda',
  fi: 'Järjestelmänvalvoja',
  sv: 'Administratör',
};
const USUAL = 'Administrator';

/** The languages of Amazon's Windows images as their names have them. */
const IMAGE_LANGUAGES: Readonly<Record<string, string>> = {
  chinese: 'zh',
  czech: 'cs',
  dutch: 'nl',
  english: 'en',
  finnish: 'fi',
  french: 'fr',
  german: 'de',
  hungarian: 'hu',
  italian: 'it',
  japanese: 'ja',
  korean: 'ko',
  polish: 'pl',
  portuguese: 'pt',
  russian: 'ru',
  spanish: 'es',
  swedish: 'sv',
  turkish: 'tr',
};

/** Every name there is, the usual one first: what a person may choose from. */
export const ADMINISTRATOR_NAMES: readonly string[] = [...new Set([USUAL, ...Object.values(LOCALISED)])];

/** The language of a Windows image by its name (`Windows_Server-2022-French-Full-Base-2026.11.11` → `fr`). `undefined`: it does not say. */
export function languageOfImage(imageName: string): string | undefined {
  if (!/^windows[_ -]server/iu.test(imageName)) return undefined;
  const words = imageName
    .slice(0, 1_024)
    .toLowerCase()
    .split(/[^a-z]+/u);
  const word = words.find((one) => Object.hasOwn(IMAGE_LANGUAGES, one));
  return word === undefined ? undefined : IMAGE_LANGUAGES[word];
}

/** The administrator's name for a language tag (`fr-FR`, `pt`). Without one, or for one that is not known, the usual name. */
export function administratorName(language?: string): string {
  const primary = language?.split('-', 1)[0]?.toLowerCase() ?? '';
  return Object.hasOwn(LOCALISED, primary) ? (LOCALISED[primary] ?? USUAL) : USUAL;
}

/** All names with the likeliest first. `told`: what the machine itself said. */
export function administratorNames(
  hints: { readonly told?: string | undefined; readonly language?: string | undefined } = {},
): readonly string[] {
  const told = hints.told === undefined || hints.told === '' ? [] : [hints.told];
  return [...new Set([...told, administratorName(hints.language), ...ADMINISTRATOR_NAMES])];
}
