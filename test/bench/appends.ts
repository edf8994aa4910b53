// Appends a second: the ledger against adding, committing and pushing a file with simple-git, alone, in batches and in crowds.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { simpleGit } from 'simple-git';
import { crowd } from '../fixtures/ledger-crowd.ts';
import { denied, foundedWorld, NOW } from '../ports/ledger-world.ts';
import { type Print, row } from './measure.ts';

const WIDTHS = [46, 11, 11, 8, 11];
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

/** Prints records a second, tries and the longest wait; throws where a record is missing or there twice. */
export async function run(print: Print): Promise<void> {
  print(`Appends over a bare repository on this machine, each pushed (node ${process.versions.node})`);
  print(row(WIDTHS, ['', 'records/s', 'ms/append', 'tries', 'longest, ms']));
  const base = await plain(1, ALONE);
  const report = (name: string, one: Measured): void => {
    const { length } = one.appends;
    const tries = one.appends.reduce((sum, each) => sum + each.tries, 0) / length;
    const longest = Math.max(...one.appends.map(({ took }) => took));
    const rate = (length * one.records * 1_000) / one.took;
    const cells = [rate.toFixed(1), (one.took / length).toFixed(1), tries.toFixed(1), longest.toFixed(0)];
    print(row(WIDTHS, [name, ...cells]));
  };
  report('simple-git add, commit, push: alone', base);
  report('ledger: alone', await ours(1, ALONE, 1));
  report(`ledger: batches of ${BATCH}`, await ours(1, ALONE / 3, BATCH));
  report('simple-git: 8 writers', await plain(8, 3));
  report('ledger: 8 writers', await ours(8, 3, 1));
  report(`ledger: ${WRITERS} writers`, await ours(WRITERS, 2, 1));
  report(`ledger: ${WRITERS} processes, killed ${WRITERS} times`, await killed());
}

/** The ledger, each writer with a mirror of its own. */
async function ours(writers: number, each: number, records: number): Promise<Measured> {
  const world = await foundedWorld();
  try {
    const all = await Promise.all(
      Array.from({ length: writers }, async (_, writer): Promise<Writer> => {
        const ledger = await world.ledger(`w${writer}`, { wait });
        await ledger.read();
        return async (marker) => {
          const drafts = Array.from({ length: records }, (__, at) => denied(`${marker}-${at}`));
          const wishes = drafts.map((draft) => ({
            draft,
            unless: [{ types: [draft.type], where: { action: String(draft['action']) } }],
          }));
          return (await ledger.append(wishes, NOW)).pushes;
        };
      }),
    );
    const measured = await measure(all, each, records);
    const { size } = await (await world.ledger('reader')).read();
    if (size !== writers * each * records + 1) throw new Error(`There are ${size} records and should be others.`);
    return measured;
  } finally {
    world.remove();
  }
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
