import type { WireError } from './errors.ts';
import type { Machine } from './machine.ts';
import type { Step } from './terminal.ts';

export const RDP_CLIENTS = ['mstsc', 'windows-app', 'remmina', 'freerdp'] as const;
export type RdpClientId = (typeof RDP_CLIENTS)[number];

/** A remote desktop client that was found on this computer. */
export interface RdpClient {
  readonly id: RdpClientId;
  /** For example `Remmina 1.4.29`. */
  readonly name: string;
}

export interface RdpClients {
  readonly found: readonly RdpClient[];
  /** Commands that install one on this system, the best first; each with what it is for. */
  readonly install: readonly { readonly what: string; readonly command: string }[];
}

/** The settings of a session that are about remote desktop; merged in layers like all others. */
export interface RdpSettings {
  readonly rdpPort: number;
  /** Empty: the administrator's name of the machine, else the question. */
  readonly rdpUser: string;
  /** Empty: a local account. */
  readonly rdpDomain: string;
  /** `auto`: the first that is found. */
  readonly rdpClient: 'auto' | RdpClientId;
  readonly rdpScreen: 'window' | 'full';
  /** Pixels of the window. */
  readonly rdpWidth: number;
  readonly rdpHeight: number;
  readonly rdpAllMonitors: boolean;
  readonly rdpClipboard: boolean;
  /** Shares the home folder of this computer with the remote one. */
  readonly rdpDrives: boolean;
  readonly rdpSound: 'here' | 'server' | 'off';
  /** The administrative session of the server. */
  readonly rdpAdmin: boolean;
  /** Remote Desktop Gateway, `host` or `host:port`; empty: none. */
  readonly rdpGateway: string;
  /** Further lines `name:type:value` of a `.rdp` file; only clients that take such a file use them. */
  readonly rdpExtraLines: readonly string[];
}

export const RDP_BUILT_IN: RdpSettings = {
  rdpPort: 3_389,
  rdpUser: '',
  rdpDomain: '',
  rdpClient: 'auto',
  rdpScreen: 'window',
  rdpWidth: 1_280,
  rdpHeight: 800,
  rdpAllMonitors: false,
  rdpClipboard: true,
  rdpDrives: false,
  rdpSound: 'here',
  rdpAdmin: false,
  rdpGateway: '',
  rdpExtraLines: [],
};

/** A started remote desktop. It belongs to the host process and is listed while it lives and after it failed. */
export interface RdpLaunch {
  readonly id: string;
  readonly machine: Machine;
  readonly name: string;
  readonly user: string;
  readonly client: RdpClientId | 'none';
  /**
   * `preparing`: route, password, certificate. `launching`: the client was started. `connected`: bytes of a session flow.
   * `waiting`: no client; the way is kept open for one that the person starts. `ended`, `failed`: over.
   */
  readonly state: 'preparing' | 'launching' | 'connected' | 'waiting' | 'ended' | 'failed';
  /** `host:port` that a client is to be pointed at. */
  readonly address?: string;
  /** For example `straight` or `through jump.example`. */
  readonly route?: string;
  readonly startedAt: number;
  /** The machine has not made its password yet: when it is asked for again, in epoch milliseconds. */
  readonly retryAt?: number;
  readonly connectedAt?: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly error?: WireError;
  readonly log: readonly Step[];
}

export type RdpLaunchChange =
  | { readonly kind: 'put'; readonly launch: Omit<RdpLaunch, 'log'> & { readonly newLines: readonly Step[] } }
  | { readonly kind: 'removed'; readonly id: string };

/** How an initial administrator password stands. */
export type WindowsPasswordState =
  | { readonly kind: 'saved'; readonly user: string }
  /** Can be decrypted with this key file. */
  | { readonly kind: 'ready'; readonly user: string; readonly keyFile?: string; readonly encrypted: boolean }
  /** Not made yet by the machine; `retryAt` in epoch milliseconds. */
  | { readonly kind: 'not-yet'; readonly retryAt: number }
  /** Will never be there: ED25519 pair, no pair, an image that makes none; `why` says it and what to do. */
  | { readonly kind: 'never'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };
