import type { ErrorCode } from '../../../shared/model/errors.ts';
import type { RdpClientId, RdpSettings } from '../../../shared/model/rdp.ts';

/** A piece of what is written to a program's standard input. The secret is filled in at the last moment, and nowhere else. */
export type Part = string | { readonly secret: 'password' };

export interface PlanFile {
  readonly path: string;
  /** Nobody else reads or writes it. */
  readonly mode: 0o600;
  readonly content: string;
  /** `utf-16le`: with its byte order mark, as mstsc wants it. */
  readonly encoding: 'utf-8' | 'utf-16le';
  /** Gets the password written into it (encrypted or scrambled, by the client's own tool): removed as soon as the client has read it. */
  readonly holdsSecret: boolean;
}

export interface Command {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  /** Besides the plain environment of the desktop. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: readonly Part[];
}

export interface RegistryValue {
  readonly name: string;
  readonly type: 'REG_SZ' | 'REG_BINARY';
  /** For REG_BINARY: hex. */
  readonly data: string;
}

/** What is done before the client starts, in this order. */
export type PlanStep =
  | ({ readonly kind: 'run'; readonly what: string; readonly timeoutMs: number } & Command)
  | { readonly kind: 'append'; readonly path: string; readonly text: string }
  /** A folder in which everything of another one is found by symbolic links, but for what is to be the launch's own. */
  | { readonly kind: 'mirror'; readonly from: string; readonly to: string; readonly except: readonly string[] }
  /** A generic credential of the Windows user, for this logon session only. One that is there already is left alone. */
  | { readonly kind: 'credential'; readonly target: string; readonly user: string; readonly mark: string; readonly secret: 'password' }
  /** Under HKEY_CURRENT_USER. */
  | { readonly kind: 'registry'; readonly key: string; readonly values: readonly RegistryValue[] };

/** What is to be removed again. The journal keeps these on the disk before the thing is made. */
export type CleanUp =
  | { readonly kind: 'file'; readonly path: string; readonly when: 'connected' | 'ended' }
  /** The private folder of the launch with all that is in it. */
  | { readonly kind: 'folder'; readonly path: string; readonly when: 'ended' }
  /** Only while it still carries our mark. */
  | { readonly kind: 'credential'; readonly target: string; readonly mark: string; readonly when: 'connected' }
  | { readonly kind: 'registry'; readonly key: string; readonly when: 'ended' };

export interface ExitMeaning {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  /** Only if this stands in what the program printed. */
  readonly output?: string;
  /** Only if a desktop had been there, or had not. */
  readonly session?: boolean;
  readonly how: 'closed' | 'logged-off' | 'lost' | 'failed';
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
}

/** All that starting one client takes, as data. It names the place of the password, and never holds it. */
export interface Plan {
  readonly client: RdpClientId;
  readonly label: string;
  readonly files: readonly PlanFile[];
  readonly steps: readonly PlanStep[];
  readonly run: Command & {
    /** `process`: it lives as long as its session. `relay`: it returns at once, and only the relay tells how it goes on. */
    readonly life: 'process' | 'relay';
  };
  readonly cleanUp: readonly CleanUp[];
  /** The client is going to ask for the password: it is to be offered for copying. */
  readonly asksPassword: boolean;
  /** The first that fits holds. */
  readonly exits: readonly ExitMeaning[];
  /** Options that were asked for and that this client does not have. */
  readonly ignored: readonly { readonly option: keyof RdpSettings; readonly why: string }[];
}
