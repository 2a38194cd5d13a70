import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { app, type BrowserWindow, type Session } from 'electron';
import type { WorkerData } from '../clouds/aws/messages.ts';
import { readFuses, WANTED_FUSES } from './fuses.ts';
import { PAGE_URL } from './origin.ts';

/** No check needs as long, on any machine. Milliseconds. */
const CHECK_LIMIT = 30_000;

export interface SelfTestOptions {
  readonly window: BrowserWindow;
  readonly session: Session;
  readonly out: string;
  /** Resolves when the page was given its port. */
  readonly gotPort: Promise<void>;
}

interface Check {
  readonly name: string;
  /** Gives what was seen; throws what is wrong. `undefined`: does not apply here. */
  readonly look: () => Promise<unknown>;
}

/**
 * `--self-test`: what only the real Electron can tell, told by itself. Prints a JSON line for each check and gives whether all
 * passed.
 */
export async function runSelfTest(options: SelfTestOptions): Promise<boolean> {
  let passed = true;
  for (const { name, look } of checks(options)) {
    let line: Record<string, unknown>;
    try {
      const seen = await within(look());
      line = seen === undefined ? { check: name, result: 'skipped' } : { check: name, result: 'passed', seen };
    } catch (error) {
      passed = false;
      line = { check: name, result: 'failed', why: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  return passed;
}

async function within<T>(work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(CHECK_LIMIT, undefined, { signal: timer.signal }).then(() =>
    Promise.reject(new Error(`no result in ${CHECK_LIMIT} ms`)),
  );
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

function checks({ window, session, out, gotPort }: SelfTestOptions): readonly Check[] {
  return [
    {
      name: 'page over app://, with its policy',
      look: async () => {
        const answer = await session.fetch(PAGE_URL);
        const policy = answer.headers.get('content-security-policy') ?? '';
        expect(answer.status === 200, `status ${answer.status}`);
        expect(policy.includes("default-src 'none'") && policy.includes("script-src 'self'"), `policy ${policy}`);
        return policy;
      },
    },
    {
      name: 'nothing but the page over app://',
      look: async () => {
        const answer = await session.fetch(`${PAGE_URL}%2e%2e/main/main.js`);
        expect(answer.status === 404, `status ${answer.status}`);
        return answer.status;
      },
    },
    {
      name: 'page is sandboxed and isolated',
      look: async () => {
        // In a page with Node or without isolation, one of these is there.
        const seen: unknown = await window.webContents.executeJavaScript(
          '[typeof process, typeof require, typeof module, typeof Buffer].join()',
        );
        expect(seen === 'undefined,undefined,undefined,undefined', String(seen));
        return seen;
      },
    },
    {
      name: 'page got its port',
      look: async () => {
        await gotPort;
        return true;
      },
    },
    {
      name: 'fuses',
      look: async () => {
        const fuses = await readFuses(process.execPath);
        expect(fuses !== undefined || !app.isPackaged, 'no fuse wire in the binary');
        if (fuses === undefined || !app.isPackaged) return fuses;
        const wrong = Object.entries(WANTED_FUSES).filter(([name, state]) => fuses[name as keyof typeof fuses] !== state);
        expect(wrong.length === 0, `not as wanted: ${wrong.map(([name]) => name).join(', ')}`);
        return fuses;
      },
    },
    {
      name: 'SSH library has the parts we use',
      look: async () => {
        const { missingSshParts } = await import('../ssh/check-library.ts');
        const missing = missingSshParts();
        expect(missing.length === 0, `missing: ${missing.join(', ')}`);
        return true;
      },
    },
    { name: 'AWS library loads', look: () => askAwsWorker(join(out, 'main', 'aws-worker.js')) },
  ];
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** A call of no known name: that it is answered, with a failure, shows that the thread and the SDK in it came up. */
async function askAwsWorker(entry: string): Promise<string> {
  const workerData: WorkerData = { programTimeoutMs: 1_000 };
  const worker = new Worker(entry, { workerData });
  try {
    return await new Promise<string>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread ended')));
      worker.once('message', (message: { t: string }) => resolve(`answered: ${message.t}`));
      worker.postMessage({ t: 'call', id: 1, name: 'self-test', input: {}, connection: { profile: 'self-test' }, patience: 'waiting' });
    });
  } finally {
    await worker.terminate();
  }
}
