import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright';
import { VIEWPORT } from './chromium.ts';

/** xterm.js alone in a page: no network, no host, nothing but its own parsing and drawing. The ceiling for what an app can do. */
export interface BareTerminal {
  /** Milliseconds from the first write of the named data to the callback of the last. */
  feed(name: string, blockBytes?: number): Promise<number>;
  close(): Promise<void>;
}

const BLOCK_BYTES = 64 * 1024;
/** Blocks handed over before their callbacks came: enough that the parser never waits, below xterm's limit of 50 MB. */
const AHEAD = 16;

const packageFile = (name: string): Buffer => readFileSync(new URL(`../node_modules/@xterm/xterm/${name}`, import.meta.url));

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/xterm.css">
<style>html, body { margin: 0; height: 100%; background: #000 }</style><div id="at"></div>
<script type="module">
  import { Terminal } from '/xterm.mjs';
  let term;
  const data = new Map();
  window.openTerminal = (options) => { term = new Terminal(options); term.open(document.getElementById('at')); };
  window.load = async (name) => data.set(name, new Uint8Array(await (await fetch('/data/' + name)).arrayBuffer()));
  window.feed = (name, block, ahead) => new Promise((resolve) => {
    const bytes = data.get(name);
    const start = performance.now();
    let at = 0, parsed = 0;
    const next = () => {
      if (at >= bytes.length) return;
      const part = bytes.subarray(at, at + block);
      at += part.length;
      term.write(part, () => {
        parsed += part.length;
        if (parsed === bytes.length) resolve(performance.now() - start); else next();
      });
    };
    for (let i = 0; i < ahead; i++) next();
  });
</script>`;

export async function openBareTerminal(
  browser: Browser,
  options: { cols: number; rows: number; fontFamily: string; fontSize: number; scrollback: number },
  data: Readonly<Record<string, Uint8Array>>,
): Promise<BareTerminal> {
  const files: Readonly<Record<string, { type: string; body: Uint8Array | string }>> = {
    '/': { type: 'text/html', body: PAGE },
    '/xterm.mjs': { type: 'text/javascript', body: packageFile('lib/xterm.mjs') },
    '/xterm.css': { type: 'text/css', body: packageFile('css/xterm.css') },
    ...Object.fromEntries(Object.entries(data).map(([name, body]) => [`/data/${name}`, { type: 'application/octet-stream', body }])),
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file.type }).end(file.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(() => 'feed' in window);
  await page.evaluate((o) => (window as unknown as BareWindow).openTerminal(o), options);
  for (const name of Object.keys(data)) await page.evaluate((n) => (window as unknown as BareWindow).load(n), name);
  return {
    async feed(name, blockBytes = BLOCK_BYTES) {
      await page.bringToFront();
      return page.evaluate(([n, b, a]) => (window as unknown as BareWindow).feed(n, b, a), [name, blockBytes, AHEAD] as const);
    },
    async close() {
      await page.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface BareWindow {
  openTerminal(options: object): void;
  load(name: string): Promise<void>;
  feed(name: string, block: number, ahead: number): Promise<number>;
}
