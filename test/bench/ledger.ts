// What verifying a ledger costs, beside what git needs to read the same objects and to check its own store.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeLongHistory } from '../fixtures/long-history.ts';
import { row } from './measure.ts';
import type { Print } from './measure.ts';

const WIDTHS = [56, 9, 11, 10, 9, 9];
const LEDGER = 'refs/heads/ledger/2026';
const CHILD = join(import.meta.dirname, 'ledger-child.ts');

interface Figure {
  readonly milliseconds: number;
  /** Peak resident memory in MB. */
  readonly peak: number | null;
}

/**
 * Writes histories of a tenth and of all of the records (COUNTERSIGN_BENCH_RECORDS, 1,000 unless said otherwise) and
 * prints, side by side, what reading, git's own check, the chain and the whole verification take.
 * Throws where a history does not verify: the time of a failure is no figure.
 */
export async function run(print: Print): Promise<void> {
  const records = Number(process.env['COUNTERSIGN_BENCH_RECORDS'] ?? 1_000);
  if (!Number.isInteger(records) || records < 100) throw new Error('COUNTERSIGN_BENCH_RECORDS is at least 100.');
  const folder = mkdtempSync(join(tmpdir(), 'ledger-bench-'));
  try {
    print('A year of requests, one record a commit, each decided by the gate and verified completely');
    for (const size of [Math.floor(records / 10), records]) await measure(size, join(folder, `${size}.git`), print);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(records: number, directory: string, print: Print): Promise<void> {
  const start = performance.now();
  await writeLongHistory(directory, records);
  const written = Math.round((performance.now() - start) / 1_000);
  git(directory, ['repack', '-a', '-d', '-q']);
  print(`${records} records, written in ${written} s`);
  inChild('all', directory); // so that none of those below has to compile
  const floor = reading(directory, objectsOf(directory));
  const rows: readonly (readonly [string, Figure])[] = [
    ['git cat-file --batch, the same commits and blobs', floor],
    ['git fsck', timed(() => git(directory, ['fsck', '--no-dangling', '--no-progress']))],
    ['chain without signatures: line, canonical bytes, roots', inChild('unsigned', directory)],
    ['Ed25519 alone: as many signatures, on one core', inChild('signatures', directory)],
    ['chain with signatures', inChild('chain', directory)],
    ['everything, each decision derived again', inChild('all', directory)],
  ];
  print(row(WIDTHS, ['', 's', 'records/s', 'us/record', 'floors', 'peak MB']));
  for (const [name, { milliseconds, peak }] of rows) {
    const cells = [
      (milliseconds / 1_000).toFixed(2),
      ((records / milliseconds) * 1_000).toFixed(0),
      ((milliseconds / records) * 1_000).toFixed(0),
      (milliseconds / floor.milliseconds).toFixed(1),
      peak === null ? '' : peak.toFixed(0),
    ];
    print(row(WIDTHS, [name, ...cells]));
  }
}

/** Every commit of the ledger, its records and its checkpoints, by id. */
function objectsOf(directory: string): string {
  const commits = git(directory, ['rev-list', LEDGER]);
  const args = ['diff-tree', '--stdin', '--root', '-r', '--no-renames', '--no-abbrev', '--diff-filter=AM'];
  const changes = git(directory, args, commits).split('\n');
  const blobs = changes.flatMap((line) => /^:\d+ \d+ \S+ (\S+)/.exec(line)?.[1] ?? []);
  return `${commits}${blobs.join('\n')}\n`;
}

function reading(directory: string, objects: string): Figure {
  const list = `${directory}.objects`;
  writeFileSync(list, objects);
  // Into a pipe that somebody reads, as every verifier has to.
  const command = `git -C "$1" cat-file --batch < "$2" | cat > /dev/null`;
  return timed(() => spawnSync('sh', ['-c', command, 'sh', directory, list]));
}

function timed(work: () => unknown): Figure {
  const start = performance.now();
  work();
  return { milliseconds: performance.now() - start, peak: null };
}

/** A process of its own, so that the peak is its own too; like the command, what was compiled once it does not compile again. */
function inChild(what: string, directory: string): Figure {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(directory, '..', 'compiled') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, what, directory], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`The history of the bench does not verify: ${stderr}`);
  const [milliseconds = 0, peak = 0] = stdout.trim().split(' ').map(Number);
  return { milliseconds, peak };
}

function git(directory: string, args: readonly string[], input = ''): string {
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 30 } as const;
  const { status, stdout, stderr } = spawnSync('git', ['-C', directory, ...args], options);
  if (status !== 0) throw new Error(`git ${args[0] ?? ''} failed: ${stderr}`);
  return stdout;
}
