// @vitest-environment jsdom
import { beforeEach, describe, expect, test } from 'vitest';
import { openLink, takeToken } from './link.ts';

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, '', '/');
});

describe('the key in the address', () => {
  test('is taken out of the address at once and found again after a reload', () => {
    history.replaceState(null, '', '/#abc_DEF-123');
    expect(takeToken()).toBe('abc_DEF-123');
    expect(location.href).not.toContain('abc');
    expect(takeToken()).toBe('abc_DEF-123');
  });

  test('of a newer address takes the place of the one kept', () => {
    history.replaceState(null, '', '/#old');
    takeToken();
    history.replaceState(null, '', '/#new');
    expect(takeToken()).toBe('new');
  });

  test.each(['', '#', '#a b', '#%3Cscript%3E'])('that reads %j is refused before anything is sent', async (fragment) => {
    history.replaceState(null, '', `/${fragment}`);
    await expect(openLink()).rejects.toMatchObject({ code: 'bad-credentials' });
  });
});
