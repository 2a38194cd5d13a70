// Runs the built main process on the Chromium-backed stand-in: `node e2e/electron-stand-in/run.ts [flags of the app]`.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { CHROMIUM_ARGS } from '../testbed/chromium-args.ts';
import { startChromiumEngine } from './chromium-engine.ts';
import { createStandIn } from './stand-in.ts';

const root = join(import.meta.dirname, '..', '..');
const system = '/usr/bin/chromium';

// Chromium in Electron speaks the system's language, which GLib reads from here first; a bare Chromium has to be told.
// https://docs.gtk.org/glib/func.get_language_names.html
const spoken = process.env['LANGUAGE']?.split(':').map((name) => name.replace('_', '-'));

const engine = await startChromiumEngine({
  executable: existsSync(system) ? system : chromium.executablePath(),
  args: [...CHROMIUM_ARGS, ...(spoken === undefined ? [] : [`--accept-lang=${spoken.join(',')}`])],
});
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const { electron, control } = createStandIn({
  engine,
  version,
  exit: (code) => void engine.close().finally(() => process.exit(code)),
});

// `electron` becomes a module of the stand-in's exports; a name that it lacks fails the import, as it should.
const holder = globalThis as { gangwayElectron?: Readonly<Record<string, unknown>> };
holder.gangwayElectron = electron;
const source = Object.keys(electron)
  .map((name) => `export const ${name} = globalThis.gangwayElectron.${name};`)
  .join('\n');
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: 'stand-in:electron', format: 'module', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) => (url === 'stand-in:electron' ? { format: 'module', source, shortCircuit: true } : next(url, context)),
});

// Another build than the checkout's own with `GANGWAY_OUT`, as for the other shells of the specs.
const entry = join(process.env['GANGWAY_OUT'] ?? join(root, 'out'), 'main', 'main.js');
process.argv = [process.execPath, root, ...process.argv.slice(2)];
try {
  await import(pathToFileURL(entry).href);
} catch (error) {
  // Nothing of a start that failed goes on, Chromium least of all.
  console.error(error);
  await engine.close();
  process.exit(1);
}
control.ready();
console.log(`Stand-in is ready: ${engine.endpoint}`);
