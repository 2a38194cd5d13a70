import { join } from 'node:path';
import { runDesktop } from './desktop/desktop.ts';
import { surviveUnforeseenErrors } from './log/last-resort.ts';

surviveUnforeseenErrors();

// Awaited: what must be said before Electron's `ready` (scheme, paths, sandbox) is said in here.
await runDesktop({
  out: join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../out' : '..'),
  createHost: async (platform) => (await import('./host/create-host.ts')).createHost(platform),
});
