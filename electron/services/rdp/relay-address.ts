import { createHash } from 'node:crypto';

/** Ports that no system hands out by itself on macOS end here (`net.inet.ip.portrange.first` is 49152). */
const FIRST_PORT = 34_000;
const PORTS = 15_000;

/**
 * Where the relay of a machine listens: clients remember certificates, credentials and settings by address. Linux and Windows may bind any
 * 127.x.y.z, so each machine has its own and any port; macOS has 127.0.0.1 only, so each has its own port. Windows must not use 127.0.0.1:
 * mstsc refuses it.
 */
export function relayAddress(machine: string, platform: NodeJS.Platform): { readonly host: string; readonly port: number } {
  const [a = 0, b = 0, c = 0, d = 0] = createHash('sha256').update(machine).digest();
  if (platform === 'darwin') return { host: '127.0.0.1', port: FIRST_PORT + ((a * 256 + b) % PORTS) };
  // 127.0.x.y is what others use (a resolver of systemd, names of this computer).
  return { host: `127.${64 + (a % 64)}.${b}.${1 + ((c * 256 + d) % 254)}`, port: 0 };
}
