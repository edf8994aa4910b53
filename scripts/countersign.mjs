#!/usr/bin/env node
// The package's bin: plain JavaScript, so that an old Node gets a sentence instead of a syntax error.
import { enableCompileCache } from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 12)) {
  process.stderr.write(
    `countersign needs Node 24.12 or newer and this is ${process.versions.node}. ` +
      'After `npm ci` run it as `npx countersign ...`, which brings its own.\n',
  );
  process.exit(3);
}
// What was stripped and compiled once is not stripped and compiled again: half of a cold start.
enableCompileCache();
const { main } = await import('./cli.ts');
process.exitCode = await main(process.argv.slice(2));
