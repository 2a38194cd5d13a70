import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface DesktopFlags {
  readonly dataFolder?: string;
  readonly selfTest: boolean;
  /** The program of the demo world, and the Node that runs it: this process is Electron. Given by `npm start`. */
  readonly demo?: { readonly script: string; readonly node: string };
}

/**
 * Reads the command line of the desktop app. Nothing is refused: Chromium's switches (`--ozone-platform`, `--no-sandbox`) stand on
 * the same line, and systems add their own.
 */
export function parseDesktopFlags(args: readonly string[]): DesktopFlags {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      'data-dir': { type: 'string' },
      'self-test': { type: 'boolean' },
      'demo-script': { type: 'string' },
      'demo-node': { type: 'string' },
    },
  });
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const dataDir = text(values['data-dir']);
  const script = text(values['demo-script']);
  const node = text(values['demo-node']);
  return {
    ...(dataDir === undefined ? {} : { dataFolder: resolve(dataDir) }),
    selfTest: values['self-test'] === true,
    ...(script === undefined || node === undefined ? {} : { demo: { script: resolve(script), node } }),
  };
}
