import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { numbered, openNumbered } from './testing/numbered-document.ts';
import { seeded } from './testing/seeded.ts';

/** Another one is tried with GANGWAY_KILL_SEED; each failure names the one that it was found with. */
const SEED = Number(process.env['GANGWAY_KILL_SEED'] ?? 20_260_101);
/** Points at which a save is stopped, and how many of them end a process of their own. */
const POINTS = 1_000;
const KILLS = Number(process.env['GANGWAY_KILLS'] ?? 80);
/** Kills at any time, from outside. */
const RANDOM_KILLS = 20;
const AT_ONCE = 3;

let folder: string;
let child: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-kill-'));
  // One file of plain JavaScript starts several times faster than the sources, and it starts often.
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: join(dirname(fileURLToPath(import.meta.url)), 'testing', 'crash-child.ts'),
      outDir: join(folder, 'child'),
      target: 'node22',
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
    ssr: { noExternal: true },
  });
  child = join(folder, 'child', 'child.mjs');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the child; `saved` fills with the last number of each run that it said was on the disk. */
function start(args: readonly string[]): { process: ChildProcess; saved: Map<number, number>; lines: string[]; ended: Promise<unknown> } {
  const running = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const saved = new Map<number, number>();
  const lines: string[] = [];
  const reader = createInterface({ input: running.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    const [word, run, number] = line.split(' ');
    if (word === 'saved') saved.set(Number(run), Number(number));
  });
  return { process: running, saved, lines, ended: Promise.all([once(running, 'close'), once(reader, 'close')]) };
}

/** Of so many runs each last one is saved again; a save waits for the disk. */
const SAVE_AGAIN = 10;

/** The document is the last that was said to be saved, or the one after it, whole; so is the one before it, in `.bak`. */
async function check(place: string, saved: number, what: string, again: boolean): Promise<void> {
  const file = join(place, 'notes.json');
  const names = readdirSync(place);
  const backup = names.includes('notes.json.bak') ? (JSON.parse(readFileSync(`${file}.bak`, 'utf8')) as { number: number }) : undefined;
  const document = openNumbered(file);
  const { value, problems, readOnly } = await document.load();
  expect({ problems, readOnly }, what).toEqual({ problems: [], readOnly: false });
  expect([saved, saved + 1], what).toContain(value.number);
  expect(value, what).toEqual(value.number === 0 ? { number: 0, lines: [] } : numbered(SEED, value.number));
  // From the second save on there is a copy, and it is never older than the last but one.
  if (saved >= 2) expect(backup, what).toBeDefined();
  if (backup !== undefined) {
    expect([value.number, value.number - 1], what).toContain(backup.number);
    const { version, ...kept } = backup as { number: number; version?: number };
    expect([version, kept], what).toEqual([1, numbered(SEED, backup.number)]);
  }
  // What the dead process left is gone, and saving goes on.
  expect(
    readdirSync(place).filter((name) => name.includes('.tmp-')),
    what,
  ).toEqual([]);
  if (!again) return;
  await document.save(numbered(SEED, 99));
  expect((await openNumbered(file).load()).value, what).toEqual(numbered(SEED, 99));
}

describe('a save that is cut short', () => {
  let steps: number;
  beforeAll(async () => {
    const { lines, ended } = start(['count', join(folder, 'count'), String(SEED)]);
    await ended;
    steps = Number(/^steps (\d+)$/u.exec(lines.at(-1) ?? '')?.[1]);
    expect(steps).toBeGreaterThan(40);
  });

  it(`leaves the old document or the new one, at each of ${POINTS} points`, async () => {
    const place = join(folder, 'frozen');
    const { saved, ended } = start(['freeze', place, String(SEED), '0', String(POINTS - 1)]);
    await ended;
    for (let run = 0; run < POINTS; run += 1)
      await check(join(place, String(run)), saved.get(run) ?? 0, `seed ${SEED}, run ${run}`, run % SAVE_AGAIN === 0);
    expect(readdirSync(place).length).toBe(POINTS + 1);
  }, 60_000);

  it(`does so when the process is really killed, at ${KILLS} of them`, async () => {
    const place = join(folder, 'killed');
    // Spread over the points, so that every step has its share.
    const runs = Array.from({ length: KILLS }, (_, at) => Math.floor((at * POINTS) / KILLS));
    const work = async (): Promise<void> => {
      for (let run = runs.pop(); run !== undefined; run = runs.pop()) {
        const { process: running, saved, ended } = start(['kill', place, String(SEED), String(run), String(steps)]);
        await ended;
        expect(running.signalCode, `seed ${SEED}, run ${run}`).toBe('SIGKILL');
        await check(join(place, String(run)), saved.get(run) ?? 0, `seed ${SEED}, killed run ${run}`, run % SAVE_AGAIN === 0);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }, 120_000);

  it(`does so when it is killed from outside at any time, ${RANDOM_KILLS} times`, async () => {
    const next = seeded(SEED);
    for (let run = 0; run < RANDOM_KILLS; run += 1) {
      const place = join(folder, `random-${run}`);
      const enough = 1 + Math.floor(next() * 12);
      const { process: running, saved, lines, ended } = start(['loop', place, String(SEED)]);
      // Some saves, then a moment within one that the system decides.
      await expect.poll(() => lines.length, { interval: 1, timeout: 20_000 }).toBeGreaterThanOrEqual(enough);
      running.kill('SIGKILL');
      await ended;
      await check(place, saved.get(0) ?? 0, `seed ${SEED}, random kill ${run}`, true);
    }
  }, 60_000);
});
