import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../shared/model/errors.ts';
import type { GangwayHost } from '../host/create-host.ts';
import type { Platform } from '../host/platform.ts';
import { defaultDataFolder, openDataFolder } from '../store/data-folder.ts';
import { startBrowserHost } from './browser-host.ts';
import { createDemo } from './demo.ts';
import type { Flags } from './flags.ts';
import { isOpenable, openUrl } from './open-url.ts';
import { texts } from '../../shared/texts/current.ts';

export interface RunOptions {
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly rendererFolder: string;
  readonly createHost: (platform: Platform) => Promise<GangwayHost>;
  readonly print: (line: string) => void;
}

export interface Running {
  /** Settles when all of the host is there; rejects, everything closed again, when it cannot be. */
  readonly whole: Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the app in plain Node and prints its address. That is as soon as the page can be had: the browser takes its time to come, and the
 * host behind the Link is put together meanwhile. Throws `AppError` with a message for the person: the data folder or the port in
 * use (`in-use`), a data folder that is none (`invalid-input`), no built page (`not-found`).
 */
export async function runBrowserHost({ flags, env, version, rendererFolder, createHost, print }: RunOptions): Promise<Running> {
  if (!existsSync(join(rendererFolder, 'index.html'))) {
    throw new AppError('not-found', `The page is not built: there is no index.html in ${rendererFolder}.`, {
      hint: 'Run `npm run build` first.',
    });
  }
  const home = homedir();
  const data = await openDataFolder(flags.dataFolder ?? defaultDataFolder({ platform: process.platform, env, home }));
  const demo = flags.demoScript === undefined ? undefined : createDemo({ node: process.execPath, script: flags.demoScript });
  const ends: (() => void | Promise<void>)[] = [data.release, () => demo?.close()];
  const close = async (): Promise<void> => {
    // The last opened goes first; the lock goes when nobody writes any more.
    for (const end of ends.splice(0).reverse()) await end();
  };
  let made: Promise<GangwayHost> | undefined;
  ends.push(async () => (await made?.catch(() => undefined))?.close());
  try {
    const server = await startBrowserHost({
      host: { attach: (link) => void made?.then((host) => host.attach(link), link.close) },
      rendererFolder,
      port: flags.port,
    });
    ends.push(() => server.close());
    print(`Gangway is ready: ${server.url}`);
    if (flags.open) openUrl(server.url);
    made = createHost({
      shell: 'browser',
      version,
      dataFolder: data.folder,
      ...(data.problem === undefined ? {} : { dataProblem: data.problem }),
      homeFolder: home,
      env,
      openExternal: async (url) => {
        if (!isOpenable(url)) throw new AppError('invalid-input', texts().hostTexts.onlyWeb);
        openUrl(url);
      },
      ...(demo === undefined ? {} : { openDemo: demo.open }),
    });
    const whole = made.then(
      () => {},
      async (error: unknown) => {
        await close();
        throw error;
      },
    );
    return { whole, close };
  } catch (error) {
    await close();
    throw error;
  }
}
