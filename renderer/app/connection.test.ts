// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { speak } from '../../shared/texts/current.ts';
import { english } from '../../shared/texts/english/english.ts';
import { connection, linkRefused } from './connection.ts';
import { NoLink } from './no-link.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await speak('en');
});

const systemSpeaks = (...languages: string[]): unknown => vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);

describe('a page that is not let in', () => {
  it('says why, and what to do', async () => {
    systemSpeaks('en-GB');
    await linkRefused(new NoLink('old-key'));
    expect(connection.getState().now).toEqual({
      state: 'refused',
      error: { code: 'bad-credentials', ...english.connecting.refused['old-key'] },
    });
  });

  it('says it in the language of the system: what the person chose is with the host', async () => {
    systemSpeaks('zh-CN', 'en');
    await linkRefused(new NoLink('no-key'));
    expect(connection.getState().now).toMatchObject({ error: { code: 'bad-credentials', message: '此地址缺少访问令牌。' } });
    expect(document.documentElement.lang).toBe('zh-CN');
  });
});
