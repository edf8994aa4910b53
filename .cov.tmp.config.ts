import { defineConfig } from 'vitest/config';
export default defineConfig({ root: '/work/main', test: { include: ['test/verify*.test.ts','test/core/audit/*.test.ts'], testTimeout: 60000, hookTimeout: 240000,
 coverage: { provider: 'v8', include: ['scripts/core/audit/**','scripts/verify/**','scripts/verify.ts','scripts/rederive.ts'], reporter: ['text'], reportsDirectory: '/tmp/verify-work/cov' } } });
