import { describe, expect, test } from 'vitest';
import { english } from '../../../shared/texts/english/english.ts';
import { COLUMNS, dateText, naturalKey, shownColumns } from './columns.ts';
import { sampleInstance } from './sample.ts';

describe('columns', () => {
  test('the usual ones are shown until the person chose otherwise', () => {
    const ids = shownColumns({}).map(({ id }) => id);
    expect(ids).toContain('publicIp');
    expect(ids).not.toContain('tags');
    const chosen = shownColumns({ tags: true, publicIp: false }).map(({ id }) => id);
    expect(chosen).toContain('tags');
    expect(chosen).not.toContain('publicIp');
  });

  test('the name is always there', () => {
    expect(shownColumns({ name: false })[0]?.id).toBe('name');
  });

  test('every column has a text for an instance with nothing but what is required', () => {
    for (const column of COLUMNS) expect(typeof column.text(sampleInstance(), english.instanceColumns)).toBe('string');
  });

  test('tags leave out the name, which has its own column', () => {
    const tags = COLUMNS.find(({ id }) => id === 'tags');
    expect(tags?.text(sampleInstance({ tags: { Name: 'web-1', env: 'prod' } }), english.instanceColumns)).toBe('env=prod');
  });

  test('what is no time shows as nothing', () => {
    expect(dateText(undefined)).toBe('');
    expect(dateText('soon')).toBe('');
    expect(dateText('2026-11-20T14:03:00.000Z')).toMatch(/^2026-11-\d\d \d\d:\d\d$/u);
  });

  test('an empty text sorts last', () => {
    expect(naturalKey('zzz') < naturalKey('')).toBe(true);
  });
});
