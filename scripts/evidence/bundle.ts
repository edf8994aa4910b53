// The repository in one file, as `git clone` takes it: main, the ledger, its personal parts and its anchors, and nothing else.
import { createReadStream, createWriteStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Sha } from '../core/facts.ts';
import { readAnchors } from '../ports/anchor-branch.ts';
import { ledgerTags } from '../ports/anchor-tag.ts';
import { OFFLINE } from '../ports/git-environment.ts';
import { gitAt } from '../ports/git.ts';
import type { ReadClone } from '../read-years.ts';

/** Everything by which two machines could pack the same objects into other bytes; what is left is the version of git. */
const SAME_BYTES: Readonly<Record<string, string>> = {
  'core.bigFileThreshold': '512m',
  'core.compression': '-1',
  'pack.compression': '-1',
  'pack.depth': '50',
  'pack.packSizeLimit': '0',
  'pack.threads': '1',
  'pack.useBitmaps': 'false',
  'pack.usePathWalk': 'false',
  'pack.useSparse': 'false',
  'pack.window': '10',
  'pack.windowMemory': '0',
};
const PACK = ['pack-objects', '--revs', '--no-reuse-delta', '--no-reuse-object', '--delta-base-offset', '--progress'];

/**
 * Writes a git bundle (version 2) of what the clone was read at, whatever its refs are by now and however they are called in it.
 * Erased parts are not in it: the branches `sealed/*` have no history.
 * @throws GitFault where the clone lacks an object of it
 */
export async function writeBundle(clone: ReadClone, file: string): Promise<void> {
  const refs = await refsOf(clone);
  const folder = mkdtempSync(`${file}.`);
  try {
    const git = gitAt(clone.directory, { settings: { ...OFFLINE, ...SAME_BYTES } });
    await git.raw([...PACK, join(folder, 'all')], { input: [...refs.values()].map((id) => `${id}\n`).join('') });
    const pack = readdirSync(folder).find((name) => name.endsWith('.pack'));
    if (pack === undefined) throw new Error('git wrote no pack');
    const lines = [...refs].map(([ref, id]) => `${id} ${ref}\n`);
    await pipeline(Readable.from([`# v2 git bundle\n${lines.join('')}\n`]), createWriteStream(file));
    await pipeline(createReadStream(join(folder, pack)), createWriteStream(file, { flags: 'a' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The refs of the bundle by name, as a clone of it will have them; what the clone saw at its origin comes before its own. */
async function refsOf({ directory, git, branches: { main, ledgers, sealed } }: ReadClone) {
  const anchors = await readAnchors(git);
  const refs: readonly (readonly [string, Sha | null])[] = [
    ['refs/heads/main', main],
    ...ledgers.map(({ year, head }) => [`refs/heads/ledger/${year}`, head] as const),
    ...[...sealed].map(([year, head]) => [`refs/heads/sealed/${year}`, head] as const),
    ...anchors.map(({ year, head }) => [`refs/heads/anchors/${year}`, head] as const),
    ...(await ledgerTags(directory)).map(({ year, size, tag }) => [`refs/tags/ledger/${year}/${size}`, tag] as const),
  ];
  const sorted = refs.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    [...sorted, ['HEAD', main] as const].flatMap(([ref, id]) => (id === null ? [] : [[ref, id] as const])),
  );
}
