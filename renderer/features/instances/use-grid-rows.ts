import { useMemo, useState } from 'react';
import { useLayout } from '../../app/layout.ts';
import { useTexts } from '../../app/use-texts.ts';
import { inventory, useInstances } from './instance-store.ts';
import { createFilter, createOrder, inScope, type WhenIdle } from './order.ts';
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

/** Longer than between two pictures of a list that is coming. */
const QUIET_MS = 1_000;

/** What is made of rows that are replaced at once was made for nothing. */
const whenQuiet: WhenIdle = (task) => setTimeout(() => requestIdleCallback(task), QUIET_MS);

/**
 * The rows to show. Sorting is done once for each change of rows; a keystroke only filters what is sorted. It does so at once, not
 * in a second, deferred render: most keys narrow what the one before has found, and one picture is sooner there than two.
 */
export function useGridRows(): GridRows {
  const version = useInstances((state) => state.rowsVersion);
  const choice = useInstances((state) => state.choice);
  const query = useInstances((state) => state.query);
  const texts = useTexts();
  const [filter] = useState(() => createFilter(requestIdleCallback, whenQuiet));
  const sort = useLayout((layout) => layout.sort);
  const [order] = useState(createOrder);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the inventory changes in place; its version stands for it; words sort by their language
  const sorted = useMemo(() => order(inScope(inventory.rows.values(), choice), sort, texts), [order, version, choice, sort, texts]);
  const rows = useMemo(() => filter(sorted, query), [filter, sorted, query]);
  const view = JSON.stringify([sort, query, choice]);
  return { rows, total: sorted.length, view, query };
}
