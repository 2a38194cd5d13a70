import { z } from 'zod';
import { RDP_CLIENTS } from '../model/rdp.ts';
import { COLOUR_NAMES, ENCODINGS, type SessionSettings, type SettingsLayer } from '../model/session-settings.ts';
import { filePath, hostName, port } from './common.ts';
import { texts } from '../texts/current.ts';
import { once } from '../once.ts';

/** One line of text without control characters. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f]*$/u, { error: () => texts().contractErrors.controls });
/** One line that goes into files without any escaping, so also without the line ends that some programs know besides CR and LF. */
const plainLine = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/u, { error: () => texts().contractErrors.controls });
const address = hostName;
const sha256 = once(() => z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/u, { error: () => texts().contractErrors.fingerprint }));

const forward = once(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('local'), bind: address().or(z.literal('')), port: port(), host: address(), hostPort: port() }),
    z.strictObject({
      kind: z.literal('remote'),
      bind: address().or(z.literal('')),
      port: z.int().min(0).max(65_535),
      host: address(),
      hostPort: port(),
    }),
    z.strictObject({ kind: z.literal('dynamic'), bind: address().or(z.literal('')), port: port() }),
  ]),
);

/** The limits of each setting. */
export const settingFields = once(
  () =>
    ({
      port: port(),
      user: line(256),
      route: z.enum(['auto', 'public', 'ipv6', 'private']),
      jump: z.array(line(512).min(1)).max(8),
      addressFamily: z.enum(['any', 'ipv4', 'ipv6']),
      connectTimeout: z.int().min(1).max(600),
      keepalive: z.int().min(0).max(86_400),
      tcpKeepalive: z.boolean(),
      compression: z.boolean(),
      proxy: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('none') }),
        z.strictObject({ kind: z.enum(['socks5', 'http']), host: address(), port: port(), user: line(255) }),
      ]),
      legacyAlgorithms: z.boolean(),
      key: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('auto') }),
        z.strictObject({ kind: z.literal('file'), path: filePath() }),
        z.strictObject({ kind: z.literal('vault'), id: z.string().min(1).max(1_024) }),
        z.strictObject({ kind: z.literal('agent'), sha256: sha256().or(z.literal('')) }),
        z.strictObject({ kind: z.literal('none') }),
      ]),
      certificate: z.string().max(4_096),
      agentForwarding: z.boolean(),
      authMethods: z
        .array(z.enum(['publickey', 'keyboard-interactive', 'password']))
        .min(1)
        .max(3),
      hostKeyPolicy: z.enum(['ask', 'accept-new', 'strict']),
      pinnedHostKeys: z.array(sha256()).max(32),
      terminalType: z.string().regex(/^[A-Za-z0-9._+-]{1,64}$/u, { error: () => texts().contractErrors.terminalType }),
      columns: z.int().min(0).max(1_000),
      rows: z.int().min(0).max(1_000),
      scrollback: z.int().min(0).max(100_000),
      encoding: z.enum(ENCODINGS),
      bell: z.enum(['none', 'visual', 'sound']),
      backspace: z.enum(['delete', 'control-h']),
      pasteGuard: z.boolean(),
      closeOnExit: z.enum(['never', 'clean', 'always']),
      fontFamily: line(256),
      fontSize: z.int().min(6).max(40),
      theme: z.enum(['app', 'light', 'dark']),
      colours: z.partialRecord(z.enum(COLOUR_NAMES), z.string().regex(/^#[0-9a-f]{6}$/u, { error: () => texts().contractErrors.colour })),
      tabColour: z.enum(['none', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey']),
      cursor: z.enum(['block', 'underline', 'bar']),
      cursorBlink: z.boolean(),
      environment: z
        .array(
          z.strictObject({
            name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,255}$/u, { error: () => texts().contractErrors.variableName }),
            value: z
              .string()
              .max(4_096)
              .regex(/^[^\u0000]*$/u),
          }),
        )
        .max(128),
      remoteCommand: z
        .string()
        .max(8_192)
        .regex(/^[^\u0000]*$/u),
      logging: z.enum(['off', 'printable', 'all']),
      logFile: line(1_024).min(1),
      logClash: z.enum(['new', 'append', 'overwrite']),
      forwards: z.array(forward()).max(64),
      rdpPort: port(),
      rdpUser: plainLine(256),
      rdpDomain: plainLine(256),
      rdpClient: z.enum(['auto', ...RDP_CLIENTS]),
      rdpScreen: z.enum(['window', 'full']),
      rdpWidth: z.int().min(200).max(8_192),
      rdpHeight: z.int().min(200).max(8_192),
      rdpAllMonitors: z.boolean(),
      rdpClipboard: z.boolean(),
      rdpDrives: z.boolean(),
      rdpSound: z.enum(['here', 'server', 'off']),
      rdpAdmin: z.boolean(),
      rdpGateway: z
        .string()
        .max(261)
        .regex(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/u, { error: () => texts().contractErrors.gateway })
        .or(z.literal('')),
      rdpExtraLines: z.array(plainLine(1_024).regex(/^[^:]+:[a-z]:.*$/u, { error: () => texts().contractErrors.rdpLine })).max(64),
    }) satisfies { readonly [K in keyof SessionSettings]: z.ZodType<SessionSettings[K]> },
);

/** What a layer stores. */
export const settingsLayer = once((): z.ZodType<SettingsLayer> => z.strictObject(settingFields()).partial() as z.ZodType<SettingsLayer>);
