import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJournal } from './journal.ts';
import type { WindowsRemovers } from './remove-entry.ts';

let base: string;
let file: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'gangway-journal-'));
  file = join(base, 'journal.json');
  folder = join(base, 'launch');
  mkdirSync(folder, { mode: 0o700 });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const none: WindowsRemovers = { removeCredential: () => Promise.resolve(), removeRegistryKey: () => Promise.resolve() };
const records = (): unknown[] => (JSON.parse(readFileSync(file, 'utf8')) as { records: unknown[] }).records;

describe('the journal', () => {
  it('knows on the disk what is going to be made, and forgets it in the end', async () => {
    const journal = createJournal(file, none);
    const id = await journal.begin([{ kind: 'folder', path: folder }]);
    expect(records()).toMatchObject([{ id, entries: [{ kind: 'folder', path: folder }] }]);
    await journal.end(id);
    expect(records()).toEqual([]);
  });

  it('lets several launches change it at once', async () => {
    const journal = createJournal(file, none);
    const ids = await Promise.all(Array.from({ length: 10 }, (_, at) => journal.begin([{ kind: 'registry', key: `K${at}` }])));
    expect(records()).toHaveLength(10);
    await Promise.all(ids.slice(1).map((id) => journal.end(id)));
    expect(records()).toMatchObject([{ id: ids[0] }]);
  });

  it('removes what an earlier run left, and not what this one has under way', async () => {
    const mine = join(base, 'mine');
    mkdirSync(mine);
    await createJournal(file, none).begin([
      { kind: 'file', path: join(folder, 'a') },
      { kind: 'folder', path: folder },
    ]);
    writeFileSync(join(folder, 'a'), '');
    const next = createJournal(file, none);
    const id = await next.begin([{ kind: 'folder', path: mine }]);
    expect(await next.sweep()).toEqual({ removed: 2, left: [] });
    expect([existsSync(folder), existsSync(mine)]).toEqual([false, true]);
    expect(records()).toMatchObject([{ id }]);
  });

  it('leaves a folder alone that came later under the same name, and the file in it', async () => {
    await createJournal(file, none).begin([
      { kind: 'file', path: join(folder, 'a') },
      { kind: 'folder', path: folder },
    ]);
    // Both exist at once, or the file system may give the new one the number of the old.
    mkdirSync(join(base, 'other'));
    rmSync(folder, { recursive: true });
    symlinkSync(join(base, 'other'), folder);
    writeFileSync(join(folder, 'a'), 'of somebody else');
    await createJournal(file, none).sweep();
    expect(readFileSync(join(base, 'other', 'a'), 'utf8')).toBe('of somebody else');
    expect(records()).toEqual([]);
  });

  it('removes a link, never what it leads to', async () => {
    writeFileSync(join(base, 'kept'), 'kept');
    await createJournal(file, none).begin([{ kind: 'file', path: join(folder, 'a') }]);
    symlinkSync(join(base, 'kept'), join(folder, 'a'));
    await createJournal(file, none).sweep();
    expect([existsSync(join(folder, 'a')), readFileSync(join(base, 'kept'), 'utf8')]).toEqual([false, 'kept']);
  });

  it('hands credentials and keys of the registry to what removes them, and keeps what could not be removed for the next time', async () => {
    const calls: string[] = [];
    let broken = true;
    const windows: WindowsRemovers = {
      removeCredential: (target, mark) => {
        calls.push(`${target} ${mark}`);
        return broken ? Promise.reject(new Error('locked')) : Promise.resolve();
      },
      removeRegistryKey: (key) => {
        calls.push(key);
        return Promise.resolve();
      },
    };
    await createJournal(file, windows).begin([
      { kind: 'registry', key: 'K' },
      { kind: 'credential', target: 'T', mark: 'M' },
    ]);
    expect(await createJournal(file, windows).sweep()).toEqual({ removed: 1, left: ['credential: locked'] });
    broken = false;
    expect(await createJournal(file, windows).sweep()).toEqual({ removed: 1, left: [] });
    expect(calls).toEqual(['T M', 'K', 'T M']);
    expect(records()).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('ends a process only when it is the one that was noted', async () => {
    const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    await createJournal(file, none).begin([{ kind: 'process', pid: child.pid ?? 0 }]);
    const right = readFileSync(file, 'utf8');
    writeFileSync(file, right.replace(/("started": "[^"]*)"/u, '$10"'));
    await createJournal(file, none).sweep();
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
    writeFileSync(file, right);
    await createJournal(file, none).sweep();
    expect(await ended).toBe('SIGTERM');
  });

  it.each(['{', '[]', '{"version":2,"records":[]}', '{"version":1,"records":[{"id":"a","entries":[{"kind":"file"}]}]}'])(
    'puts %s aside instead of guessing',
    async (text) => {
      writeFileSync(file, text);
      expect(await createJournal(file, none).sweep()).toEqual({ removed: 0, left: [] });
      expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
    },
  );

  it('is content where there was none', async () => expect(await createJournal(file, none).sweep()).toEqual({ removed: 0, left: [] }));
});
