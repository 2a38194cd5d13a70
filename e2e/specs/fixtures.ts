import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type BrowserContext, type Page } from 'playwright/test';
import type { WorldData } from '../testbed/data.ts';
import { makeHome, type Home } from '../testbed/home.ts';
import { startSshd, type Sshd } from '../testbed/sshd.ts';
import { startWorld, type World } from '../testbed/world.ts';
import { demoWorld } from '../testbed/worlds/demo.ts';
import { gangwayPage, type Gangway } from './gangway-page.ts';
import { missingShell, openShellOf, type ShellName } from './shells.ts';
import { WORDS, type SpokenLanguage } from './words.ts';

/** A running app with its page open. */
export interface OpenApp extends Gangway {
  readonly page: Page;
  /** The address that the browser host printed; absent on the desktop. */
  readonly url?: string;
  readonly pid?: number | undefined;
  readonly dataFolder: string;
  readonly context: BrowserContext;
  /** Everything that the app printed. */
  output(): string;
  /** Ends it by force and without a warning; what it started goes on. */
  crash(): Promise<void>;
  /** Ends it as a person would; a later `start` finds its data folder again. */
  stop(): Promise<void>;
}

interface Options {
  /** What the cloud holds; the demo world unless a spec says otherwise. */
  readonly worldData: WorldData;
  /** Errors of the page that a spec provokes on purpose. */
  readonly expectedErrors: RegExp;
  /** What the person's system speaks. */
  readonly language: SpokenLanguage;
}

interface Fixtures {
  /** The emulated cloud, whose `web-1` is the sshd. */
  readonly world: World;
  readonly home: Home;
  readonly dataFolder: string;
  /** Starts the app in this project's shell. All are ended after the test. */
  readonly start: (options?: { env?: NodeJS.ProcessEnv; args?: readonly string[] }) => Promise<OpenApp>;
  /** The app, started once. */
  readonly app: OpenApp;
  readonly shellIsThere: undefined;
}

interface WorkerFixtures {
  readonly sshd: Sshd;
  /** Another machine, for ways that lead through one. */
  readonly secondSshd: Sshd;
  /** Making key pairs takes a while: they are made once for all worlds. */
  readonly keysFolder: string;
}

/** The key pair of `web-1`. */
const PAIR = ['480215937742', 'eu-central-1', 'acme-prod'] as const;

/** Lets a world's instance be the sshd, with the key of its key pair let in. */
export async function pointAtSshd(world: World, sshd: Sshd, name = 'web-1'): Promise<void> {
  await sshd.authorize([world.keyPair(...PAIR).publicKey]);
  const { id, tags } = world.instance(name);
  // No image tells the login name any more, so its tag does.
  world.setInstance(id, {
    image: 'ami-0000000000000dead',
    publicIp: sshd.host,
    tags: { ...tags, user: sshd.user, 'gangway:ssh-port': String(sshd.port) },
  });
}

export const test = base.extend<Fixtures & Options, WorkerFixtures>({
  worldData: [demoWorld(), { option: true }],
  expectedErrors: [/^$/u, { option: true }],
  language: ['en', { option: true }],
  // Of the browser host's page; the other shells bring a browser of their own, which asks its environment.
  locale: async ({ language }, use) => {
    await use(language === 'en' ? 'en-US' : language);
  },

  shellIsThere: [
    async ({}, use, info) => {
      const missing = missingShell(info.project.name as ShellName);
      info.skip(missing !== undefined, missing);
      await use(undefined);
    },
    { auto: true },
  ],

  sshd: [
    async ({}, use) => {
      const sshd = await startSshd();
      await use(sshd);
      await sshd.stop();
    },
    { scope: 'worker' },
  ],

  secondSshd: [
    async ({}, use) => {
      const sshd = await startSshd({ hostKeys: ['ed25519'] });
      await use(sshd);
      await sshd.stop();
    },
    { scope: 'worker' },
  ],

  keysFolder: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'gangway-keys-'));
      await use(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],

  world: async ({ worldData, keysFolder, sshd }, use) => {
    const world = await startWorld(worldData, { keysFolder });
    if (world.data.instances.some(({ tags }) => tags['Name'] === 'web-1')) await pointAtSshd(world, sshd);
    await use(world);
    await world.close();
  },

  home: async ({ world }, use) => {
    const home = makeHome(world);
    await use(home);
    rmSync(home.folder, { recursive: true, force: true });
  },

  dataFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'gangway-data-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },

  start: async ({ home, dataFolder, context, expectedErrors, language }, use, info) => {
    const running: OpenApp[] = [];
    const errors: string[] = [];
    await use(async ({ env = home.env, args = [] } = {}) => {
      const spoken = language === 'en' ? {} : { LANGUAGE: language.replace('-', '_') };
      const opened = await openShellOf(info.project.name as ShellName, { env: { ...env, ...spoken }, dataFolder, args, context });
      watchErrors(opened.page, errors);
      const app = { ...opened, ...gangwayPage(opened.page, WORDS[language]), dataFolder };
      running.push(app);
      return app;
    });
    if (info.status !== info.expectedStatus) await attachWhatHappened(running, dataFolder, info);
    for (const app of running) await app.stop();
    expect(errors.filter((error) => !expectedErrors.test(error))).toEqual([]);
  },

  app: async ({ start }, use) => {
    await use(await start());
  },
});

/** What a page must never say, whatever is done to it. */
export function watchErrors(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(`${error.name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy|react|maximum update/iu.test(message.text())) errors.push(message.text());
  });
}

async function attachWhatHappened(
  running: readonly OpenApp[],
  dataFolder: string,
  info: { attach(name: string, options: { body: string; contentType: string }): Promise<void> },
): Promise<void> {
  const attach = (name: string, body: string): Promise<void> => info.attach(name, { body, contentType: 'text/plain' });
  for (const [index, app] of running.entries()) await attach(`output of the app ${index + 1}`, app.output());
  for (const name of readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })) {
    if (/\.(?:log|jsonl)$/u.test(name)) await attach(name, readFileSync(join(dataFolder, name), 'utf8'));
  }
}

export { expect };
