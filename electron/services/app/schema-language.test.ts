import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordName } from '../../../shared/contract/sessions.ts';
import { speak } from '../../../shared/texts/current.ts';
import { speakSchemas } from './schema-language.ts';

const told = (schema: z.ZodType, value: unknown): string => schema.safeParse(value).error?.issues[0]?.message ?? '';

afterAll(async () => {
  await speak('en');
  await speakSchemas('en');
});

describe('what a schema refuses is said', () => {
  it.each([
    ['en', 'A name is needed.', /^Too big/u],
    ['zh-CN', '请填写名称。', /^数值过大/u],
  ] as const)('in %s, in own words and in those of the library', async (language, own, library) => {
    await speak(language);
    await speakSchemas(language);
    expect(told(recordName(), '')).toBe(own);
    expect(told(z.number().max(1), 2)).toMatch(library);
  });
});
