// How the tests run: fast pure tests first, coverage of core/ complete, nothing retried, nothing skipped in silence.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    retry: 0,
    // The end-to-end tests mostly wait for git and servers; one worker fewer than there are cores would leave one idle.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['scripts/core/**/*.ts'],
      exclude: ['scripts/core/generated/**'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});
