import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, dialog, powerMonitor, session as sessions, shell, type BrowserWindow } from 'electron';
import { AppError } from '../../shared/model/errors.ts';
import type { Link } from '../../shared/rpc/link.ts';
import { createDemo } from '../browser/demo.ts';
import { isOpenable } from '../browser/open-url.ts';
import type { GangwayHost } from '../host/create-host.ts';
import type { Platform } from '../host/platform.ts';
import { defaultDataFolder, openDataFolder } from '../store/data-folder.ts';
import { parseDesktopFlags } from './desktop-flags.ts';
import { endWithApp } from './end-with-app.ts';
import { guardContents, guardSession } from './guards.ts';
import { setMenu } from './menu.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { offerPorts } from './port-link.ts';
import { createSafeStorage } from './safe-storage.ts';
import { runSelfTest } from './self-test.ts';
import { createWindow } from './window.ts';
import { createWindowMemory, type WindowMemory } from './window-state.ts';
import { texts } from '../../shared/texts/current.ts';

/** A page that breaks down again this soon is not loaded a second time. Milliseconds. */
const CRASH_PAUSE = 10_000;

export interface DesktopOptions {
  /** The folder `out/` of the build. */
  readonly out: string;
  readonly createHost: (platform: Platform) => Promise<GangwayHost>;
}

/** The desktop app from its first line to its end. Its promise is to be awaited before Electron's `ready`. */
export async function runDesktop({ out, createHost }: DesktopOptions): Promise<void> {
  registerPageScheme();
  // Every page in the sandbox, whatever a window of the future may say.
  app.enableSandbox();
  const flags = parseDesktopFlags(process.argv.slice(app.isPackaged ? 1 : 2));
  const home = homedir();
  const dataFolder = flags.selfTest
    ? mkdtempSync(join(tmpdir(), 'gangway-self-test-'))
    : (flags.dataFolder ?? defaultDataFolder({ platform: process.platform, env: process.env, home }));
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch {
    // `openDataFolder` tells what is the matter.
  }
  // Chromium's own files, and with them the single-instance lock: one app for each data folder.
  app.setPath('userData', join(dataFolder, 'chromium'));
  if (!app.requestSingleInstanceLock()) return app.exit(0);

  const data = await openDataFolder(dataFolder).catch((error: unknown) => (error instanceof AppError ? error : Promise.reject(error)));
  if (data instanceof AppError) {
    dialog.showErrorBox('Gangway', [data.message, data.hint].filter((text) => text !== undefined).join('\n\n'));
    return app.exit(1);
  }
  if (data.problem !== undefined) app.setPath('userData', mkdtempSync(join(tmpdir(), 'gangway-')));

  const demo = flags.demo === undefined ? undefined : createDemo(flags.demo);
  const openExternal = async (url: string): Promise<void> => {
    if (!isOpenable(url)) throw new AppError('invalid-input', texts().hostTexts.onlyWeb);
    await shell.openExternal(url);
  };
  const platform: Platform = {
    shell: 'desktop',
    version: app.getVersion(),
    dataFolder: data.folder,
    ...(data.problem === undefined ? {} : { dataProblem: data.problem }),
    homeFolder: home,
    env: process.env,
    openExternal,
    ...(demo === undefined ? {} : { openDemo: async () => (await openExternal((await demo.open()).url), {}) }),
    onWake: (wake) => {
      powerMonitor.on('resume', wake);
      return () => void powerMonitor.removeListener('resume', wake);
    },
    onAway: (away) => {
      powerMonitor.on('suspend', away);
      // On macOS and Windows only; elsewhere nobody emits it.
      powerMonitor.on('lock-screen', away);
      return () => {
        powerMonitor.removeListener('suspend', away);
        powerMonitor.removeListener('lock-screen', away);
      };
    },
    safeStorage: createSafeStorage(),
    clipboard: {
      read: () => clipboard.readText(),
      write: async (text) => (text === '' ? clipboard.clear() : await clipboard.writeText(text)),
    },
  };

  let host: GangwayHost | undefined;
  let memory: WindowMemory | undefined;
  endWithApp({
    liveTerminals: () => host?.liveTerminals() ?? 0,
    liveLaunches: () => host?.liveLaunches() ?? 0,
    async close() {
      demo?.close();
      await Promise.all([host?.close(), memory?.written()]);
      data.release();
    },
  });

  // Not awaited: the caller awaits this function before `ready` may come.
  void app.whenReady().then(async () => {
    // Shutting down may have begun meanwhile; the host is small until it is used.
    host = await createHost(platform);
    memory = await createWindowMemory(data.folder);
    await openWindows({ out, dataFolder: data.folder, host, memory, openExternal, selfTest: flags.selfTest });
  });
}

interface OpenOptions {
  readonly out: string;
  readonly dataFolder: string;
  readonly host: GangwayHost;
  readonly memory: WindowMemory;
  readonly openExternal: (url: string) => Promise<void>;
  readonly selfTest: boolean;
}

async function openWindows({ out, dataFolder, host, memory, openExternal, selfTest }: OpenOptions): Promise<void> {
  const session = sessions.defaultSession;
  guardSession(session);
  servePage(session, join(out, 'renderer'));
  setMenu();

  let window: BrowserWindow | undefined;
  let attached: (link: Link) => void = () => {};
  offerPorts({
    isOurs: (id) => window?.webContents.id === id,
    attach: (link) => {
      attached(link);
      host.attach(link);
    },
  });
  app.on('web-contents-created', (_event, contents) => guardContents(contents, (url) => void openExternal(url).catch(() => {})));

  const open = (): BrowserWindow => {
    const made = createWindow({ session, preload: join(out, 'preload', 'preload.cjs'), memory });
    window = made;
    made.on('close', (event) => {
      // Closing the last window ends the app, so it asks as quitting does. On a Mac the app stays, with its terminals.
      if (process.platform === 'darwin' || host.liveTerminals() + host.liveLaunches() === 0) return;
      event.preventDefault();
      app.quit();
    });
    made.on('closed', () => {
      if (window === made) window = undefined;
    });
    reviveAfterCrash(made);
    return made;
  };

  if (selfTest) {
    const gotPort = new Promise<void>((resolve) => {
      attached = () => resolve();
    });
    const passed = await runSelfTest({ window: open(), session, out, gotPort });
    await host.close();
    rmSync(dataFolder, { recursive: true, force: true });
    return app.exit(passed ? 0 : 1);
  }

  app.on('second-instance', () => {
    if (window === undefined) return void open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  app.on('activate', () => {
    if (window === undefined) open();
  });
  app.on('window-all-closed', () => {
    // As every Mac app: it stays in the Dock, with its terminals.
    if (process.platform !== 'darwin') app.quit();
  });
  open();
}

function reviveAfterCrash(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const now = performance.now();
    if (reason === 'clean-exit' || now - last < CRASH_PAUSE) return;
    last = now;
    // The terminals live in this process: the new page brings them back.
    window.webContents.reload();
  });
}
