import { useMemo, useState } from 'react';
import { useLayout } from '../../app/layout.ts';
import { useTexts } from '../../app/use-texts.ts';
import { inventory, useInstances } from './instance-store.ts';
import { createFilter, inScope, sortRows } from './order.ts';
import type { Row } from './rows.ts';

export interface GridRows {
  readonly rows: readonly Row[];
  /** Rows in the chosen scope, before the search. */
  readonly total: number;
  /** Names what the person asked to see: rows that change under the same view change by data alone. */
  readonly view: string;
  /** The query that `rows` answers. */
  readonly query: string;
}

/**
 * The rows to show. Sorting is done once for each change of rows; a keystroke only filters what is sorted. It does so at once, not
 * in a second, deferred render: most keys narrow what the one before has found, and one picture is sooner there than two.
 */
export function useGridRows(): GridRows {
  const version = useInstances((state) => state.rowsVersion);
  const choice = useInstances((state) => state.choice);
  const query = useInstances((state) => state.query);
  const texts = useTexts();
  const [filter] = useState(() => createFilter(requestIdleCallback));
  const sort = useLayout((layout) => layout.sort);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the inventory changes in place; its version stands for it; words sort by their language
  const sorted = useMemo(() => sortRows(inScope(inventory.rows.values(), choice), sort), [version, choice, sort, texts]);
  const rows = useMemo(() => filter(sorted, query), [filter, sorted, query]);
  const view = JSON.stringify([sort, query, choice]);
  return { rows, total: sorted.length, view, query };
}
