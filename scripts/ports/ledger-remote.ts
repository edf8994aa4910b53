// The origin's ledger branches and those of the personal parts: looking, and fetching the first without ever going back.
import type { Sha } from '../core/facts.ts';
import { isUlid } from '../core/ulid.ts';
import { gitFault } from './git.ts';
import { branchOf } from './ledger-record.ts';
import { sealedBranchOf } from './ledger-sealed.ts';
import { LedgerFault } from './ledger.ts';
import { bring } from './ledger-bring.ts';
import type { Mirror } from './mirror.ts';
import { objectId } from './object-id.ts';
import { refFiles } from './ref-files.ts';

/** The heads of each year's branches. */
export interface Heads {
  readonly ledger: ReadonlyMap<number, Sha>;
  readonly sealed: ReadonlyMap<number, Sha>;
  /** The batches in the queue by name, as they were at the last look. */
  readonly waiting: ReadonlyMap<string, Sha>;
}

/** Where batches wait that the ledger's key has signed, and those that nobody has. */
export const QUEUE = 'refs/countersign/queue/';

const NAMES = [
  'refs/heads/ledger/',
  'refs/heads/sealed/',
  'refs/remotes/origin/ledger/',
  'refs/remotes/origin/sealed/',
];
const PATTERNS = ['refs/heads/ledger/*', 'refs/heads/sealed/*', `${QUEUE}*`];
export const FETCH = [
  'fetch',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
  '--',
];
const TRIES = 5;

/** The origin's heads and what waits there, as they are now. @throws GitFault where the origin cannot be read */
export async function originHeads(mirror: Mirror): Promise<Heads> {
  return readHeads(await mirror.refs(PATTERNS));
}

/**
 * Brings the mirror's ledger branches up to the origin's.
 * @param known the heads from the last time, `null` where this is the first
 * @param seen the origin's heads, where somebody has just looked
 * @throws LedgerFault where a branch was rewound or is gone. @throws GitFault where the origin cannot be read.
 */
export async function syncHeads(mirror: Mirror, known: Heads | null, seen: Heads | null = null): Promise<Heads> {
  const here = known ?? (await localHeads(mirror));
  if (mirror.url === null) return localHeads(mirror);
  const there = seen ?? (await originHeads(mirror));
  for (const [year, name] of gone(here, there)) throw new LedgerFault(name, null, goneSentence(name, year));
  const moved = movedIn(here.ledger, there.ledger);
  const parts = movedIn(here.sealed, there.sealed);
  const { waiting } = there;
  if (moved.length === 0 && parts.length === 0) return { ...here, waiting };
  const steps = [
    ...moved.map((year) => ({ branch: branchOf(year), from: here.ledger.get(year) ?? null })),
    ...parts.map((year) => ({ branch: sealedBranchOf(year), from: here.sealed.get(year) ?? null })),
  ];
  if (!(await bring(mirror, steps, moved.length))) await fetchYears(mirror, mirror.url, moved, parts);
  return { ...(await localHeads(mirror)), waiting };
}

/** The refs under a place at the origin, by the rest of their names; those that no batch could have are left out. */
export async function listRefs(mirror: Mirror, place: string): Promise<ReadonlyMap<string, Sha>> {
  if (mirror.url === null) return new Map();
  const text = await mirror.refs([`${place}*`]);
  const all = text
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, ref = '']) => ref.startsWith(place) && isUlid(ref.slice(place.length)));
  return new Map(all.map(([sha = '', ref = '']) => [ref.slice(place.length), objectId(sha)]));
}

function* gone(here: Heads, there: Heads): Generator<readonly [number, string]> {
  for (const year of here.ledger.keys()) if (!there.ledger.has(year)) yield [year, branchOf(year)];
  for (const year of here.sealed.keys()) if (!there.sealed.has(year)) yield [year, sealedBranchOf(year)];
}

function goneSentence(name: string, year: number): string {
  return name === branchOf(year)
    ? 'the branch is gone at the origin'
    : 'the branch with the personal parts is gone at the origin: push it again from a clone that has it';
}

function movedIn(here: ReadonlyMap<number, Sha>, there: ReadonlyMap<number, Sha>): readonly number[] {
  return [...there].filter(([year, head]) => here.get(year) !== head).map(([year]) => year);
}

async function fetchYears(
  mirror: Mirror,
  url: string,
  years: readonly number[],
  parts: readonly number[],
): Promise<void> {
  const refs = years.map((year) => `refs/heads/${branchOf(year)}`);
  // Without a `+`: git itself refuses to take over a ledger that does not continue the one seen before.
  // The personal parts may be written anew: what they are worth, the commitments in the ledger say.
  const sealed = parts.map((year) => `refs/heads/${sealedBranchOf(year)}`);
  const args = [...FETCH, url, ...refs.map((ref) => `${ref}:${ref}`), ...sealed.map((ref) => `+${ref}:${ref}`)];
  for (let attempt = 1; ; attempt += 1) {
    const result = await mirror.git.attempt(args);
    if (result.code === 0) return;
    const year = years.find((candidate) => new RegExp(`rejected.*ledger/${candidate}`).test(result.stderr));
    if (year !== undefined) throw new LedgerFault(branchOf(year), null, 'the branch was rewound at the origin');
    // Two processes on one mirror meet at the lock of a ref; the other one brings the same commits.
    if (attempt >= TRIES || !/cannot lock ref|unable to update local ref/.test(result.stderr)) {
      throw gitFault(args, result);
    }
  }
}

async function localHeads({ git }: Mirror): Promise<Heads> {
  // A plain clone has the branches as origin/ledger/<year>; these count where both exist, being the origin's word.
  const known = await refFiles(
    git.directory,
    NAMES.map((name) => `${name}*`),
  );
  if (known !== null) return readHeads([...known].map(([ref, id]) => `${id}\t${ref}\n`).join(''));
  return readHeads(await git.raw(['for-each-ref', '--format=%(objectname)%09%(refname)', '--', ...NAMES]));
}

function readHeads(text: string): Heads {
  const heads = { ledger: new Map<number, Sha>(), sealed: new Map<number, Sha>(), waiting: new Map<string, Sha>() };
  for (const line of text.split('\n').filter(Boolean)) {
    const [sha = '', ref = ''] = line.split('\t');
    const [, kind, year] = /^refs\/(?:heads|remotes\/origin)\/(ledger|sealed)\/(\d{4})$/.exec(ref) ?? [];
    const name = ref.startsWith(QUEUE) ? ref.slice(QUEUE.length) : '';
    if (kind === 'ledger') heads.ledger.set(Number(year), objectId(sha));
    else if (kind === 'sealed') heads.sealed.set(Number(year), objectId(sha));
    else if (isUlid(name)) heads.waiting.set(name, objectId(sha));
    // A pattern of git fits the end of a name too: anybody's branch could be called so, and stop the ledger.
    else if (/^refs\/(?:heads|remotes\/origin)\/ledger\//.test(ref)) {
      throw new LedgerFault(ref, null, 'a ledger branch is named by its year');
    }
  }
  return { ...heads, ledger: new Map([...heads.ledger].sort(([a], [b]) => a - b)) };
}
