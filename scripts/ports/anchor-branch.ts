// What outsiders said about the ledger, kept where a plain clone brings it: a branch anchors/<year> beside the ledger's own.
import { randomUUID } from 'node:crypto';
import type { Sha } from '../core/facts.ts';
import type { Instant } from '../core/time.ts';
import { readBlobs } from './cat-file.ts';
import { type Git, GitFault, gitFault } from './git.ts';
import type { Identity } from './ledger-commit.ts';
import type { Mirror } from './mirror.ts';
import { objectId } from './object-id.ts';

/**
 * What is kept for one size: the checkpoint as the ledger has it, the same with cosignatures below, the time stamp over it.
 * None of it has to be believed because it lies here: each file is signed by somebody.
 */
export type AnchorFile = 'checkpoint' | 'cosigned' | 'timestamp.tsr';
export type AnchorFiles = Partial<Readonly<Record<AnchorFile, Uint8Array>>>;

export interface AnchorYear {
  readonly year: number;
  readonly head: Sha | null;
  /** By the ledger's size, smallest first. */
  readonly sizes: ReadonlyMap<number, AnchorFiles>;
}

const PATH = /^(\d{8})\/(checkpoint|cosigned|timestamp\.tsr)$/;
const TRIES = 5;

/** Reads every year's anchors that a clone holds, its own or as last seen at the origin. Files of other names are left out. */
export async function readAnchors(git: Git): Promise<readonly AnchorYear[]> {
  const heads = new Map<number, Sha>();
  const places = ['refs/heads/anchors', 'refs/remotes/origin/anchors'];
  const text = await git.raw(['for-each-ref', '--sort=refname', '--format=%(objectname) %(refname)', '--', ...places]);
  // The origin's come last and count: a clone's own branch may be old.
  for (const line of text.split('\n')) {
    const [, sha, year] = /^([0-9a-f]{40,64}) refs\/(?:heads|remotes\/origin)\/anchors\/(\d{4})$/.exec(line) ?? [];
    if (sha !== undefined) heads.set(Number(year), objectId(sha));
  }
  const years = [...heads].toSorted(([a], [b]) => a - b);
  return Promise.all(years.map(async ([year, head]) => ({ year, head, sizes: await filesAt(git, head) })));
}

/**
 * Adds files for one size; what is there already is never replaced by this.
 * @throws GitFault where the origin cannot be reached or refuses
 */
export async function addAnchors(
  mirror: Mirror,
  identity: Identity,
  place: { readonly year: number; readonly size: number; readonly now: Instant },
  files: AnchorFiles,
): Promise<void> {
  const { url } = mirror;
  if (url === null) throw new GitFault('anchors are written to an origin, and this repository has none', null);
  const ref = `refs/heads/anchors/${place.year}`;
  for (let attempt = 1; ; attempt += 1) {
    const head = await fetchAnchors(mirror, place.year);
    const commit = await commitOf(mirror.git, identity, place, head, files);
    const lease = `--force-with-lease=${ref}:${head ?? ''}`;
    const args = ['push', '--porcelain', '--no-verify', lease, '--', url, `${commit}:${ref}`];
    const result = await mirror.git.attempt(args);
    if (result.code === 0) break;
    if (attempt >= TRIES || !/\[rejected\]|lock|fetch first|already exists/.test(result.stdout)) {
      throw gitFault(args, result);
    }
  }
  await fetchAnchors(mirror, place.year);
}

/** Brings the mirror's branch of that year up to the origin's. @returns its head, `null` where there is none yet */
export async function fetchAnchors({ git, url }: Mirror, year: number): Promise<Sha | null> {
  const ref = `refs/heads/anchors/${year}`;
  if (url === null) return null;
  const there = (await git.raw(['ls-remote', '--quiet', '--', url, ref])).split('\t')[0]?.trim() ?? '';
  if (there === '') return null;
  await git.raw(['fetch', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--', url, `${ref}:${ref}`]);
  return objectId(there);
}

async function filesAt(git: Git, head: Sha): Promise<AnchorYear['sizes']> {
  const listing = await git.raw(['ls-tree', '-r', '-z', '--full-tree', head]);
  const found = listing.split('\0').flatMap((line) => {
    const [, blob, path = ''] = /^100644 blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    const [, size, file] = PATH.exec(path) ?? [];
    return blob === undefined || size === undefined ? [] : [{ blob, size: Number(size), file }];
  });
  const blobs = await readBlobs(
    git,
    found.map(({ blob }) => blob),
  );
  const sizes = new Map<number, AnchorFiles>();
  for (const [at, { size, file = '' }] of found.entries()) sizes.set(size, { ...sizes.get(size), [file]: blobs[at] });
  return new Map([...sizes].toSorted(([a], [b]) => a - b));
}

async function commitOf(
  git: Git,
  { name, email }: Identity,
  { year, size, now }: { readonly year: number; readonly size: number; readonly now: Instant },
  parent: Sha | null,
  files: AnchorFiles,
): Promise<Sha> {
  if (/[<>\n\0]/.test(name + email)) throw new TypeError('the identity has a line break or < or >');
  const ref = `refs/countersign/${randomUUID()}`; // taken back before git would write it
  const message = Buffer.from(`anchors: ledger/${year} at ${size}\n`);
  const folder = String(size).padStart(8, '0');
  const input = Buffer.concat([
    Buffer.from(`commit ${ref}\nmark :1\ncommitter ${name} <${email}> ${Math.floor(now / 1_000)} +0000\n`),
    ...data(message),
    Buffer.from(parent === null ? '' : `from ${parent}\n`),
    ...Object.entries(files).flatMap(([file, bytes]) => [
      Buffer.from(`M 100644 inline ${folder}/${file}\n`),
      ...data(bytes),
    ]),
    Buffer.from(`get-mark :1\nreset ${ref}\nfrom ${'0'.repeat(parent?.length ?? 40)}\n\n`),
  ]);
  return objectId((await git.raw(['fast-import', '--quiet', '--date-format=raw'], { input })).trim());
}

function data(bytes: Uint8Array): readonly Uint8Array[] {
  return [Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')];
}
