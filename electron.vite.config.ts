import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { lightBuiltins } from './scripts/light-builtins.ts';
import { withOneByteCode } from './scripts/one-byte-code.ts';
import { pageInOneFile } from './scripts/page-in-one-file.ts';

const root = import.meta.dirname;
/** `scripts/build.ts` builds elsewhere and swaps, so that nobody meets half a build. */
const out = process.env['GANGWAY_BUILD_OUT'] ?? join(root, 'out');

/** Optional native parts of packages (ssh2, ws). Each is asked for inside a `try`, and Gangway ships none of them. */
const NATIVE = /(?:^|\/)(?:cpu-features|bufferutil|utf-8-validate)$|\.node$/u;

function withoutNativeParts(): Plugin {
  const id = '\0native-part';
  return {
    name: 'gangway:without-native-parts',
    enforce: 'pre',
    resolveId: (source) => (NATIVE.test(source) ? id : null),
    load: (loaded) => (loaded === id ? "throw new Error('This native part is not shipped with Gangway.');" : null),
  };
}

export default defineConfig({
  main: {
    plugins: [withoutNativeParts(), lightBuiltins(), withOneByteCode()],
    // The host runs in Node: the packages' Node builds as ES modules, which can be shaken and load faster.
    resolve: { mainFields: ['module', 'main'], conditions: ['node', 'import', 'module', 'default'] },
    build: {
      // All packages go into the bundle (load 460 → 100 ms): nothing of node_modules is shipped.
      externalizeDeps: false,
      target: 'node22',
      outDir: join(out, 'main'),
      rolldownOptions: {
        input: {
          main: join(root, 'electron/main.ts'),
          'browser-host': join(root, 'electron/browser-host.ts'),
          // Entries of worker threads: their starters look for them beside themselves.
          'aws-worker': join(root, 'electron/clouds/aws/aws-worker.ts'),
          'decrypt-worker': join(root, 'electron/ssh/keys/decrypt-worker.ts'),
          'parse-worker': join(root, 'electron/services/imports/parse-worker.ts'),
        },
        // Flat, so that `import.meta.url` of any chunk lies in the folder of the worker entries.
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          // The engine keeps the text of what it has loaded: without comments, but with names and lines, for whoever reads a trace in the log.
          comments: { legal: true, annotation: false, jsdoc: false },
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: join(out, 'preload'),
      rolldownOptions: {
        input: { preload: join(root, 'electron/preload/preload.ts') },
        // A sandboxed preload script must be CommonJS: https://www.electronjs.org/docs/latest/tutorial/esm#sandboxed-preload-scripts-cant-use-esm-imports
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: join(root, 'renderer'),
    plugins: [react(), pageInOneFile(join(root, 'renderer')), withOneByteCode()],
    build: {
      outDir: join(out, 'renderer'),
      minify: true,
      chunkSizeWarningLimit: 3_000,
      // Fonts and pictures as files: the page's policy knows no `font-src data:`.
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(root, 'renderer/index.html') },
    },
  },
});
