import type { Link } from '../../shared/rpc/link.ts';
import { createLinkEnd } from '../../shared/rpc/link-end.ts';
import { NoLink } from './no-link.ts';
import { ENDED, OPENED, type SocketOrder } from './socket-protocol.ts';

/** Sub-protocol of the WebSocket; a change of the frames that old pages would misread gets a new number. */
const PROTOCOL = 'gangway.v1';
/** Where the browser host's token is kept between reloads of this tab. */
const TOKEN_KEY = 'gangway-token';
/** Window messages by which the page and Electron's preload meet. */
const REQUEST_PORT = 'gangway-request-port';
const PORT = 'gangway-port';
/** How long the desktop shell may take to hand over its port, in milliseconds. */
const PORT_TIMEOUT_MS = 10_000;

/**
 * Connects to the host process: over a WebSocket where the page came over http, else over Electron's MessagePort. Rejects with a `NoLink`.
 */
export function openLink(): Promise<Link> {
  return location.protocol === 'http:' ? openSocket() : openPort();
}

/**
 * The token from the address, which is cleaned at once: neither history nor a shared screen keeps it. On a reload it comes from
 * the tab's own storage.
 */
export function takeToken(): string | undefined {
  const fragment = location.hash.slice(1);
  if (fragment !== '') {
    sessionStorage.setItem(TOKEN_KEY, fragment);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(TOKEN_KEY) ?? undefined;
}

async function openSocket(): Promise<Link> {
  const token = takeToken();
  if (token === undefined || !/^[\w-]+$/u.test(token)) {
    throw new NoLink('no-key');
  }
  const { port1: port, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./socket-worker.ts', import.meta.url), { type: 'module', name: 'link' });
  const order: SocketOrder = { url: `ws://${location.host}/link`, protocols: [PROTOCOL, `token.${token}`], port: port2 };
  worker.postMessage(order, [port2]);
  const end = createLinkEnd({
    send: (frame) => port.postMessage(frame),
    close: () => port.postMessage(ENDED),
  });
  await new Promise<void>((resolve, reject) => {
    const refused = (): void => {
      worker.terminate();
      void whyNot().then(reject);
    };
    worker.onerror = refused;
    let opened = false;
    port.onmessage = ({ data }: MessageEvent<string | ArrayBuffer | typeof OPENED | typeof ENDED>) => {
      if (typeof data === 'string') end.deliver(data);
      else if (data instanceof ArrayBuffer) end.deliver(new Uint8Array(data));
      else if (data === OPENED) {
        opened = true;
        resolve();
      } else if (opened) {
        worker.terminate();
        end.end();
      } else refused();
    };
  });
  return end.link;
}

// A refused WebSocket tells a page nothing; whether plain HTTP answers tells a refused token from a host that is gone.
async function whyNot(): Promise<NoLink> {
  return new NoLink((await hostAnswers()) ? 'old-key' : 'not-running');
}

/** Whether the host process answers at all. */
export async function hostAnswers(): Promise<boolean> {
  if (location.protocol !== 'http:') return true;
  try {
    return (await fetch('/', { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

function openPort(): Promise<Link> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoLink('silent-shell')), PORT_TIMEOUT_MS);
    const onMessage = (event: MessageEvent): void => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== PORT || port === undefined) return;
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
      resolve(portLink(port));
    };
    window.addEventListener('message', onMessage);
    window.postMessage(REQUEST_PORT, location.origin);
  });
}

function portLink(port: MessagePort): Link {
  const end = createLinkEnd({
    // Copied, never transferred: a message with an ArrayBuffer in its transfer list gets lost between renderer and main.
    send: (frame) => port.postMessage(frame),
    close: () => port.close(),
  });
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string' || data instanceof Uint8Array) end.deliver(data);
  };
  port.addEventListener('close', end.end);
  port.start();
  return end.link;
}
