// The tour: every ending that a request can have, walked through on this machine without a human, checked at every step.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment } from '../ports/git-environment.ts';
import { renderReport, verify } from '../verify.ts';
import { APPROVALS } from './tour-approvals.ts';
import { INDEPENDENCE } from './tour-independence.ts';
import { OUTCOMES } from './tour-outcomes.ts';
import { OWNERS } from './tour-owners.ts';
import type { Part } from './tour-part.ts';
import { REFUSALS } from './tour-refusals.ts';
import { actsSince } from './tour-platform.ts';
import { TourDifference, ledger, openStage } from './tour-stage.ts';
import type { Stage, StageOptions } from './tour-stage.ts';
import { STANDARD } from './tour-standard.ts';
import { dayOf, wrap } from './tour-words.ts';

/** Every part, in the order of the story. */
export const PARTS: readonly Part[] = [...APPROVALS, ...INDEPENDENCE, ...REFUSALS, ...OUTCOMES, ...STANDARD, ...OWNERS];

export interface TourReport {
  readonly ok: boolean;
  /** The titles of the parts that came as expected. */
  readonly passed: readonly string[];
}

/** Minutes between two parts: what one automation asks for within an hour would count together. */
const PAUSE = 90;

/**
 * Walks through all parts in one house; the first difference ends the tour.
 * @param options `print` gets the story line by line; `directory` is a new folder for everything that is kept
 * @returns whether everything came as expected; what differed has been printed
 */
export async function tour(options: StageOptions, parts: readonly Part[] = PARTS): Promise<TourReport> {
  const { print } = options;
  const stage = await openStage(options);
  const passed: string[] = [];
  const acts = new Set<string>();
  try {
    for (const [at, { title, run }] of parts.entries()) {
      print(`\n${at + 1}. ${title}  (${dayOf(stage.now())})\n`);
      await run(stage);
      (await actsSince(stage)).forEach((id) => acts.add(id));
      passed.push(title);
      stage.later(PAUSE);
    }
    print(`\n${parts.length + 1}. Verified offline, from a fresh clone\n`);
    await verifyClone(stage, print);
    const records = await ledger(stage);
    print(`\nBy the platform's own log programs acted ${acts.size} times, each with an intent of its own.`);
    print(`\nAll ${passed.length} parts came as expected; the ledger holds ${records.length} records.`);
    for (const title of passed) print(`  ok  ${title}`);
    return { ok: true, passed };
  } catch (cause) {
    if (!(cause instanceof TourDifference)) throw cause;
    wrap(cause.message, '\nThe tour ends here: ').forEach((line) => print(line));
    return { ok: false, passed };
  } finally {
    await stage.house.close();
  }
}

/** Anybody can check everything that happened, from a clone and without a network. */
async function verifyClone(stage: Stage, print: (line: string) => void): Promise<void> {
  const clone = join(stage.directory, 'auditor');
  await promisify(execFile)('git', ['clone', '--quiet', '--', stage.house.cloneUrl, clone], { env: gitEnvironment() });
  print('  An auditor clones the repository, and runs `countersign verify` in the clone:');
  const report = await verify({ directory: clone, key: stage.house.vkey });
  for (const line of renderReport(report).trimEnd().split('\n')) wrap(line, '    ').forEach((one) => print(one));
  const records = (await ledger(stage)).length;
  if (!report.ok)
    return stage.fail('nothing to be wrong with this history', `verify found ${report.findings.length} things`);
  if (report.records !== records) stage.fail(`verify to see ${records} records`, `it saw ${report.records}`);
}

if (import.meta.main) {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-tour-'));
  try {
    const { ok } = await tour({ directory, print: (line) => void process.stdout.write(`${line}\n`) });
    process.exitCode = ok ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
