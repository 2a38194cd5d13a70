import type { CloudName } from './account.ts';
import type { InstanceRef } from './instance.ts';
import type { NamedLayer, SettingsLayer } from './session-settings.ts';

/** What a session leads to: a plain host, or an instance by identity, which it follows when the address changes. */
export type SessionTarget =
  | { readonly kind: 'host'; readonly host: string }
  | ({
      readonly kind: 'instance';
      readonly cloud: CloudName /** Its name when it was saved, shown when it is gone. */;
      readonly name: string;
    } & InstanceRef);

export const PROTOCOLS = ['ssh', 'rdp'] as const;
/** What a session opens: a terminal, or a remote desktop. */
export type Protocol = (typeof PROTOCOLS)[number];

/** A saved session, as in PuTTY. */
export interface Session {
  readonly id: string;
  readonly name: string;
  /** Id of the folder it is in; `null`: at the top. */
  readonly folder: string | null;
  readonly protocol: Protocol;
  readonly target: SessionTarget;
  readonly settings: SettingsLayer;
}

export interface SessionFolder {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly settings: SettingsLayer;
}

/** All that the person saved. */
export interface SessionBook {
  readonly defaults: SettingsLayer;
  readonly folders: readonly SessionFolder[];
  readonly sessions: readonly Session[];
}

/** Changes by id: what is there is replaced, what is not is added. */
export interface SessionBookChange {
  readonly defaults?: SettingsLayer;
  readonly folders?: readonly SessionFolder[];
  readonly sessions?: readonly Session[];
  readonly removed?: readonly string[];
}

export const DEFAULTS_LAYER = 'Default Settings';
/** Folders within folders; a deeper tree is cut off. */
export const MAX_FOLDER_DEPTH = 16;

/**
 * The layers above a session (or above a folder, with its `parent`), the weakest first: Default Settings, then the folders from the
 * outermost. A folder that is not there, or a ring of folders, ends the way up.
 */
export function layersAbove(
  folder: string | null,
  folders: { get(id: string): SessionFolder | undefined },
  defaults: SettingsLayer,
): readonly NamedLayer[] {
  const way: NamedLayer[] = [];
  const seen = new Set<string>();
  for (let id = folder; id !== null && !seen.has(id) && way.length < MAX_FOLDER_DEPTH; ) {
    seen.add(id);
    const found = folders.get(id);
    if (found === undefined) break;
    way.unshift({ from: found.name, settings: found.settings });
    id = found.parent;
  }
  return [{ from: DEFAULTS_LAYER, settings: defaults }, ...way];
}
