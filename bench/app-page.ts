import { copyFileSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import type { WorldInstance } from '../e2e/testbed/data.ts';
import type { App } from './app.ts';
import type { AwsHome } from './aws-home.ts';
import { VIEWPORT } from './chromium.ts';
import { instance } from './fleet.ts';
import { PROMPT, type SshWorld } from './ssh-world.ts';
import { endNetworkRecord } from './untracked.ts';
import { installTap, type Seen, type Tap } from './tap.ts';

export type TappedWindow = Window & { readonly benchTap: Tap };

/** A home that already knows the server and has the key, so that no question comes between a click and the prompt. */
export function knowServer(home: AwsHome, world: SshWorld): void {
  copyFileSync(world.sshd.clientKeyPath, join(home.folder, '.ssh/bench.pem'));
  writeFileSync(join(home.folder, '.ssh/known_hosts'), readFileSync(world.knownHosts));
}

/** An instance that is the server, at one of its ports. */
export function serverInstance(n: number, name: string, world: SshWorld, port: number): WorldInstance {
  return instance(n, {
    name,
    publicIp: '127.0.0.1',
    keyName: 'bench',
    tags: { 'ssh-user': world.sshd.user, 'gangway:ssh-port': String(port) },
  });
}

export async function openAppPage(browser: Browser, app: App): Promise<Page> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.addInitScript(installTap);
  // The thread of the socket comes with the page's start, and so does Playwright's record of it.
  const thread = page.waitForEvent('worker');
  await page.goto(app.url);
  await thread;
  await endNetworkRecord(page);
  return page;
}

/** Resolves when `text` was printed (the end of a block) and parsed. Call before what makes it come. */
export function seen(page: Page, text: string, stream?: number): Promise<Seen> {
  return page.evaluate(([t, s]) => (window as unknown as TappedWindow).benchTap.waitFor(t, s), [text, stream] as const);
}

/** Double-clicks the instance and waits for its prompt; gives the number of its byte stream. */
export async function openTerminal(page: Page, name: string): Promise<number> {
  const row = page.getByRole('grid', { name: 'Instances' }).getByText(name, { exact: true });
  const [{ stream }] = await Promise.all([seen(page, PROMPT), row.dblclick()]);
  await page.getByLabel(`Terminal ${name}`).locator('.xterm-helper-textarea').focus();
  await quiet(page, stream);
  return stream;
}

/** Nothing came for so long. The shell draws its prompt anew when the terminal gets its final size. */
const QUIET_MS = 300;

async function quiet(page: Page, stream: number): Promise<void> {
  for (let before = -1; ; ) {
    const now = await page.evaluate((id) => (window as unknown as TappedWindow).benchTap.streams[id]?.received ?? 0, stream);
    if (now === before) return;
    before = now;
    await page.waitForTimeout(QUIET_MS);
  }
}

/** Types a line and waits for the prompt after it; milliseconds on the page's clock from Enter to the prompt parsed. */
export async function runLine(page: Page, stream: number, line: string): Promise<Seen & { readonly took: number }> {
  await page.keyboard.insertText(line);
  const prompt = seen(page, PROMPT, stream);
  const start = await page.evaluate(() => performance.now());
  await page.keyboard.press('Enter');
  const end = await prompt;
  return { ...end, took: end.at - start };
}

/** Columns and rows of the terminal, as its shell sees them. */
export async function terminalSize(page: Page, stream: number): Promise<{ cols: number; rows: number }> {
  await runLine(page, stream, 'stty size');
  const found = await page.waitForFunction(() =>
    /^(\d+)\s(\d+)\s*$/mu.exec(document.querySelector<HTMLElement>('.xterm-rows')?.innerText ?? '')?.slice(1, 3),
  );
  const [rows, cols] = (await found.jsonValue()) ?? [];
  return { rows: Number(rows), cols: Number(cols) };
}
