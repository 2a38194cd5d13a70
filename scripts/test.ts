import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSystemPackages } from './system-packages.ts';

/** Runs every check of the project and closes with one line that sums all of them. */

const root = fileURLToPath(new URL('..', import.meta.url));
const results = mkdtempSync(join(tmpdir(), 'gangway-results-'));

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}
const total: Count = { passed: 0, failed: 0, skipped: 0 };
/** What failed, told once more at the very end: the end of a long log is what people read. */
const failures: string[] = [];

function run(name: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  console.log(`\n── ${name}`);
  const { status } = spawnSync('npx', ['--no-install', ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return status === 0;
}

function add(count: Count): void {
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}

/** A check that is one thing: it passes or fails as a whole. */
function check(name: string, args: readonly string[]): void {
  const ok = run(name, args);
  if (!ok) failures.push(name);
  add({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
}

/** A runner with a report of its own. A runner that died, or ran nothing, counts as one failure: silence is not success. */
function runner(
  name: string,
  args: readonly string[],
  file: string,
  read: (report: never) => Count,
  env: Record<string, string> = {},
): void {
  const ok = run(name, args, env);
  let count: Count = { passed: 0, failed: 0, skipped: 0 };
  try {
    count = read(JSON.parse(readFileSync(file, 'utf8')) as never);
  } catch {
    console.error(`${name} left no report.`);
  }
  if (count.passed === 0 || (!ok && count.failed === 0)) {
    count.failed += 1;
    failures.push(`${name}, as a whole`);
  }
  add(count);
}

interface UnitReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
}

/** Each failed unit test with its file and the first lines of its reason; the specs print such a list themselves. */
function failedUnits(report: UnitReport): string[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => {
        const reason = (failureMessages[0] ?? '').split('\n').slice(0, 8).join('\n    ');
        return `${relative(root, name)} › ${fullName}\n    ${reason}`;
      }),
  );
}

if (!ensureSystemPackages()) process.exit(1);

check('Lint', ['oxlint', '--type-aware', '--quiet', '.']);
check('Format', ['biome', 'format', '.']);
check('Types', ['tsc', '-b']);
check('Build', ['node', 'scripts/build.ts']);
check('Package', ['node', 'scripts/package-check.ts']);

const unit = join(results, 'unit.json');
runner('Unit tests', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile=${unit}`], unit, (report: UnitReport) => {
  failures.push(...failedUnits(report));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
});

const pages = join(results, 'pages.json');
runner(
  'Specs in Chromium',
  ['playwright', 'test'],
  pages,
  (report: { stats: { expected: number; unexpected: number; flaky: number; skipped: number } }) => ({
    passed: report.stats.expected,
    // A test that needs two tries is a defect.
    failed: report.stats.unexpected + report.stats.flaky,
    skipped: report.stats.skipped,
  }),
  { PLAYWRIGHT_JSON_OUTPUT_NAME: pages },
);

rmSync(results, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
