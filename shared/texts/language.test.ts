import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './language.ts';

describe('the language of the interface', () => {
  it.each([
    [['zh-CN', 'en'], 'zh-CN'],
    [['zh_CN.UTF-8'], 'zh-CN'],
    [['zh-Hant-TW'], 'zh-CN'],
    [['en-GB', 'zh-CN'], 'en'],
    [['de-DE', 'zh-SG', 'en'], 'zh-CN'],
    [['de-DE', 'fr'], 'en'],
    [['C.UTF-8'], 'en'],
    [[''], 'en'],
    [[], 'en'],
  ] as const)('of a person who prefers %j is %s', (preferred, language) => {
    expect(chooseLanguage(preferred)).toBe(language);
  });
});
