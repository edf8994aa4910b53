// How the tests run: fast pure tests first, coverage of core/ complete, nothing retried, nothing skipped in silence.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest: one of them begun last would keep a single worker busy while the others are done. */
const LONGEST = ['bypass/agent-files', 'e2e/kill', 'attacks/sweep', 'e2e/tour', 'bypass/agent-heads', 'verify-second'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    retry: 0,
    // The end-to-end tests mostly wait for git and servers; one worker fewer than there are cores would leave one idle.
    maxWorkers: '100%',
    // A worker loads the code once, and not once for each file; no test changes anything that another one could see of it.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    coverage: {
      provider: 'v8',
      include: ['scripts/core/**/*.ts'],
      exclude: ['scripts/core/generated/**'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});
