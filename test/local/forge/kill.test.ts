// The embedded forge killed in the middle of its work: whatever it had confirmed is there afterwards.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { propose, startForge } from './harness.ts';

const FORGE = join(import.meta.dirname, '../../../scripts/local/forge/forge.ts');

// Comments without end, and prints the number of each comment once it is confirmed.
const WRITER = `
  const [, directory, options] = process.argv;
  const { openForge } = await import(${JSON.stringify(FORGE)});
  const forge = await openForge({ ...JSON.parse(options), directory, clock: () => 0 });
  for (let at = 1; ; at += 1) {
    await forge.comment(forge.accounts[0], 1, 'comment '.repeat(500) + at);
    console.log(at);
  }
`;

it.each([3, 17, 40])('killed after %i confirmed writes, it has lost none of them', async (enough) => {
  let forge = await startForge();
  await propose(forge, 'killed');
  const { repository, accounts } = forge.forge;
  const args = ['--input-type=module', '-e', WRITER, forge.directory, JSON.stringify({ repository, accounts })];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let confirmed = 0;
  for await (const lines of child.stdout as AsyncIterable<Buffer>) {
    confirmed = Number(lines.toString().trim().split('\n').at(-1));
    if (confirmed >= enough) child.kill('SIGKILL');
  }
  await ended;
  forge = await forge.reopen();
  const there = forge.forge.comments(1).map((comment) => Number(comment.body.split(' ').at(-1)));
  expect(there).toEqual(Array.from({ length: there.length }, (_, at) => at + 1));
  expect(there.length).toBeGreaterThanOrEqual(confirmed);
  expect(confirmed).toBeGreaterThanOrEqual(enough);
  await forge.close();
});
