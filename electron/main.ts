import { join } from 'node:path';
import { runDesktop } from './desktop/desktop.ts';
import { redactText } from './log/redact.ts';

// One failure that nobody foresaw must not take every open terminal with it, nor show Electron's own error box.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    console.error(`Gangway met an error: ${redactText(error instanceof Error ? (error.stack ?? error.message) : String(error))}`);
  });
}

// Awaited: what must be said before Electron's `ready` (scheme, paths, sandbox) is said in here.
await runDesktop({
  out: join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../out' : '..'),
  createHost: async (platform) => (await import('./host/create-host.ts')).createHost(platform),
});
