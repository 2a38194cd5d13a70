import { describe, expect, it } from 'vitest';
import { ADMINISTRATOR_NAMES, administratorName, administratorNames, languageOfImage } from './administrator-name.ts';

describe('the administrator of a Windows machine', () => {
  it.each([
    ['Windows_Server-2022-English-Full-Base-2026.11.11', 'en', 'Administrator'],
    ['Windows_Server-2025-French-Full-Base-2026.11.11', 'fr', 'Administrateur'],
    ['Windows_Server-2022-Spanish-Full-Base-2026.11.11', 'es', 'Administrador'],
    ['Windows_Server-2019-Portuguese_Brazil-Full-Base-2026.11.11', 'pt', 'Administrador'],
    ['Windows_Server-2022-Russian-Full-Base-2026.11.11', 'ru', 'Администратор'],
    ['Windows_Server-2022-Hungarian-Full-Base-2026.11.11', 'hu', 'Rendszergazda'],
    ['Windows_Server-2022-Swedish-Full-Base-2026.11.11', 'sv', 'Administratör'],
    ['Windows_Server-2022-German-Full-Base-2026.11.11', 'de', 'Administrator'],
    ['Windows_Server-2022-Chinese_Simplified-Full-Base-2026.11.11', 'zh', 'Administrator'],
    ['Windows_Server-2012-R2_RTM-Japanese-64Bit-Base-2022.10.12', 'ja', 'Administrator'],
  ])('of %s, which speaks %s, is called %s', (image, language, name) => {
    expect(languageOfImage(image)).toBe(language);
    expect(administratorName(language)).toBe(name);
  });

  it.each(['', 'acme-french-golden', 'ubuntu-noble', 'Windows_Server-2022-constructor-Full', 'Windows_Server-2022-Klingon-Full'])(
    'has the usual name where the image %j tells no language',
    (image) => {
      expect(languageOfImage(image)).toBeUndefined();
      expect(administratorName(languageOfImage(image))).toBe('Administrator');
    },
  );

  it('is found by a language tag with a country, in any case', () => {
    expect(administratorName('fr-CA')).toBe('Administrateur');
    expect(administratorName('PT-br')).toBe('Administrador');
    expect(administratorName('__proto__')).toBe('Administrator');
  });

  it('is offered as a choice: what the machine said first, then its language’s name, each once', () => {
    expect(administratorNames()).toEqual(ADMINISTRATOR_NAMES);
    expect(administratorNames()[0]).toBe('Administrator');
    expect(administratorNames({ language: 'fr-FR' })[0]).toBe('Administrateur');
    const names = administratorNames({ told: 'Chef', language: 'es-ES' });
    expect(names.slice(0, 3)).toEqual(['Chef', 'Administrador', 'Administrator']);
    expect(new Set(names).size).toBe(names.length);
  });
});
