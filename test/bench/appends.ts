// Appends a second: the ledger against adding, committing and pushing a file with simple-git, alone, in batches and in crowds.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { simpleGit } from 'simple-git';
import { crowd } from '../fixtures/ledger-crowd.ts';
import { denied, foundedWorld, NOW, type World } from '../ports/ledger-world.ts';
import { interleave, median, type Print, row } from './measure.ts';

const WIDTHS = [44, 10, 8, 9, 9, 12];
const ALONE = 30;
const BATCH = 100;
const WRITERS = Number(process.env['COUNTERSIGN_WRITERS'] ?? '64');

/** What one append took, in ms, and how often something had to be pushed for it. */
interface Append {
  readonly took: number;
  readonly tries: number;
}

interface Measured {
  readonly appends: readonly Append[];
  /** Milliseconds for all of them together. */
  readonly took: number;
  /** Records that each append brought. */
  readonly records: number;
}

/** One writer: appends records of this name, and says how often it had to try. */
type Writer = (marker: string) => Promise<number>;

/** Prints records a second, pushes for each append and waits; throws where a record is missing or there twice. */
export async function run(print: Print): Promise<void> {
  print(`Appends over a bare repository on this machine, each pushed (node ${process.versions.node})`);
  print(row(WIDTHS, ['', 'records/s', 'pushes', 'p50, ms', 'p99, ms', 'longest, ms']));
  const report = (name: string, one: Measured): void => {
    const { length } = one.appends;
    const tries = one.appends.reduce((sum, each) => sum + each.tries, 0) / length;
    const waits = one.appends.map(({ took }) => took).toSorted((a, b) => a - b);
    const at = (share: number): string => (waits[Math.min(length - 1, Math.floor(length * share))] ?? 0).toFixed(0);
    const rate = (length * one.records * 1_000) / one.took;
    print(row(WIDTHS, [name, rate.toFixed(1), tries.toFixed(2), at(0.5), at(0.99), at(1)]));
  };
  const alone = await inTurn();
  for (const { name, measured } of alone) report(name, measured);
  const [base, , own] = alone.map(({ measured }) => median(measured.appends.map(({ took }) => took)));
  if (base !== undefined && own !== undefined) print(`  alone, the ledger is ${(base / own).toFixed(1)} times as fast`);
  report(`ledger: batches of ${BATCH}`, await ours(1, ALONE / 3, BATCH));
  report('simple-git: 8 writers', await plain(8, 3));
  report('ledger: 8 writers', await ours(8, 3, 1));
  report(`ledger: ${WRITERS} writers`, await ours(WRITERS, 2, 1));
  report(`ledger: ${WRITERS} processes, killed ${WRITERS} times`, await killed());
}

