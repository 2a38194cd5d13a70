import { describe, expect, test } from 'vitest';
import { readLayout, usualLayout } from './layout-shape.ts';

describe('a kept layout', () => {
  const usual = usualLayout(1_280);

  test('comes back as it was', () => {
    const kept = {
      ...usual,
      sidebar: { open: false, width: 300 },
      sort: { column: 'type', descending: true },
      widths: { name: 320 },
    };
    expect(readLayout(JSON.stringify(kept), usual)).toEqual(kept);
  });

  test.each(['', 'null', '[]', '{"version":2}', 'not json', '{"version":1', '"text"'])('that reads %j is the usual one', (text) => {
    expect(readLayout(text, usual)).toEqual(usual);
  });

  test('is taken part by part: what does not fit is the usual', () => {
    const read = readLayout(
      JSON.stringify({
        version: 1,
        sidebar: { open: 'yes', width: 99_999 },
        details: null,
        widths: { name: 'wide', id: 90, os: -1 },
        sort: 3,
      }),
      usual,
    );
    expect(read.sidebar).toEqual({ open: usual.sidebar.open, width: 480 });
    expect(read.details).toEqual(usual.details);
    expect(read.widths).toEqual({ id: 90 });
    expect(read.sort).toEqual(usual.sort);
  });

  test('a wide window starts with the details, a narrow one without', () => {
    expect(usualLayout(1_920).details.open).toBe(true);
    expect(usualLayout(1_280).details.open).toBe(false);
  });
});
