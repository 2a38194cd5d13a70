import { spawn } from 'node:child_process';

/**
 * Opens an address in the person's browser. Whether that worked is not to be known, so nothing is thrown: the caller prints the
 * address as well. The address goes as one argument, through no shell.
 */
export function openUrl(url: string, platform: NodeJS.Platform = process.platform): void {
  const [command, args] = opener(url, platform);
  const child = spawn(command, args, { stdio: 'ignore', detached: platform !== 'win32', windowsHide: true });
  child.on('error', () => {});
  child.unref();
}

/** The system's own command for it, and its arguments. */
export function opener(url: string, platform: NodeJS.Platform): readonly [string, readonly string[]] {
  if (platform === 'darwin') return ['open', [url]];
  // `start` belongs to cmd.exe, which reads & and % in its own way; this is what it would call.
  if (platform === 'win32') return ['rundll32.exe', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}

const OPENABLE = new Set(['http:', 'https:', 'mailto:']);

/** Whether an address may be handed to the system: web pages and mail only, for other schemes start programs. */
export function isOpenable(url: string): boolean {
  return URL.canParse(url) && OPENABLE.has(new URL(url).protocol);
}
