import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The whole proof, stage by stage, on a fresh checkout: static checks, unit and integration tests (on both stores), packaging, end-to-end
 * tests, the headless tour. Every stage runs even when an earlier one failed; the last line counts them all.
 * `node test/run.ts [--only stage,stage] [--long]`; `--long` takes the long way wherever a test knows one: more kills, more seeds.
 */
interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, by file and name, each with the first lines of why. */
  failures: string[];
}

interface Stage {
  name: string;
  command: string[];
  /** Variables of its environment besides those of this process. */
  environment?: Record<string, string>;
  /** It's begun before all others and said in its turn: it needs one processor, changes nothing that they read, and takes long. */
  isAhead?: true;
  /** Reads how many tests passed from the stage's report; a stage without one counts as a single check. */
  tally?: () => Tally;
}

const root = path.resolve(import.meta.dirname, '..');
const reports = path.join(root, 'test-results');
const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);
const node = process.execPath;

function readReport(file: string): unknown {
  const full = path.join(reports, file);
  return existsSync(full) ? JSON.parse(readFileSync(full, 'utf8')) : undefined;
}

function vitestTally(file: string): Tally {
  const report = readReport(file) as
    | {
        numPassedTests: number;
        numFailedTests: number;
        numPendingTests: number;
        numFailedTestSuites: number;
        testResults: {
          name: string;
          status: string;
          message: string;
          assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
        }[];
      }
    | undefined;
  if (!report) return withoutReport();
  const failures = report.testResults.flatMap((suite) => {
    const file = path.relative(root, suite.name);
    const failed = suite.assertionResults.filter((test) => test.status === 'failed');
    // What is set up and cleared away around the tests can fail without one of them.
    if (failed.length === 0 && suite.status === 'failed')
      return [`${file}\n${firstLines(suite.message || 'Failed around its tests: see its stage above.')}`];
    return failed.map((test) => `${file} › ${test.fullName}\n${firstLines(test.failureMessages.join('\n'))}`);
  });
  return {
    failures,
    passed: report.numPassedTests,
    failed: Math.max(
      report.numFailedTests,
      report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0,
    ),
    skipped: report.numPendingTests,
  };
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: {
    file: string;
    title: string;
    ok: boolean;
    tests: { results: { error?: { message?: string } }[] }[];
  }[];
}

function playwrightTally(): Tally {
  const report = readReport('playwright.json') as
    | {
        stats: { expected: number; unexpected: number; flaky: number; skipped: number };
        suites: PlaywrightSuite[];
      }
    | undefined;
  if (!report) return withoutReport();
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failures = report.suites.flatMap(failedSpecs);
  return { passed: expected, failed: unexpected + flaky, skipped, failures };
}

