// A year later: what reading the ledger takes that every verb begins with, and one look of the gate at what is open then.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gate } from '../../scripts/gate.ts';
import { policyAt } from '../../scripts/ground.ts';
import { gitLedger } from '../../scripts/ports/git-ledger.ts';
import { gitRepository } from '../../scripts/ports/git-repository.ts';
import type { Workplace } from '../../scripts/workplace.ts';
import { type LongYear, writeYear } from '../fixtures/long-history.ts';
import { quietForge, waits } from '../fixtures/quiet-forge.ts';
import { type Print, row } from './measure.ts';

const WIDTHS = [56, 9, 11];
/** Requests that wait for an answer when the gate looks. */
const OPEN = 50;
const LEDGER = 'refs/heads/ledger/2026';

/**
 * Writes a year of records (COUNTERSIGN_BENCH_RECORDS, 1,000 unless said otherwise) with requests that wait behind it, and prints
 * what git needs to read those records, what the verbs need, and what the gate needs then for all that waits.
 * Throws where one of them could not be read: the time of a failure is no figure.
 */
export async function run(print: Print): Promise<void> {
  const records = Number(process.env['COUNTERSIGN_BENCH_RECORDS'] ?? 1_000);
  if (!Number.isInteger(records) || records < 100) throw new Error('COUNTERSIGN_BENCH_RECORDS is at least 100.');
  const folder = mkdtempSync(join(tmpdir(), 'year-bench-'));
  try {
    const directory = join(folder, 'year.git');
    const year = await writeYear(directory, records, OPEN);
    git(directory, ['repack', '-a', '-d', '-q']);
    print(
      `A year of requests, one record a commit, and ${OPEN} that wait: what a verb does before and after it knows the ledger`,
    );
    await measure(directory, year, print);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(directory: string, year: LongYear, print: Print): Promise<void> {
  const floor = await timed(() => git(directory, ['cat-file', '--batch'], objectsOf(directory)));
  const place = await workplace(directory, year);
  const read = await timed(() => place.ledger.read());
  const look = await timed(() => gate(place));
  // Of so many of one automation the standard refuses some; every one has to be read to its end.
  const sound = look.value.verdicts.filter(({ verdict }) => verdict.unreadable.length === 0);
  if (sound.length !== OPEN) throw new Error(`Of ${OPEN} open requests the gate could read ${sound.length}.`);
  const { size } = read.value;
  print(row(WIDTHS, ['', 's', 'us/record']));
  const line = (name: string, { milliseconds }: Timed<unknown>): void =>
    print(row(WIDTHS, [name, (milliseconds / 1_000).toFixed(2), ((milliseconds * 1_000) / size).toFixed(0)]));
  line('git log --raw and cat-file --batch, the same records', floor);
  line(`the ledger, ${size} records, every check`, read);
  line(`one look of the gate, ${OPEN} requests open`, look);
}

/** A verb's own, over this repository; nothing is written but into memory. */
async function workplace(directory: string, year: LongYear): Promise<Workplace> {
  const repository = await gitRepository({ directory });
  const main = await repository.resolve('main');
  if (main === null) throw new Error('The history has no main.');
  const { policy } = await policyAt(main, repository);
  const identity = { name: 'Bench', email: 'bench@countersign.invalid' };
  const options = { directory, originBase: year.key.name, keys: [year.key], identity };
  const ledger = await gitLedger({ ...options, random: Math.random, wait: () => Promise.resolve() });
  const forge = quietForge({ ...year, open: year.open.map(waits) }, policy);
  return { forge, repository, ledger, now: () => year.now, log: () => undefined };
}

/** The records' blobs by id, as git lists them. */
function objectsOf(directory: string): string {
  const args = ['log', '--reverse', '--format=', '--raw', '-r', '--root', '--no-renames', '--no-abbrev', LEDGER];
  const lines = git(directory, [...args, '--', 'records']).split('\n');
  return lines.flatMap((line) => /^:\d+ \d+ \S+ (\S+)/.exec(line)?.[1] ?? []).join('\n') + '\n';
}

interface Timed<Value> {
  readonly value: Value;
  readonly milliseconds: number;
}

async function timed<Value>(work: () => Value | Promise<Value>): Promise<Timed<Value>> {
  const start = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - start };
}

function git(directory: string, args: readonly string[], input = ''): string {
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 30 } as const;
  const { status, stdout, stderr } = spawnSync('git', ['-C', directory, ...args], options);
  if (status !== 0) throw new Error(`git ${args[0] ?? ''} failed: ${stderr}`);
  return stdout;
}