/** One writer, each way in turn, so that a slow moment of the machine falls on all of them alike. */
async function inTurn(): Promise<readonly { readonly name: string; readonly measured: Measured }[]> {
  const [folder, world] = [mkdtempSync(join(tmpdir(), 'appends-')), await foundedWorld()];
  try {
    const origin = join(folder, 'origin.git');
    execFileSync('git', ['init', '--bare', '--quiet', '--initial-branch=main', origin]);
    const [plainly, ledgerly] = [await plainWriter(join(folder, 'w'), origin), await ledgerWriter(world, 'w', 1)];
    const pushOnly = await prepared(join(folder, 'w'));
    const numbers = [0, 0, 0];
    const name = (at: number): string => `W${at}-${(numbers[at] = (numbers[at] ?? 0) + 1)}`;
    const times = await interleave(ALONE, [
      { name: 'simple-git add, commit, push: alone', run: () => plainly(name(0)) },
      { name: 'git push of a commit that is there: alone', run: pushOnly },
      { name: 'ledger: alone', run: () => ledgerly(name(2)) },
    ]);
    return [...times].map(([what, all]) => {
      const appends = all.map((took) => ({ took, tries: 1 }));
      return { name: what, measured: { appends, took: all.reduce((sum, one) => sum + one, 0), records: 1 } };
    });
  } finally {
    world.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The floor of whoever asks git to push: commits made beforehand, each of which goes to a branch of its own line. */
async function prepared(directory: string): Promise<() => Promise<unknown>> {
  const git = (args: readonly string[]): string =>
    execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8' }).trim();
  const commits: string[] = [];
  for (let number = 0; number < ALONE; number += 1) {
    const blob = execFileSync('git', ['-C', directory, 'hash-object', '-w', '--stdin'], { input: `${number}` });
    const tree = execFileSync('git', ['-C', directory, 'mktree'], {
      input: `100644 blob ${String(blob).trim()}\tx.json\n`,
    });
    const parents = commits.slice(-1).flatMap((parent) => ['-p', parent]);
    commits.push(git(['commit-tree', '-m', 'x', ...parents, String(tree).trim()]));
  }
  return () =>
    promisify(execFile)('git', ['-C', directory, 'push', '--quiet', 'origin', `${commits.shift()}:refs/heads/x`]);
}

/** The ledger, each writer with a mirror of its own. */
async function ours(writers: number, each: number, records: number): Promise<Measured> {
  const world = await foundedWorld();
  try {
    const all = await Promise.all(
      Array.from({ length: writers }, (_, writer) => ledgerWriter(world, `w${writer}`, records)),
    );
    const measured = await measure(all, each, records);
    const { size } = await (await world.ledger('reader')).read();
    if (size !== writers * each * records + 1) throw new Error(`There are ${size} records and should be others.`);
    return measured;
  } finally {
    world.remove();
  }
}

async function ledgerWriter(world: World, name: string, records: number): Promise<Writer> {
  const ledger = await world.ledger(name, { wait });
  await ledger.read();
  return async (marker) => {
    const drafts = Array.from({ length: records }, (_, at) => denied(`${marker}-${at}`));
    const wishes = drafts.map((draft) => ({
      draft,
      unless: [{ types: [draft.type], where: { action: String(draft['action']) } }],
    }));
    return (await ledger.append(wishes, Math.floor(NOW + performance.now()))).pushes;
  };
}

/** What a plain tool does: a file, `git add`, `git commit`, `git push`, and once more after a rebase where that was refused. */
async function plain(writers: number, each: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'appends-'));
  const origin = join(folder, 'origin.git');
  try {
    execFileSync('git', ['init', '--bare', '--quiet', '--initial-branch=main', origin]);
    const all: Writer[] = [];
    for (let writer = 0; writer < writers; writer += 1) all.push(await plainWriter(join(folder, `w${writer}`), origin));
    return await measure(all, each, 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function plainWriter(directory: string, origin: string): Promise<Writer> {
  await simpleGit().clone(origin, directory);
  const git = simpleGit(directory);
  await git.addConfig('user.name', 'Writer').addConfig('user.email', 'writer@example.invalid');
  const isFirst = (await git.listRemote(['--heads'])).trim() === '';
  if (isFirst) await git.commit('first', [], { '--allow-empty': null }).push('origin', 'main');
  return async (marker) => {
    writeFileSync(join(directory, `${marker}.json`), JSON.stringify(denied(marker)));
    await git.add(`${marker}.json`);
    await git.commit(marker);
    for (let tries = 1; ; tries += 1) {
      const refused = await git.push('origin', 'main').then(
        () => false,
        () => true,
      );
      if (!refused) return tries;
      await git.pull('origin', 'main', { '--rebase': 'true' });
    }
  };
}

async function measure(writers: readonly Writer[], each: number, records: number): Promise<Measured> {
  const appends: Append[] = [];
  const began = performance.now();
  await Promise.all(
    writers.map(async (write, writer) => {
      for (let number = 0; number < each; number += 1) {
        const start = performance.now();
        const tries = await write(`W${writer}-${number}`);
        appends.push({ took: performance.now() - start, tries });
      }
    }),
  );
  return { appends, took: performance.now() - began, records };
}

async function killed(): Promise<Measured> {
  const world = await foundedWorld();
  try {
    const { reported, took } = await crowd(world, { writers: WRITERS, each: 2, kills: WRITERS, seed: 64 });
    const { size } = await (await world.ledger('reader')).read();
    if (size !== WRITERS * 2 + 1) throw new Error(`There are ${size - 1} records and should be ${WRITERS * 2}.`);
    return { appends: reported, took, records: 1 };
  } finally {
    world.remove();
  }
}
