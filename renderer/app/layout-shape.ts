import type { SerializedDockview } from 'dockview-react';

/** What the page keeps about its own shape, as JSON in the settings. */
export interface Layout {
  readonly version: 1;
  readonly sidebar: { readonly open: boolean; readonly width: number };
  readonly details: { readonly open: boolean; readonly width: number };
  /** Height of the saved sessions in CSS pixels, and the ids of their folders that are open. */
  readonly sessions: { readonly height: number; readonly open: readonly string[] };
  /** Column widths of the instance grid in CSS pixels, where they differ from the default. */
  readonly widths: Readonly<Record<string, number>>;
  readonly sort: { readonly column: string; readonly descending: boolean };
  readonly dock?: SerializedDockview;
}

export const SIDEBAR_WIDTH = { min: 160, max: 480, usual: 224 };
export const DETAILS_WIDTH = { min: 240, max: 640, usual: 300 };
export const SESSIONS_HEIGHT = { min: 96, max: 1_200, usual: 280 };
/** More open folders than a person opens by hand; the oldest are forgotten. */
export const MAX_OPEN_FOLDERS = 400;
/** A window narrower than this (CSS pixels) starts with the details closed. */
const ROOM_FOR_DETAILS = 1_400;

export function usualLayout(windowWidth: number): Layout {
  return {
    version: 1,
    sidebar: { open: true, width: SIDEBAR_WIDTH.usual },
    details: { open: windowWidth >= ROOM_FOR_DETAILS, width: DETAILS_WIDTH.usual },
    sessions: { height: SESSIONS_HEIGHT.usual, open: [] },
    widths: {},
    sort: { column: 'name', descending: false },
  };
}

/** Reads a kept layout; whatever in it does not fit is taken from the usual one. */
export function readLayout(text: string, usual: Layout): Layout {
  const kept = parse(text);
  if (kept?.['version'] !== 1) return usual;
  const sort = record(kept['sort']);
  const dock = record(kept['dock']);
  return {
    version: 1,
    sidebar: pane(kept['sidebar'], usual.sidebar, SIDEBAR_WIDTH),
    details: pane(kept['details'], usual.details, DETAILS_WIDTH),
    sessions: sessionsPart(kept['sessions'], usual.sessions),
    widths: Object.fromEntries(
      Object.entries(record(kept['widths']) ?? {}).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0,
      ),
    ),
    sort: typeof sort?.['column'] === 'string' ? { column: sort['column'], descending: sort['descending'] === true } : usual.sort,
    // Its inside is dockview's: it checks it on reading, and a refusal means the usual dock.
    ...(dock === undefined ? {} : { dock: dock as unknown as SerializedDockview }),
  };
}

function pane(value: unknown, usual: Layout['sidebar'], width: { min: number; max: number }): Layout['sidebar'] {
  const kept = record(value);
  const wide = kept?.['width'];
  return {
    open: typeof kept?.['open'] === 'boolean' ? kept['open'] : usual.open,
    width: typeof wide === 'number' && Number.isFinite(wide) ? Math.min(width.max, Math.max(width.min, wide)) : usual.width,
  };
}

function sessionsPart(value: unknown, usual: Layout['sessions']): Layout['sessions'] {
  const kept = record(value);
  const height = pane({ width: kept?.['height'] }, { open: true, width: usual.height }, SESSIONS_HEIGHT).width;
  const open = Array.isArray(kept?.['open'])
    ? kept['open'].filter((id): id is string => typeof id === 'string' && id.length <= 64)
    : usual.open;
  return { height, open: open.slice(-MAX_OPEN_FOLDERS) };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
