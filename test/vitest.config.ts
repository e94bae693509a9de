import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, the longest last: it begins before all others, so that nothing waits for it at the end. On a fresh checkout no times are known yet. */
const long = [
  '/faults/many-processes',
  '/faults/kills-of-the-server',
  '/faults/kills-of-the-app',
  '/sync/conflicts',
  '/simulation/simulation',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) =>
      long.findIndex((each) => moduleId.endsWith(`${each}.test.ts`));
    return sorted.toSorted((one, other) => rank(other) - rank(one));
  }
}

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/{unit,integration,sync,packaging}/**/*.test.{ts,tsx}'],
    globalSetup: 'test/support/programs.ts',
    // What a test waits for takes ten times as long on a small machine that does other things too.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
  },
});
