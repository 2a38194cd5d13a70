import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connectDevTools, type Browser, type DevTools } from './devtools.ts';
import type { Engine, EnginePage, PageOptions, PortEnd } from './engine.ts';
import { createPageWorld } from './page-world.ts';

/**
 * Chromium knows no `app:` scheme; the page gets an https origin of the same standing instead (standard, secure, with an origin of
 * its own), whose every request is answered here and never leaves the machine.
 */
const SHOWN_ORIGIN = 'https://gangway.app-scheme.test';
const OWN_ORIGIN = 'app://gangway';
/** "Context Isolation … runs preload scripts in a separate context": https://www.electronjs.org/docs/latest/tutorial/context-isolation */
const WORLD = 'electron-preload';
const TELL = 'standInTell';

const toShown = (url: string): string => (url.startsWith(`${OWN_ORIGIN}/`) ? SHOWN_ORIGIN + url.slice(OWN_ORIGIN.length) : url);
const toOwn = (url: string): string => (url.startsWith(`${SHOWN_ORIGIN}/`) ? OWN_ORIGIN + url.slice(SHOWN_ORIGIN.length) : url);

/** Electron's names of permissions and those of the DevTools protocol. */
const PERMISSIONS: readonly (readonly [electron: string, chromium: string])[] = [
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['clipboard-read', 'clipboard-read'],
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
];

export interface ChromiumEngine extends Engine {
  /** `http://127.0.0.1:PORT` of the DevTools, for a test to connect to. */
  readonly endpoint: string;
}

