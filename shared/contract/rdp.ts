import { z } from 'zod';
import { RDP_CLIENTS, type RdpClients, type RdpLaunch, type RdpLaunchChange, type WindowsPasswordState } from '../model/rdp.ts';
import { machine, nothing } from './common.ts';
import { method, subscription } from './define.ts';
import { once } from '../once.ts';
import { settingsLayer } from './session-settings.ts';

const launchId = once(() => z.string().min(1).max(64));

export const rdpMethods = {
  /** The clients on this computer; looked for again at each call. */
  'rdp.clients': method(nothing).returns<RdpClients>(),
  /**
   * Opens a remote desktop. Returns at once: how it goes on shows in `rdp.launches`. An instance that is not running is refused with
   * `not-running`. A second launch to the same machine opens a second desktop: whoever may not mean that is asked by the page.
   * `settings` are the strongest layer, for what is not saved: `rdp://user@host`, a session that is being edited.
   */
  'rdp.launch': method(() =>
    z.strictObject({ machine: machine(), client: z.enum(RDP_CLIENTS).optional(), settings: settingsLayer().optional() }),
  ).returns<{
    launch: string;
  }>(),
  /** No client: keeps the way open and tells address, user and how to get the password. */
  'rdp.openWay': method(() => z.strictObject({ machine: machine(), settings: settingsLayer().optional() })).returns<{ launch: string }>(),
  /** Ends the client, its tunnel, and removes what it left; or forgets one that is over. */
  'rdp.close': method(() => z.strictObject({ launch: launchId() })).returns<void>(),
  'rdp.passwordState': method(() => z.strictObject({ machine: machine() })).returns<WindowsPasswordState>(),
  /** The password as text, because the person asked to see or copy it. The page shows it and keeps it nowhere. */
  'rdp.revealPassword': method(() => z.strictObject({ machine: machine() })).returns<{ user: string; password: string }>(),
  /**
   * The password to the clipboard, from which it is taken again after 60 s unless something else is there by then. `page`: the host reaches
   * no clipboard here, and nothing was copied.
   */
  'rdp.copyPassword': method(() => z.strictObject({ machine: machine() })).returns<{ by: 'host' | 'page' }>(),
  /** The decrypted password into the vault. */
  'rdp.savePassword': method(() => z.strictObject({ machine: machine() })).returns<void>(),
  /** A `.rdp` file without password, for the address of a launch. `utf-16le`: with its byte order mark, as Windows has it. */
  'rdp.file': method(() => z.strictObject({ launch: launchId() })).returns<{
    fileName: string;
    text: string;
    encoding: 'utf-8' | 'utf-16le';
  }>(),
};

export const rdpSubscriptions = {
  'rdp.launches': subscription(nothing).of<readonly RdpLaunch[], RdpLaunchChange>(),
};
