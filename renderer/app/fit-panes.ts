import { DETAILS_WIDTH, SIDEBAR_WIDTH } from './layout-shape.ts';

/** What the list keeps between the panes, in CSS pixels: names, their states, and the toolbar above. */
const LIST_MIN = 240;
/** From here on no pane has to give way, however wide it is kept. */
export const ROOM_FOR_ALL = SIDEBAR_WIDTH.max + LIST_MIN + DETAILS_WIDTH.max;
/** In a window narrower than the sidebar and the list need, as one at 400 %, the sidebar has this part of it. */
const SIDEBAR_PART = SIDEBAR_WIDTH.min / (SIDEBAR_WIDTH.min + LIST_MIN);

/** A pane as it is shown, and the widths between which it can be dragged. */
export interface FittedPane {
  readonly width: number;
  readonly min: number;
  readonly max: number;
}

export interface FittedPanes {
  readonly sidebar: FittedPane | undefined;
  readonly details: FittedPane | undefined;
  /** The details lie over the list. */
  readonly over: boolean;
}

/**
 * How wide the panes are shown in a window of this width; what is kept of them stays. The details give way first, then they lie over
 * the list. Everything moves by as much as the window does, and opening the details never moves the sidebar.
 */
export function fitPanes(room: number, kept: { readonly sidebar: number | undefined; readonly details: number | undefined }): FittedPanes {
  const sidebar = kept.sidebar === undefined ? undefined : fit(kept.sidebar, roomForSidebar(room), SIDEBAR_WIDTH);
  const left = room - LIST_MIN - (sidebar?.width ?? 0);
  const details = kept.details === undefined ? undefined : fit(kept.details, Math.max(left, DETAILS_WIDTH.min), DETAILS_WIDTH);
  return { sidebar, details, over: left < DETAILS_WIDTH.min };
}

function roomForSidebar(room: number): number {
  const beside = room - LIST_MIN - DETAILS_WIDTH.min;
  return Math.max(beside, Math.min(SIDEBAR_WIDTH.min, Math.round(room * SIDEBAR_PART)));
}

function fit(width: number, room: number, limits: { readonly min: number; readonly max: number }): FittedPane {
  return { width: Math.min(width, room), min: Math.min(limits.min, room), max: Math.min(limits.max, room) };
}
