import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDocument } from '../../store/document.ts';
import { settingsDocument } from './settings-document.ts';

describe('the settings on the disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gangway-settings-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['settings-v1.json', 'system'],
    ['settings-v2.json', 'zh-CN'],
  ])('are all read from %s', async (name, language) => {
    const file = join(folder, 'settings.json');
    await copyFile(join(import.meta.dirname, 'fixtures', name), file);
    expect(await createDocument({ ...settingsDocument, file }).load()).toEqual({
      value: {
        language,
        theme: 'dark',
        terminalFontSize: 15,
        terminalScrollback: 20_000,
        refreshMinutes: 0,
        screenReader: true,
        columns: { launched: false },
        layout: '{"sidebar":{"open":true}}',
      },
      problems: [],
      readOnly: false,
    });
  });
});
