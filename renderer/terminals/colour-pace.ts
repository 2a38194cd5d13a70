import type { IDisposable, Terminal } from '@xterm/xterm';

/**
 * The part of xterm.js 6 that tells its renderers of new colours. Each time all rules of the terminal's style sheet are written and all rows
 * drawn anew: a quarter of a millisecond and more, also for each of ten thousand colours that a program sets one by one (OSC 4, 10 to 12,
 * 104, 110 to 112). Private there: `colour-pace.test.ts` fails when it moves.
 */
export interface ColourInternals {
  readonly colors: object;
  readonly _onChangeColors: { fire(colours: object): void };
}

/** `undefined`: not opened yet, or another version. */
export function colourInternals(term: Terminal): ColourInternals | undefined {
  const found = (term as unknown as { _core?: { _themeService?: Partial<ColourInternals> } })._core?._themeService;
  return typeof found?._onChangeColors?.fire === 'function' && typeof found.colors === 'object' ? (found as ColourInternals) : undefined;
}

/**
 * Lets an opened terminal show new colours once a frame. What comes alone is shown at once as ever; the colours themselves change at
 * once in any case, so that who asks for one (OSC 4 with `?`) is answered with what was set just before.
 */
export function paceColours(term: Terminal): IDisposable {
  const internals = colourInternals(term);
  if (internals === undefined) return { dispose() {} };
  const emitter = internals._onChangeColors;
  const fire = emitter.fire.bind(emitter);
  let frame: number | undefined;
  let changed = false;

  function show(): void {
    changed = false;
    frame = requestAnimationFrame(() => {
      frame = undefined;
      if (changed) show();
    });
    fire(internals?.colors ?? {});
  }

  emitter.fire = () => {
    if (frame === undefined) show();
    else changed = true;
  };
  return {
    dispose() {
      if (frame !== undefined) cancelAnimationFrame(frame);
    },
  };
}
