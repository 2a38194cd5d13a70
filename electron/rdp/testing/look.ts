import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Against waiting for ever; a busy machine takes its time. */
const DEADLINE_MS = 90_000;
const POLL_MS = 20;

/** Waits for a condition, and says what it waited for when that does not come. */
export async function until<Result>(what: string, look: () => Promise<Result | undefined> | Result | undefined): Promise<Result> {
  const end = performance.now() + DEADLINE_MS;
  for (;;) {
    const result = await look();
    if (result !== undefined) return result;
    if (performance.now() > end) throw new Error(`Waited ${DEADLINE_MS} ms in vain for ${what}.`);
    await delay(POLL_MS);
  }
}

/** Makes a private folder as the service does. */
export function privateFolder(parent: string): string {
  const folder = join(parent, `rdp-${randomBytes(6).toString('hex')}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** Whether a text stands in arguments or environment of a process. */
export const findInProcess = (pid: number, secret: string): string[] =>
  ['cmdline', 'environ'].filter((name) => readFileSync(`/proc/${pid}/${name}`).includes(secret));

/** Files below a folder that hold a text, in any of the forms that a client might write it. */
export function findInFiles(folder: string, secret: string): string[] {
  if (!existsSync(folder)) return [];
  const forms = [Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(Buffer.from(secret).toString('base64'))];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    return forms.some((form) => content.includes(form)) ? [path] : [];
  });
}
