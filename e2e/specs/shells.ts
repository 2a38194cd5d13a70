import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, chromium, type BrowserContext, type Page } from 'playwright/test';
import { noWindowBecause } from '../../scripts/find-electron.ts';
import { startShell } from '../electron-stand-in/shell.ts';
import { startApp } from '../testbed/app.ts';

/** The three shells in which the same specs run; named as the projects of Playwright. */
export type ShellName = 'browser' | 'shell' | 'electron';

export interface ShellOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly dataFolder: string;
  /** Further flags of the app. */
  readonly args?: readonly string[];
  /** Where the browser host's page opens; the others bring their own. */
  readonly context: BrowserContext;
}

export interface OpenShell {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The address that the browser host printed. */
  readonly url?: string;
  /** The browser host's process. */
  readonly pid?: number | undefined;
  /** Everything printed so far. */
  output(): string;
  /** Ends the app by force and without a warning; what it started goes on. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');
/** The build to be tested; another one than the checkout's own with `GANGWAY_OUT`. */
const OUT = process.env['GANGWAY_OUT'] ?? join(root, 'out');

/** Why a shell cannot be opened on this computer; `undefined` when it can. */
export function missingShell(name: ShellName): string | undefined {
  if (name !== 'electron') return undefined;
  if (electronBinary() === undefined) return 'Electron’s binary is not on this computer.';
  const superuser = process.getuid?.() === 0;
  const why = noWindowBecause({ platform: process.platform, env: process.env, superuser });
  return why === undefined ? undefined : `No window of Electron can be shown: ${why}.`;
}

export function openShellOf(name: ShellName, options: ShellOptions): Promise<OpenShell> {
  switch (name) {
    case 'browser':
      return openBrowser(options);
    case 'shell':
      return openStandIn(options);
    case 'electron':
      return openElectron(options);
  }
}

async function openBrowser({ env, dataFolder, args = [], context }: ShellOptions): Promise<OpenShell> {
  const app = await startApp({ env, dataFolder, args, entry: join(OUT, 'main/browser-host.js') });
  const page = await context.newPage();
  await page.goto(app.url);
  return {
    page,
    context,
    url: app.url,
    pid: app.process.pid,
    output: app.output,
    async crash() {
      const ended = new Promise((resolve) => app.process.once('exit', resolve));
      app.process.kill('SIGKILL');
      await ended;
    },
    async stop() {
      await page.close();
      await app.stop();
    },
  };
}

/** The built main process, preload script and page on the Chromium-backed stand-in for Electron. */
async function openStandIn({ env, dataFolder, args = [] }: ShellOptions): Promise<OpenShell> {
  const shell = await startShell({ env, dataFolder, args });
  const browser = await chromium.connectOverCDP(shell.endpoint);
  const context = browser.contexts()[0];
  const page = context?.pages()[0];
  if (context === undefined || page === undefined) throw new Error('The stand-in opened no window.');
  return {
    page,
    context,
    output: shell.output,
    crash: shell.crash,
    async stop() {
      await browser.close();
      await shell.stop();
    },
  };
}

async function openElectron({ env, dataFolder, args = [] }: ShellOptions): Promise<OpenShell> {
  const variables = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const app = await _electron.launch({
    executablePath: electronBinary() ?? '',
    args: [root, '--data-dir', dataFolder, ...args],
    env: variables,
  });
  let output = '';
  for (const stream of [app.process().stdout, app.process().stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()));
  return {
    page: await app.firstWindow(),
    context: app.context(),
    output: () => output,
    async crash() {
      const closed = app.waitForEvent('close');
      app.process().kill('SIGKILL');
      await closed;
    },
    stop: () => app.close(),
  };
}

/** As Electron's own `index.js` finds it, which would start to download when there is none. */
function electronBinary(): string | undefined {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}
