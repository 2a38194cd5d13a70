import type { Duplex } from 'node:stream';
import type { PromptAnswer, PromptInput, PromptKind } from '../../shared/contract/contract.ts';
import type { SessionSettings } from '../../shared/model/session-settings.ts';
import type { ShellEnd, TerminalSize } from '../../shared/model/terminal.ts';
import type { SecretKind } from '../../shared/model/vault.ts';
import type { ReportStep } from '../dial/dialer.ts';

/**
 * Asks the person; resolves with the checked answer, rejects with `AppError('cancelled')` when dismissed, when the signal ends
 * or the window closes. The caller's own timers must stand still while it waits.
 */
export type Ask = <P extends PromptKind>(kind: P, input: PromptInput<P>, signal: AbortSignal) => Promise<PromptAnswer<P>>;

/** How to prove who we are. `file`: only this key is offered. `search`: what to try when nothing was chosen. */
export type Identity =
  | { readonly kind: 'file'; readonly path: string }
  /** With `sha256` only the agent's key of that fingerprint. */
  | { readonly kind: 'agent'; readonly sha256?: string }
  /** A private key kept in the vault, by its id. */
  | { readonly kind: 'vault'; readonly id: string }
  | { readonly kind: 'password' }
  /** No decision yet: ask the `authentication` prompt with this reason. `likely` stands chosen there. */
  | { readonly kind: 'ask'; readonly why: string; readonly likely?: 'password' };

/** The settings of a session that the SSH connection itself carries out. */
export type SshSettings = Pick<
  SessionSettings,
  | 'connectTimeout'
  | 'keepalive'
  | 'compression'
  | 'legacyAlgorithms'
  | 'certificate'
  | 'agentForwarding'
  | 'authMethods'
  | 'hostKeyPolicy'
  | 'pinnedHostKeys'
>;

/** The vault as a login sees it. Ids come from `secretId` in `shared/model/vault.ts`. */
export interface Secrets {
  /**
   * A saved secret. `undefined` when none was saved, or when the person left the vault locked: the login then asks. A locked vault
   * asks for its master password only when it holds this id.
   */
  find(id: string, why: string, signal: AbortSignal): Promise<string | undefined>;
  /** Why nothing can be remembered (policy); `undefined` when it can. */
  cannotRemember(): string | undefined;
  /** Whether a secret of this id is saved, or may be while the vault is locked. Nobody is asked. Absent: not known. */
  mayHold?(id: string): boolean;
  /** Saves after the login succeeded; asks to make or unlock a vault first where needed. */
  remember(secret: { id: string; kind: SecretKind; label: string; value: string }, signal: AbortSignal): Promise<void>;
}

export interface SshTarget {
  /** Name under which the host key is looked up and stored, and shown. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** What the prompts show, for example `web-1 (203.0.113.5)`. */
  readonly title: string;
  /** The terminal that asks, for the prompts. */
  readonly terminal: string;
  readonly identity: Identity;
  readonly userCandidates: readonly string[];
  /** Names the machine in the ids of its secrets (`machineSecretKey`). */
  readonly secretKey?: string;
  /** Built-in values where absent. */
  readonly settings?: SshSettings;
}

export interface SshConnectOptions {
  readonly stream: Duplex;
  readonly target: SshTarget;
  readonly ask: Ask;
  readonly secrets?: Secrets;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
  /** The person chose how to log in and wants it kept for this machine; told when the login succeeded with it. */
  readonly onRemember?: (choice: { user: string; keyFile: string }) => void;
}

/** A shell in a PTY with the window under our control: see `shared/performance` rules in CONTRIBUTING ("credit is the SSH window"). */
export interface Shell {
  onData(receive: (bytes: Uint8Array) => void): void;
  /** Called once; no data comes after it. */
  onEnd(ended: (end: ShellEnd) => void): void;
  /** `written` is called when the bytes left our buffers (the server's window took them); also when the shell is gone. */
  write(bytes: Uint8Array, written?: () => void): void;
  resize(size: TerminalSize): void;
  /** The consumer took `n` bytes: the server may send as many more (SSH_MSG_CHANNEL_WINDOW_ADJUST, batched). */
  consumed(n: number): void;
  /** Sends SIGHUP semantics: closes the channel. */
  close(): void;
}

export interface ShellOptions {
  readonly size: TerminalSize;
  /** Bytes of output that may be under way: `least` at first, up to `most` (`least` when absent) where a link is so long that a page waits. */
  readonly window: { readonly least: number; readonly most?: number };
  readonly signal: AbortSignal;
  /** `xterm-256color` when absent. */
  readonly term?: string;
  /** Runs this in the PTY instead of the login shell. */
  readonly command?: string;
  /** Asked for before the shell starts; servers refuse what they do not accept, and that is only told. */
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  /** Whether erasing takes a whole UTF-8 character (RFC 8160); `true` when absent. */
  readonly utf8?: boolean;
  readonly report?: ReportStep;
}

/** A TCP connection that came to a port that the server listens on for us. */
export interface Incoming {
  readonly stream: Duplex;
  /** Who connected there, for example `203.0.113.7:50112`. */
  readonly from: string;
}

/** A port on the server's side, open until `close`. */
export interface RemoteListener {
  readonly port: number;
  close(): void;
}

/** An authenticated connection that several tabs of one machine share. It ends when the last lease is released. */
export interface SshConnection {
  readonly user: string;
  /** Negotiated algorithms and the server's identification, for the tab's log. */
  readonly summary: string;
  shell(options: ShellOptions): Promise<Shell>;
  /** A TCP connection from the server to a port (`direct-tcpip`). Throws `unreachable`, `timeout`, `cancelled`, `lost`. */
  openTcp(options: { host: string; port: number; signal: AbortSignal }): Promise<Duplex>;
  /**
   * Lets the server listen (`tcpip-forward`); port 0 lets it choose. `bind` is sent as it is. Throws `unsupported` when it refuses,
   * `timeout`, `lost`.
   */
  listen(options: { bind: string; port: number }, onConnection: (incoming: Incoming) => void): Promise<RemoteListener>;
  /** Called once when the connection is gone; `undefined` when it was closed on purpose. */
  onLost(lost: (reason: string | undefined) => void): void;
  /** Sends a keepalive at once (system resume, network change). */
  ping(): void;
  close(): void;
}

/** Throws `AppError`; the stream is destroyed then. */
export type SshConnect = (options: SshConnectOptions) => Promise<SshConnection>;
