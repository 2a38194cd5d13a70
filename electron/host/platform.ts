import type { WireError } from '../../shared/model/errors.ts';
import type { SystemClipboard } from '../services/rdp/copied-password.ts';
import type { SafeStorage } from '../services/vault/safe-storage.ts';

/**
 * What the host process needs from the shell it runs in (desktop or browser). The whole difference between the two, with the
 * Link, is behind this port.
 */
export interface Platform {
  readonly shell: 'desktop' | 'browser';
  readonly version: string;
  /** Gangway's own data folder. Exists and is locked by this process when the host is created, unless `dataProblem` says why not. */
  readonly dataFolder: string;
  /** The data folder cannot be written to: the app runs, keeps everything in memory, and tells the person this. */
  readonly dataProblem?: WireError;
  readonly homeFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  openExternal(url: string): Promise<void>;
  /** Starts the demo world beside this app; absent where there is none. */
  openDemo?: () => Promise<{ url?: string }>;
  /** System resumed from sleep or the network changed: pings go out at once. Returns what ends the listening. */
  onWake?: (wake: () => void) => () => void;
  /** System goes to sleep or its screen is locked. Returns what ends the listening. */
  onAway?: (away: () => void) => () => void;
  /** The desktop's safe storage, where there is one. */
  readonly safeStorage?: SafeStorage;
  /** The clipboard, where the shell reaches it without its page. */
  readonly clipboard?: SystemClipboard;
}