export async function startChromiumEngine(options: { executable: string; args: readonly string[] }): Promise<ChromiumEngine> {
  const profile = await mkdtemp(join(tmpdir(), 'gangway-stand-in-'));
  const flags = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1280,800', ...options.args];
  const child = spawn(options.executable, [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    void gone.then(() => reject(new Error('Chromium ended at once.')));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /^DevTools listening on (ws:\S+)$/u.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const browser = await connectDevTools(url);
  // The blank page with which Chromium starts becomes the window.
  let spare: string | undefined = await blankTarget(browser);
  const closeUnasked = new Set<string>();
  browser.on('Target.targetCreated', ({ targetInfo }: { targetInfo: { targetId: string; openerId?: string } }) => {
    // A window that a page opened; Electron asks before there is one, Chromium here tells after.
    if (targetInfo.openerId === undefined || closeUnasked.has(targetInfo.targetId)) return;
    closeUnasked.add(targetInfo.targetId);
    void browser.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => {});
  });
  await browser.send('Target.setDiscoverTargets', { discover: true });

  return {
    endpoint: `http://${new URL(url).host}`,
    open(pageOptions) {
      const target = spare;
      spare = undefined;
      return openPage(browser, pageOptions, async () => target ?? (await createTarget(browser)));
    },
    async close() {
      browser.close();
      child.kill();
      await gone;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function blankTarget(browser: Browser): Promise<string | undefined> {
  const { targetInfos } = (await browser.send('Target.getTargets')) as { targetInfos?: { type: string; targetId: string }[] };
  return targetInfos?.find(({ type }) => type === 'page')?.targetId;
}

async function createTarget(browser: Browser): Promise<string> {
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
  return String(targetId);
}

interface FromPage {
  readonly t: 'ipc' | 'data' | 'end';
  readonly channel?: string;
  readonly args?: unknown[];
  readonly port?: number;
  readonly text?: string;
  readonly bytes?: string;
  readonly json?: unknown;
}

interface Paused {
  readonly requestId: string;
  readonly request: { readonly url: string; readonly method: string };
  readonly resourceType: string;
  readonly frameId: string;
}

function openPage(browser: Browser, options: PageOptions, find: () => Promise<string>): EnginePage {
  const { on } = options;
  let world: number | undefined;
  let mainFrame = '';
  let lastPort = 0;
  let asked: string | undefined;
  const ports = new Map<number, PortEnd>();
  let targetId = '';

  const dropPorts = (): void => {
    const ends = [...ports.values()];
    ports.clear();
    for (const end of ends) end.disconnect();
  };

  async function prepare(): Promise<DevTools> {
    targetId = await find();
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    const tools = browser.session(String(sessionId));
    const { frameTree } = (await tools.send('Page.getFrameTree')) as { frameTree: { frame: { id: string } } };
    mainFrame = frameTree.frame.id;
    listen(tools);
    await tools.send('Page.enable');
    await tools.send('Runtime.enable');
    await tools.send('Runtime.addBinding', { name: TELL, executionContextName: WORLD });
    if (options.preload !== undefined) {
      const source = `(${createPageWorld.toString()})();\n(function (require) {${readFileSync(options.preload, 'utf8')}\n})(globalThis.require);`;
      await tools.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD });
    }
    await tools.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    for (const [permission, name] of PERMISSIONS) {
      const setting = options.mayUse(permission, OWN_ORIGIN) ? 'granted' : 'denied';
      await browser.send('Browser.setPermission', { permission: { name }, setting, origin: SHOWN_ORIGIN });
    }
    return tools;
  }

  function listen(tools: DevTools): void {
    tools.on('Fetch.requestPaused', (paused: Paused) => void answer(tools, paused).catch(() => {}));
    tools.on('Page.windowOpen', ({ url }: { url: string }) => on.openWindow(toOwn(url)));
    tools.on('Page.loadEventFired', () => on.ready());
    tools.on('Page.frameNavigated', ({ frame }: { frame: { url: string; parentId?: string } }) => {
      if (frame.parentId === undefined) on.document(toOwn(frame.url));
    });
    tools.on('Inspector.targetCrashed', () => {
      dropPorts();
      on.gone();
    });
    tools.on('Runtime.executionContextCreated', ({ context }: { context: { id: number; name: string; auxData: { frameId: string } } }) => {
      if (context.name !== WORLD || context.auxData.frameId !== mainFrame) return;
      // The document before took its ends of channels with it.
      dropPorts();
      world = context.id;
    });
    tools.on(
      'Runtime.bindingCalled',
      ({ name, payload, executionContextId }: { name: string; payload: string; executionContextId: number }) => {
        if (name === TELL && executionContextId === world) hear(JSON.parse(payload) as FromPage);
      },
    );
  }

  function hear(message: FromPage): void {
    if (message.t === 'ipc') return on.ipc(message.channel ?? '', message.args ?? []);
    const id = message.port ?? -1;
    const end = ports.get(id);
    if (message.t === 'end') {
      ports.delete(id);
      end?.disconnect();
    } else if (message.bytes === undefined) end?.toMain(message.text ?? message.json);
    else end?.toMain(new Uint8Array(Buffer.from(message.bytes, 'base64')));
  }

  async function answer(tools: DevTools, { requestId, request, resourceType, frameId }: Paused): Promise<void> {
    const refuse = (errorReason: string) => tools.send('Fetch.failRequest', { requestId, errorReason });
    const own = toOwn(request.url);
    if (resourceType === 'Document') {
      const byUs = asked === own && frameId === mainFrame;
      asked = undefined;
      // "This event is not emitted when the navigation is started programmatically with APIs like webContents.loadURL".
      if (!byUs && !on.navigate(own, frameId === mainFrame)) return void (await refuse('Aborted'));
    }
    if (own === request.url) return void (await refuse('BlockedByClient'));
    const response = await options.answer(new Request(own, { method: request.method }));
    if (response.type === 'error') return void (await refuse('Failed'));
    const body = Buffer.from(await response.arrayBuffer()).toString('base64');
    const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }));
    await tools.send('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body });
  }

  const ready = prepare();
  // One after the other: frames of a Link have an order.
  let last: Promise<unknown> = ready;
  const tellPage = (message: object): void => {
    const context = world;
    last = last
      .then(async () => {
        const tools = await ready;
        if (context !== undefined && context === world) {
          await tools.send('Runtime.evaluate', { expression: `standInHear(${JSON.stringify(message)})`, contextId: context });
        }
      })
      .catch(() => {});
  };

  return {
    async load(url) {
      const tools = await ready;
      asked = url;
      await tools.send('Page.navigate', { url: toShown(url) });
    },
    reload: () => void ready.then((tools) => tools.send('Page.reload')).catch(() => {}),
    async evaluate(code) {
      const tools = await ready;
      const { result } = (await tools.send('Runtime.evaluate', { expression: code, returnByValue: true, awaitPromise: true })) as {
        result: { value?: unknown };
      };
      return result.value;
    },
    post(channel, message, given) {
      const ids = given.map((end) => {
        const id = ++lastPort;
        ports.set(id, end);
        return { id, end };
      });
      tellPage({ t: 'ipc', channel, message, ports: ids.map(({ id }) => id) });
      for (const { id, end } of ids) {
        end.connect({
          deliver: (data) =>
            tellPage(
              data instanceof Uint8Array
                ? { t: 'data', port: id, bytes: Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64') }
                : { t: 'data', port: id, text: data },
            ),
          disconnect: () => tellPage({ t: 'end', port: id }),
        });
      }
    },
    close() {
      dropPorts();
      void ready.then(() => browser.send('Target.closeTarget', { targetId })).catch(() => {});
    },
  };
}
