import type { WireError } from './errors.ts';

export const IMPORT_SOURCES = ['putty', 'putty-reg', 'ssh-config', 'known-hosts', 'winscp', 'mremoteng', 'mobaxterm', 'gangway'] as const;
export type ImportSource = (typeof IMPORT_SOURCES)[number];

/** One line of the preview. */
export interface ImportItem {
  readonly id: string;
  readonly kind: 'session' | 'folder' | 'defaults' | 'host-key';
  readonly name: string;
  /** Folders from the outermost, as the source has them. */
  readonly folder: readonly string[];
  /** For example `admin@web.example:22, key ~/k.ppk, 2 forwards`. */
  readonly summary: string;
  /** `new` comes in; `exists` is here already and is left alone; `skipped` cannot come in. */
  readonly status: 'new' | 'exists' | 'skipped';
  /** Why it exists or is skipped. */
  readonly why?: string;
  /** Settings of the source that have no place here: shown, not taken. */
  readonly notes: readonly string[];
}

export interface ImportPreview {
  /** For `imports.apply`; good until the next preview. */
  readonly id: string;
  readonly source: ImportSource;
  /** What was read, for example a path. */
  readonly where: string;
  readonly items: readonly ImportItem[];
  readonly problems: readonly WireError[];
}

/** A place where something to import was found by itself. */
export interface ImportPlace {
  readonly source: ImportSource;
  readonly where: string;
  /** For example `12 sessions`. */
  readonly what: string;
}

/** A host of the person's `~/.ssh/config`, shown live and never changed. */
export interface SshConfigHost {
  readonly alias: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** File and line of its Host block. */
  readonly where: string;
  readonly jump: readonly string[];
  readonly identityFiles: readonly string[];
  /** What is in the file and is not evaluated (Match exec …) or not done here. */
  readonly notes: readonly string[];
}

export interface SshConfigList {
  readonly file: string;
  readonly hosts: readonly SshConfigHost[];
  /** Host lines that mean names by patterns (`web-*`), each with all that stands in it: they cannot be listed, but connected to by name. */
  readonly patterns: readonly (readonly string[])[];
  readonly problems: readonly WireError[];
}
