import { RDP_BUILT_IN, type RdpSettings } from '../../../../shared/model/rdp.ts';
import type { PlanInput } from '../plan.ts';

/** One of each kind, by what it is called in tests; with where it keeps things. */
export const CLIENTS: Record<string, PlanInput['client'] & { folder: string; host: string; home: string }> = {
  mstsc: {
    ...{ id: 'mstsc', program: 'C:\\Windows\\System32\\mstsc.exe', version: [] },
    ...{ folder: 'C:\\Users\\anna\\AppData\\Roaming\\Gangway\\rdp\\rdp-1', host: '127.4.5.6', home: 'C:\\Users\\anna' },
  },
  'windows-app': {
    ...{ id: 'windows-app', program: '/Applications/Windows App.app', version: [11, 1, 7] },
    ...{ folder: '/Users/anna/Library/Application Support/Gangway/rdp/rdp-1', host: '127.0.0.1', home: '/Users/anna' },
  },
  remmina: {
    ...{ id: 'remmina', program: '/usr/bin/remmina', version: [1, 4, 29], library: 2 },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  'remmina-freerdp3': {
    ...{ id: 'remmina', program: '/usr/bin/remmina', version: [1, 4, 39], library: 3 },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  'remmina-flatpak': {
    ...{ id: 'remmina', program: '/usr/bin/flatpak', version: [1, 4, 39], variant: 'flatpak' },
    ...{ folder: '/home/anna/.var/app/org.remmina.Remmina/cache/gangway/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  freerdp2: {
    ...{ id: 'freerdp', program: '/usr/bin/xfreerdp', version: [2, 11, 7] },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  freerdp3: {
    ...{ id: 'freerdp', program: '/usr/bin/xfreerdp3', version: [3, 15, 0] },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  'freerdp3-sdl': {
    ...{ id: 'freerdp', program: '/usr/bin/sdl-freerdp3', version: [3, 15, 0], variant: 'sdl' },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
};

/** Every option that a person has, one at a time. */
export const OPTIONS: Record<string, Partial<RdpSettings>> = {
  'full screen': { rdpScreen: 'full' },
  'a size': { rdpWidth: 1600, rdpHeight: 900 },
  'all monitors': { rdpScreen: 'full', rdpAllMonitors: true },
  'no clipboard': { rdpClipboard: false },
  drives: { rdpDrives: true },
  'sound on the server': { rdpSound: 'server' },
  'no sound': { rdpSound: 'off' },
  'administrative session': { rdpAdmin: true },
  gateway: { rdpGateway: 'gate.example.com' },
  'gateway with a port': { rdpGateway: 'gate.example.com:8443' },
  'further lines': { rdpExtraLines: ['connection type:i:7', 'Session bpp:i:16', 'alternate shell:s:||notes', 'selectedmonitors:s:0,1'] },
};

export const SHA1 = 'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01';
export const SHA256 = `${SHA1}:02:03:04:05:06:07:08:09:0A:0B:0C:0D`;

/** A click on a machine with an awkward name. */
export function inputFor(name: string, change: Partial<PlanInput> = {}, options: Partial<RdpSettings> = {}): PlanInput {
  const found = CLIENTS[name];
  if (found === undefined) throw new Error(name);
  const { folder, host, home, ...client } = found;
  return {
    client,
    host,
    port: 53_389,
    label: 'Büro [1] \\ "test" = 50%',
    user: 'Administrator',
    domain: '',
    hasPassword: true,
    options: { ...RDP_BUILT_IN, ...options },
    certificate: { sha256: SHA256, sha1: SHA1, der: Buffer.alloc(60, 'certificate').toString('base64') },
    folder,
    token: 'L7x',
    display: { kind: client.id === 'mstsc' ? 'windows' : client.id === 'windows-app' ? 'macos' : 'x11' },
    home,
    ...change,
  };
}
