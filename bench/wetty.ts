import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';
import type { Terminal } from '@xterm/xterm';
import { VIEWPORT } from './chromium.ts';
import { PROMPT, type SshWorld } from './ssh-world.ts';

export const WETTY = 'wetty@3.2.0';
/** Outside package.json and Git: others of its kind are no dependencies of this project. */
const FOLDER = fileURLToPath(new URL(`../.cache/peers/${WETTY}`, import.meta.url));
const INSTALL_LIMIT_MS = 300_000;
const START_LIMIT_MS = 30_000;
/** It takes half a minute where it does not stop for good. */
const RUN_LIMIT_MS = 120_000;

type WettyWindow = Window & { readonly wetty_term?: Terminal };

/** WeTTY in a page of its own, logged in at the server of the measurement. */
export interface Wetty {
  /** Types a line and gives the milliseconds from Enter to the next prompt parsed. */
  runLine(line: string): Promise<number>;
  close(): Promise<void>;
}

/** The peer gave no answer: nothing that can be compared. */
export class PeerStopped extends Error {}

/** Installs it on the first run, with npm; its `node-pty` is compiled here. Throws npm's last words. */
export async function installWetty(): Promise<void> {
  if (existsSync(entry()) && existsSync(join(FOLDER, 'complete'))) return;
  mkdirSync(FOLDER, { recursive: true });
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', FOLDER, WETTY], {
    cwd: FOLDER,
    timeout: INSTALL_LIMIT_MS,
  });
  // This project's settings let no package run anything at its installation.
  await promisify(execFile)('npm', ['rebuild', 'node-pty', '--ignore-scripts=false', '--prefix', FOLDER], {
    cwd: FOLDER,
    timeout: INSTALL_LIMIT_MS,
  });
  mkdirSync(join(FOLDER, 'complete'), { recursive: true });
}

const entry = (): string => join(FOLDER, 'node_modules/wetty/build/main.js');

export async function openWetty(browser: Browser, world: SshWorld): Promise<Wetty> {
  const port = await freePort();
  const { sshd, knownHosts } = world;
  const ssh = ['--force-ssh', '--ssh-host', '127.0.0.1', '--ssh-port', String(sshd.port), '--ssh-user', sshd.user];
  const key = ['--ssh-auth', 'publickey', '--ssh-key', sshd.clientKeyPath, '--known-hosts', knownHosts];
  const server = spawn(process.execPath, [entry(), '--host', '127.0.0.1', '--port', String(port), '--base', '/', ...ssh, ...key], {
    stdio: 'ignore',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const page = await browser.newPage({ viewport: VIEWPORT });
  try {
    await opened(page, `http://127.0.0.1:${port}/`, server);
    await page.waitForFunction(atPrompt, PROMPT.trim(), { timeout: START_LIMIT_MS });
  } catch (error) {
    await page.close();
    await ended(server);
    throw error;
  }
  return {
    async runLine(line) {
      await page.bringToFront();
      await page.locator('.xterm-helper-textarea').focus();
      await page.keyboard.insertText(line);
      await page.waitForFunction((text) => {
        const { active } = (window as WettyWindow).wetty_term?.buffer ?? {};
        return active
          ?.getLine(active.baseY + active.cursorY)
          ?.translateToString(true)
          .endsWith(text);
      }, line);
      const done = page.evaluate(untilPrompt, PROMPT.trim());
      await page.keyboard.press('Enter');
      const took = await Promise.race([done, page.waitForTimeout(RUN_LIMIT_MS)]);
      if (took === undefined) throw new PeerStopped(`${line} gave no prompt within ${RUN_LIMIT_MS / 1_000} s`);
      return took;
    },
    async close() {
      await page.close();
      await ended(server);
    },
  };
}

/** Whether the cursor stands in a line with nothing but the prompt. */
function atPrompt(prompt: string): boolean {
  const { active } = (window as WettyWindow).wetty_term?.buffer ?? {};
  return (
    active
      ?.getLine(active.baseY + active.cursorY)
      ?.translateToString(true)
      .trim() === prompt
  );
}

/** Milliseconds from the next key to the prompt parsed. */
function untilPrompt(prompt: string): Promise<number> {
  return new Promise((resolve) => {
    const term = (window as WettyWindow).wetty_term;
    let start = 0;
    window.addEventListener('keydown', (event) => void (start = event.timeStamp), { capture: true, once: true });
    const parsed = term?.onWriteParsed(() => {
      const { active } = term.buffer;
      if (
        start === 0 ||
        active
          .getLine(active.baseY + active.cursorY)
          ?.translateToString(true)
          .trim() !== prompt
      )
        return;
      parsed?.dispose();
      resolve(performance.now() - start);
    });
  });
}

/** Goes to the page as soon as the server answers. */
async function opened(page: Page, url: string, server: ChildProcess): Promise<void> {
  const until = performance.now() + START_LIMIT_MS;
  for (;;) {
    try {
      // What it needs from elsewhere may never come.
      await page.goto(url, { waitUntil: 'commit' });
      return;
    } catch (error) {
      if (server.exitCode !== null || performance.now() > until) throw error;
      await page.waitForTimeout(100);
    }
  }
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await gone;
}

// WeTTY tells nowhere which port it took.
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
