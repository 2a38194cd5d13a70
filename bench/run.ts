import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Result, Suite } from './harness.ts';
import { machineFacts } from './machine.ts';
import { compare, createBench, type Report } from './report.ts';

/** `npm run bench -- --suite stream --rounds 5 --json out.json`, or `--compare a.json b.json`. */

// Loaded when asked for: a suite pulls in what it measures.
const SUITES: Readonly<Record<string, () => Promise<{ suite: Suite }>>> = {
  stream: () => import('./stream.ts'),
  connect: () => import('./connect.ts'),
  sessions: () => import('./sessions.ts'),
  list: () => import('./list.ts'),
  cloud: () => import('./cloud.ts'),
  start: () => import('./start.ts'),
  rdp: () => import('./rdp.ts'),
  peers: () => import('./peers.ts'),
};

// A promise that nobody waits for any more must not end the run before servers and users are cleared away.
process.on('unhandledRejection', (error) => console.error(error));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    suite: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    compare: { type: 'boolean', default: false },
  },
});

if (values.compare) {
  const [a, b] = positionals;
  if (a === undefined || b === undefined) throw new Error('Give two files: --compare a.json b.json');
  console.log(compare(read(a), read(b)));
} else {
  process.exitCode = await bench();
}

async function bench(): Promise<number> {
  const chosen = values.suite?.flatMap((name) => name.split(',')) ?? Object.keys(SUITES);
  for (const name of chosen)
    if (SUITES[name] === undefined) throw new Error(`There is no suite ${name}: ${Object.keys(SUITES).join(', ')}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds wants a whole number from 1');
  const report: Report & { results: Result[] } = { at: new Date().toISOString(), machine: machineFacts(), rounds, results: [] };
  let failed = 0;
  for (const name of chosen) {
    try {
      const { suite } = (await SUITES[name]?.()) ?? {};
      await suite?.(createBench(name, rounds, report.results));
    } catch (error) {
      failed += 1;
      createBench(name, rounds, report.results).report({
        name: 'the whole suite',
        value: undefined,
        unit: '×',
        note: String(error).split('\n')[0] ?? '',
      });
      console.error(error);
    }
  }
  if (values.json !== undefined) {
    mkdirSync(dirname(values.json), { recursive: true });
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  // A missed goal is a line to read, not a failure: only a suite that could not run is one.
  return failed === 0 ? 0 : 1;
}

function read(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}
