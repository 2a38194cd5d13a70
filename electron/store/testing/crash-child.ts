import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { interceptFiles, type CrashPoint } from './crash-points.ts';
import { numbered, openNumbered } from './numbered-document.ts';
import { seeded } from './seeded.ts';
import { deferred } from '../../../shared/deferred.ts';

/** Saves of one run; the first makes the file, the second its `.bak`, the others find both. */
const SAVES = 4;

/**
 * Says on its standard output, a line each, what it does to which run: `planned RUN`, `saved RUN NUMBER`. First argument: what to do.
 * `count`: how many file operations a run has. `freeze FIRST LAST`: runs that stop dead at their point, one after the other; to a disk
 * that is what a killed process looks like. `kill RUN`: a run that ends this process with SIGKILL at its point. `loop`: saves until killed.
 */
const [mode = '', folder = '', seedText = '', first = '', last = ''] = process.argv.slice(2);
const seed = Number(seedText);
const say = (line: string): void => void writeSync(1, `${line}\n`);
const crashes = interceptFiles();

async function run(number: number, ended?: Promise<void>): Promise<void> {
  const place = join(folder, String(number));
  mkdirSync(place, { recursive: true });
  const work = async (): Promise<void> => {
    const document = openNumbered(join(place, 'notes.json'));
    await document.load();
    for (let save = 1; save <= SAVES; save += 1) {
      await document.save(numbered(seed, save));
      say(`saved ${number} ${save}`);
    }
  };
  await Promise.race([work(), ...(ended === undefined ? [] : [ended])]);
}

/** Every step of a run at first, each before, in its midst and after; then anywhere. */
function pointOf(number: number, steps: number): CrashPoint {
  const next = seeded(seed * 7_919 + number);
  const whens = ['before', 'midst', 'after'] as const;
  const at = number < steps * 3 ? Math.floor(number / 3) + 1 : Math.floor(next() * steps) + 1;
  const when = number < steps * 3 ? whens[number % 3] : whens[Math.floor(next() * 3)];
  return { at, when: when ?? 'before', part: next() };
}

async function steps(): Promise<number> {
  crashes.disarm();
  await run(-1);
  return crashes.count();
}

if (mode === 'count') {
  say(`steps ${await steps()}`);
} else if (mode === 'freeze') {
  const all = await steps();
  for (let number = Number(first); number <= Number(last); number += 1) {
    const { promise, resolve } = deferred<void>();
    crashes.arm(pointOf(number, all), resolve);
    await run(number, promise);
  }
} else if (mode === 'kill') {
  const number = Number(first);
  crashes.arm(pointOf(number, Number(last)), () => process.kill(process.pid, 'SIGKILL'));
  await run(number);
} else {
  crashes.disarm();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'started'), '');
  const document = openNumbered(join(folder, 'notes.json'));
  await document.load();
  for (let save = 1; ; save += 1) {
    await document.save(numbered(seed, save));
    say(`saved 0 ${save}`);
  }
}
