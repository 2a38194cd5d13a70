import type { Browser } from 'playwright';
import { VIEWPORT } from './chromium.ts';

/** Between two looks at a page, in milliseconds. */
const LOOK_PAUSE = 20;
const TIMEOUT = 60_000;

export interface UnwatchedPage {
  goto(url: string): Promise<void>;
  /** Asks the page again and again until the expression has a value. */
  until<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: unknown;
}

/**
 * A page of its own context that nobody watches. Playwright turns on the protocol's `Runtime` domain in each of its pages, and V8 then
 * notes the place of every `Error` that is made: the first one in a large script makes it parse the whole script again, 150 to 400 ms
 * that no person ever waits. `initially` runs in the page before all else.
 */
export async function openUnwatched(browser: Browser, initially: () => void): Promise<UnwatchedPage> {
  const cdp = await browser.newBrowserCDPSession();
  const { browserContextId } = await cdp.send('Target.createBrowserContext');
  const { width, height } = VIEWPORT;
  const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank', browserContextId, width, height });
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  cdp.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const answer = JSON.parse(event.message) as Answer;
    if (answer.id === undefined) return;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const send = async (method: string, params: object = {}): Promise<unknown> => {
    const id = ++last;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    await cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) });
    const { error, result } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  await send('Page.enable');
  await send('Page.addScriptToEvaluateOnNewDocument', { source: `(${initially.toString()})();` });
  return {
    async goto(url) {
      await send('Page.navigate', { url });
    },
    async until<T>(expression: string) {
      for (const end = performance.now() + TIMEOUT; performance.now() < end; ) {
        const found = (await send('Runtime.evaluate', { expression, returnByValue: true })) as { readonly result: { readonly value?: T } };
        if (found.result.value !== undefined && found.result.value !== null) return found.result.value;
        await new Promise((resolve) => setTimeout(resolve, LOOK_PAUSE));
      }
      throw new Error(`The page never had ${expression}.`);
    },
    async close() {
      await cdp.send('Target.disposeBrowserContext', { browserContextId });
      await cdp.detach();
    },
  };
}