function failedSpecs({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs
    .filter((spec) => !spec.ok)
    .map((spec) => {
      const errors = spec.tests.flatMap((test) => test.results.map((result) => result.error?.message ?? ''));
      return `${spec.file} › ${spec.title}\n${firstLines(errors.join('\n'))}`;
    });
  return [...own, ...suites.flatMap(failedSpecs)];
}

function withoutReport(): Tally {
  return { passed: 0, failed: 1, skipped: 0, failures: [] };
}

function firstLines(text: string): string {
  const plain = text.replace(/\u001b\[[0-9;]*m/g, '');
  return plain
    .split('\n')
    .slice(0, 12)
    .map((line) => `    ${line}`)
    .join('\n');
}

function vitest(report: string, ...filters: string[]): string[] {
  return [
    bin('vitest'),
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=test-results/${report}`,
    ...filters,
  ];
}

const engineOnPostgres = process.argv.includes('--long') ? ['test/integration/sync'] : ['sync/snapshot'];

const stages: Stage[] = [
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: [bin('eslint'), '--max-warnings', '0', '.'] },
  { name: 'types', command: [bin('tsc'), '-b'], isAhead: true },
  { name: 'unused', command: [bin('knip')] },
  { name: 'build', command: [node, 'build/build.ts'] },
  { name: 'unit', command: vitest('unit.json', 'test/unit'), tally: () => vitestTally('unit.json') },
  {
    name: 'integration',
    command: vitest('integration.json', 'test/integration', 'test/sync'),
    tally: () => vitestTally('integration.json'),
  },
  {
    // The same tests with PostgreSQL behind the partner API, the oldest that it serves, while the tests above start the newest where
    // they need one; those of the app's engine alone are many, and run whole the long way.
    name: 'postgres',
    command: vitest('postgres.json', 'test/integration/partner-api', ...engineOnPostgres),
    environment: { TEST_STORE: 'postgres', TEST_POSTGRES: 'oldest' },
    tally: () => vitestTally('postgres.json'),
  },
  {
    name: 'packaging',
    command: vitest('packaging.json', 'test/packaging'),
    tally: () => vitestTally('packaging.json'),
  },
  {
    name: 'e2e',
    command: [bin('playwright'), 'test', '--config', 'test/playwright.config.ts'],
    tally: playwrightTally,
  },
  { name: 'tour', command: [node, 'build/start.ts', '--tour'] },
];

interface Ended {
  code: number;
  /** How long it took, in milliseconds. */
  took: number;
  /** What it printed, where it was kept back. */
  output: string;
}

/** Runs a command; its output is shown as it comes, or kept back. */
function run({ command, environment }: Stage, isKeptBack = false): Promise<Ended> {
  const [file = node, ...args] = command;
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const output = isKeptBack ? 'pipe' : 'inherit';
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', output, output],
      shell: process.platform === 'win32',
      env: { ...process.env, ...environment },
    });
    const pieces: Buffer[] = [];
    child.stdout?.on('data', (piece: Buffer) => pieces.push(piece));
    child.stderr?.on('data', (piece: Buffer) => pieces.push(piece));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code: code ?? 1,
        took: performance.now() - began,
        output: Buffer.concat(pieces).toString(),
      }),
    );
  });
}

if (process.argv.includes('--long')) process.env['SWITCHYARD_LONG'] = '1';
const wanted = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]?.split(',')
  : undefined;
const chosen = stages.filter((stage) => !wanted || wanted.includes(stage.name));

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const total: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
const lines: string[] = [];
const ahead = new Map(chosen.filter((stage) => stage.isAhead).map((stage) => [stage.name, run(stage, true)]));
for (const stage of chosen) {
  console.log(`\n── ${stage.name} ──`);
  const { code, took, output } = await (ahead.get(stage.name) ?? run(stage));
  if (output) console.log(output);
  const tally = stage.tally?.() ?? {
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
    failures: code === 0 ? [] : [`${stage.name}: see its stage above.`],
  };
  // A runner that fails without a failed test (no test found, a crash) is a failure all the same.
  if (code !== 0 && tally.failed === 0) {
    tally.failed = 1;
    tally.failures.push(`${stage.name} ended with ${code}, and no test of it failed: see its stage above.`);
  }
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  total.failures.push(...tally.failures);
  const seconds = (took / 1000).toFixed(1);
  lines.push(
    `${stage.name.padEnd(12)} ${String(tally.passed).padStart(5)} passed ${String(tally.failed).padStart(4)} failed ${seconds.padStart(8)} s`,
  );
}

// Said again at the end, where it's looked for: what came before is long.
for (const failure of total.failures) console.log(`\nFAILED ${failure}`);
console.log(`\n${lines.join('\n')}\n`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
const summary = `${total.passed} passed, ${total.failed} failed${skipped}`;
// npm adds lines of its own after a failure; whoever needs this as the very last line reads it here.
writeFileSync(path.join(reports, 'summary.txt'), `${summary}\n`);
console.log(summary);
process.exitCode = total.failed === 0 ? 0 : 1;
