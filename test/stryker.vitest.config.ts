// What mutation testing runs for each mutant: the fast, pure tests of the core and the conformance cases.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts', 'test/conformance/**/*.test.ts'],
    retry: 0,
  },
});
