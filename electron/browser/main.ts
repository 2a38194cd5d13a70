import { join } from 'node:path';
import { AppError } from '../../shared/model/errors.ts';
import { parseFlags } from './flags.ts';
import { runBrowserHost, type Running } from './run.ts';
import { writeCompiledCode } from '../host/compiled-code.ts';
import { keepYoungGenerationSmall } from '../host/young-generation.ts';
import { surviveUnforeseenErrors } from '../log/last-resort.ts';
import { appVersion } from '../page/app-version.ts';

/** After a signal the process is gone within two seconds, whatever still hangs. Milliseconds. */
const CLOSE_LIMIT = 1_800;

let running: Running | undefined;
let closing = false;

// Before anything else: a signal during the start must end it too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

async function end(code: number): Promise<void> {
  // The person pressed Ctrl-C again, and means it.
  if (closing) process.exit(code);
  closing = true;
  setTimeout(() => process.exit(code), CLOSE_LIMIT).unref();
  await running?.close().catch(() => {});
  process.exit(code);
}

surviveUnforeseenErrors();

/** Says in one line what is wrong, and how to go on. */
function giveUp(error: unknown, code: number): never {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}\n`);
  process.exit(code);
}

function flags(): ReturnType<typeof parseFlags> {
  try {
    return parseFlags(process.argv.slice(2));
  } catch (error) {
    return giveUp(error, 2);
  }
}

try {
  // Run from the sources or from the build, which puts the page beside this file's folder.
  const rendererFolder = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../../out/renderer' : '../renderer');
  running = await runBrowserHost({
    flags: flags(),
    env: process.env,
    version: appVersion(import.meta.dirname),
    rendererFolder,
    async createHost(platform) {
      // Before the host is there: it would let the young generation grow.
      writeCompiledCode();
      keepYoungGenerationSmall();
      const { createHost } = await import('../host/create-host.ts');
      return await createHost(platform);
    },
    print: (line) => void process.stdout.write(`${line}\n`),
  });
  if (closing) await running.close();
  await running.whole;
} catch (error) {
  giveUp(error, 1);
}
