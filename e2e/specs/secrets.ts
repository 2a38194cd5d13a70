import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright/test';

/** Where any of the texts stands in a file of the folders; as UTF-8 and as UTF-16. */
export function findInFiles(folders: readonly string[], texts: readonly string[]): string[] {
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)));
  return files.filter((file) => statSync(file).isFile() && holds(readFileSync(file), texts));
}

/** Processes that show any of the texts to whoever runs `ps`, as `/proc` names them. */
export function findInProcesses(texts: readonly string[]): string[] {
  const places = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((pid) => ['cmdline', 'environ'].map((what) => `/proc/${pid}/${what}`));
  return places.filter((place) => {
    try {
      return holds(readFileSync(place), texts);
    } catch {
      return false; // It ended meanwhile.
    }
  });
}

function holds(bytes: Buffer, texts: readonly string[]): boolean {
  return texts.some((text) => bytes.includes(text, 0, 'utf8') || bytes.includes(text, 0, 'utf16le'));
}

/** Which of the texts are in the memory of the page's scripts, or in that of its worker, after garbage was collected. */
export async function findInPage(context: BrowserContext, page: Page, texts: readonly string[]): Promise<string[]> {
  const session = await context.newCDPSession(page);
  const found: string[] = [];
  const search = async (where: string, ask: (method: string) => Promise<unknown>, chunks: string[]): Promise<void> => {
    await ask('HeapProfiler.enable');
    await ask('HeapProfiler.collectGarbage');
    await ask('HeapProfiler.takeHeapSnapshot');
    const snapshot = chunks.join('');
    if (!snapshot.includes('"strings"')) throw new Error(`The memory of the ${where} was not shown.`);
    // As JSON has them.
    for (const text of texts) if (snapshot.includes(JSON.stringify(text).slice(1, -1))) found.push(`${where}: ${text}`);
  };
  const own: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => own.push(chunk));
  await search('page', (method) => session.send(method as 'HeapProfiler.enable'), own);

  // Workers are targets of their own, whose messages are wrapped.
  const workers: string[] = [];
  const answers = new Map<number, () => void>();
  const theirs = new Map<string, string[]>();
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => targetInfo.type === 'worker' && workers.push(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const { id, method, params } = JSON.parse(message) as { id?: number; method?: string; params?: { chunk: string } };
    if (id !== undefined) answers.get(id)?.();
    if (method === 'HeapProfiler.addHeapSnapshotChunk') theirs.get(sessionId)?.push(params?.chunk ?? '');
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  if (workers.length !== page.workers().length) throw new Error('A worker of the page was not looked into.');
  let last = 0;
  for (const sessionId of workers) {
    const chunks: string[] = [];
    theirs.set(sessionId, chunks);
    const ask = (method: string): Promise<void> => {
      const id = (last += 1);
      return new Promise((resolve, reject) => {
        answers.set(id, resolve);
        session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject);
      });
    };
    await search('worker', ask, chunks);
  }
  await session.detach();
  return found;
}
