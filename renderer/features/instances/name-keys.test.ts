import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../../../shared/texts/current.ts';
import { compareNames } from '../../../shared/texts/format.ts';
import { nameKeys } from './name-keys.ts';

afterEach(() => speak('en'));

function sorted(texts: readonly string[]): readonly string[] {
  const keys = nameKeys(texts);
  return texts
    .map((text, at) => ({ text, key: keys[at] ?? '' }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ text }) => text);
}

describe('keys of names', () => {
  it('put Chinese names in the order of their sounds, and their numbers by value', async () => {
    await speak('zh-CN');
    // ce shi, sheng chan, ya ce
    expect(sorted(['压测-1', '生产-10', '测试-1', '生产-2'])).toEqual(['测试-1', '生产-2', '生产-10', '压测-1']);
  });

  it('agree with the locale on names of both scripts', async () => {
    const names = ['web-1', '生产', 'web-生产-2', 'web-测试', '数据库-10', '数据库-9', 'Zulu', '北京', '阿里', '9号', '跳板机', 'db'];
    for (const language of ['zh-CN', 'en'] as const) {
      await speak(language);
      expect(sorted(names), language).toEqual(names.toSorted(compareNames));
    }
  });

  it('put letters with marks where the letter stands, and other scripts by themselves', () => {
    expect(sorted(['zeta', 'écran', 'fax', 'ебёна', 'Ябл', 'eco', 'ｆｂ'])).toEqual([
      'eco',
      'écran',
      'fax',
      'ｆｂ',
      'zeta',
      'ебёна',
      'Ябл',
    ]);
  });

  it('follow when the language changes', async () => {
    const names = ['web', '生产'];
    expect(sorted(names)).toEqual(['web', '生产']);
    await speak('zh-CN');
    expect(sorted(names)).toEqual(names.toSorted(compareNames));
  });

  it('put what is empty last', () => {
    expect(sorted(['', '生产', 'web'])).toEqual(['web', '生产', '']);
  });
});
