import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { on } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deriveKeys, passwordBytes, stretchWithScrypt, unwrapKey } from './vault-crypto.ts';
import { parseVault } from './vault-format.ts';

const MASTER = 'Masterpasswort-9f3a1c';
const SECRET = 'geheim-77d2e0b4-login';
const program = join(import.meta.dirname, 'fixtures', 'remember-and-lock.ts');

let folder: string;
let host: ChildProcessWithoutNullStreams;
let lines: AsyncIterator<unknown[]>;
let reader: Interface;
let calls = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-vault-'));
  host = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'pipe'] });
  host.stderr.pipe(process.stderr);
  reader = createInterface({ input: host.stdout });
  lines = on(reader, 'line');
});
afterEach(async () => {
  const gone = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGKILL');
  await gone;
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

async function say(line: string): Promise<Record<string, unknown>> {
  host.stdin.write(`${line}\n`);
  const { value } = (await lines.next()) as { value: [string] };
  return JSON.parse(value[0]) as Record<string, unknown>;
}

async function call(method: string, input?: object): Promise<void> {
  calls++;
  const answer = await say(JSON.stringify({ t: 'call', id: calls, method, ...(input === undefined ? {} : { input }) }));
  expect(answer).toMatchObject({ t: 'ok' });
}

/** The forms in which a text or a key may stand in memory or a file. */
function forms(bytes: Buffer): Record<string, Buffer> {
  return {
    plain: bytes,
    utf16: Buffer.from(bytes.toString('latin1'), 'utf16le'),
    base64: Buffer.from(bytes.toString('base64').replace(/=+$/u, '')),
    hex: Buffer.from(bytes.toString('hex')),
  };
}

/** Memory is read in pieces that overlap by more than any needle. */
const PIECE = 8 * 1024 * 1024;
const OVERLAP = 256;

/** How often each needle stands in the memory of a process that can be written to: heap, stacks, buffers. */
function scan(pid: number, needles: Readonly<Record<string, Buffer>>): Record<string, number> {
  const found = Object.fromEntries(Object.keys(needles).map((name) => [name, 0]));
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const piece = Buffer.alloc(PIECE);
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from = '', to = '', rights = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/u.exec(line) ?? [];
      if (!rights.startsWith('rw')) continue;
      const end = Number.parseInt(to, 16);
      for (let at = Number.parseInt(from, 16); at < end; at += PIECE - OVERLAP) {
        let length: number;
        try {
          length = readSync(memory, piece, 0, Math.min(PIECE, end - at), at);
        } catch {
          // A page that nobody may read.
          continue;
        }
        const bytes = piece.subarray(0, length);
        for (const [name, needle] of Object.entries(needles)) {
          for (let index = bytes.indexOf(needle); index !== -1; index = bytes.indexOf(needle, index + 1))
            found[name] = (found[name] ?? 0) + 1;
        }
      }
    }
  } finally {
    closeSync(memory);
    piece.fill(0);
  }
  return found;
}

async function keysOfVault(): Promise<Record<string, Buffer>> {
  const vault = parseVault(readFileSync(join(folder, 'vault.json')), 'vault.json');
  if (vault.wrap.by !== 'password') throw new Error('A master password protects it.');
  const wrapping = await stretchWithScrypt(passwordBytes(MASTER), vault.wrap.kdf);
  const data = unwrapKey(vault.wrap.key, wrapping, vault.wrap.kdf, vault.id);
  if (data === undefined) throw new Error('It does not open.');
  const { info, secret, mac } = deriveKeys(data, vault.id);
  return { wrapping, data, info, secret, mac };
}

/** Each value in each form. */
function needlesOf(values: Readonly<Record<string, Buffer>>): Record<string, Buffer> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => Object.entries(forms(value)).map(([form, bytes]) => [`${name} ${form}`, bytes])),
  );
}

/** Names of those that are there. */
function present(needles: Readonly<Record<string, Buffer>>, content: Buffer): string[] {
  return Object.keys(needles).filter((name) => content.includes(needles[name] ?? ''));
}

const texts = { master: Buffer.from(MASTER), login: Buffer.from(SECRET) };

/** The garbage collector moves what it can; what still stands in the heap then is in the file. */
async function collect(): Promise<Buffer> {
  const file = join(folder, 'heap');
  await say(`snapshot ${file}`);
  const heap = readFileSync(file);
  rmSync(file);
  return heap;
}

/** Makes a vault, keeps a secret, locks, unlocks, uses the secret: as a page drives it. */
async function useVault(): Promise<void> {
  await call('vault.create', { protection: 'password', password: MASTER });
  expect(await say(SECRET)).toEqual({ t: 'kept' });
  await collect();
  await call('vault.lock');
  await call('vault.unlock', { password: MASTER });
  expect(await say('read')).toEqual({ t: 'read', length: SECRET.length });
}

// Heap snapshots take their time on a busy machine. Milliseconds.
describe('a host that made a vault, kept a secret and locked', { timeout: 60_000 }, () => {
  it.runIf(process.platform === 'linux')('holds no key anywhere in its memory', async () => {
    await useVault();
    await collect();
    const needles = needlesOf(await keysOfVault());
    const pid = host.pid ?? 0;
    const open = scan(pid, needles);
    // They are there while it is open, each once: the search finds what it looks for, and nothing made copies.
    const once = ['data plain', 'info plain', 'secret plain', 'mac plain'];
    expect(Object.fromEntries(Object.entries(open).filter(([, count]) => count > 0))).toEqual(
      Object.fromEntries(once.map((name) => [name, 1])),
    );
    await call('vault.lock');
    expect(Object.entries(scan(pid, needles)).filter(([, count]) => count > 0)).toEqual([]);
  });

  // Strings cannot be wiped: copies that nothing refers to any more stay in freed memory until it is used again. What can be promised is that
  // nothing refers to them.
  it('refers to no password any more, and has written none', async () => {
    await useVault();
    await call('vault.lock');
    const heap = await collect();
    const needles = needlesOf({ ...texts, ...(await keysOfVault()) });
    expect(present(needles, heap)).toEqual([]);
    expect(heap.includes('gangway vault')).toBe(true);
    const files = readdirSync(folder);
    expect(files.sort()).toEqual(['vault.json', 'vault.json.bak']);
    for (const name of files) expect(present(needles, readFileSync(join(folder, name))), name).toEqual([]);
  });
});
