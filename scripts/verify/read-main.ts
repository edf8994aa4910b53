// Main as an audit needs it: its first-parent line, the keys that it pinned, and the files that its commits brought.
import type { HistoryCommit, MainLine } from '../core/audit/history.ts';
import { sha256 } from '../core/canonical.ts';
import { readDocument } from '../core/document.ts';
import type { Digest, Sha } from '../core/facts.ts';
import * as validators from '../core/generated/validate.cjs';
import type { Git } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import { lineOf } from './commits.ts';
import { openReader, readObjects } from './objects.ts';

/** How many files are in memory at a time. */
const BATCH = 512;

const KEYS = 'policies/keys.yaml';
const FOLDERS = ['actions-queue', 'policies/windows', 'exceptions'];

/** Reads main's line up to `head`. @throws GitFault as `lineOf` does */
export async function readMain(git: Git, head: Sha): Promise<MainLine> {
  const texts = pooledTexts();
  const commits = (await lineOf(git, head)).map((commit) => {
    const changes = commit.changes.map((one) => ({ ...one, path: texts(one.path), blob: texts(one.blob) }));
    return { ...commit, changes };
  });
  const listing = await git.raw(['ls-tree', '-r', '-z', '--full-tree', objectId(head), '--', ...FOLDERS]);
  const entries = listing.split('\0').flatMap((line) => {
    const [, mode, blob, path] = /^(\d{6}) [a-z]+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return mode && blob && path ? [[texts(path), { blob: texts(blob), mode: texts(mode) }] as const] : [];
  });
  // Of the first commit, the seed, only what a record may be about; later ones have a record that tells every file.
  const changed = commits.flatMap(({ changes }, place) =>
    changes.filter(({ path, status, mode }) => {
      const isFile = status !== 'D' && mode !== '160000';
      return isFile && (place > 0 || FOLDERS.some((folder) => path.startsWith(`${folder}/`)));
    }),
  );
  const blobs = new Set([...entries.map(([, { blob }]) => blob), ...changed.map(({ blob }) => blob)]);
  const digests = await digestsOf(git, [...blobs]);
  return { head, commits, pins: await readPins(git, commits), files: new Map(entries), digests };
}

/** A file's name and its content's id stand in its commit and at the head: each text is held once. */
function pooledTexts(): (text: string) => string {
  const pool = new Map<string, string>();
  return (text) => {
    const known = pool.get(text);
    if (known !== undefined) return known;
    const own = Buffer.from(text).toString(); // not as a piece of a longer text, all of which would be held
    pool.set(own, own);
    return own;
  };
}

async function digestsOf(git: Git, blobs: readonly Sha[]): Promise<ReadonlyMap<Sha, Digest>> {
  const digests = new Map<Sha, Digest>();
  const reader = openReader(git);
  try {
    for (let at = 0; at < blobs.length; at += BATCH) {
      for (const [place, one] of (await reader.read(blobs.slice(at, at + BATCH))).entries()) {
        const blob = blobs[at + place];
        if (one?.type === 'blob' && blob !== undefined) digests.set(blob, sha256(one.bytes));
      }
    }
  } finally {
    reader.close();
  }
  return digests;
}

/** Every key that main has pinned, oldest first. */
async function readPins(git: Git, commits: readonly HistoryCommit[]): Promise<MainLine['pins']> {
  const changes = commits.flatMap(({ sha, changes: all }) =>
    all.filter(({ path, status }) => path === KEYS && status !== 'D').map(({ blob }) => ({ commit: sha, blob })),
  );
  const files = await readObjects(
    git,
    changes.map(({ blob }) => blob),
  );
  return changes.flatMap(({ commit }, at) => {
    const document = readDocument(files[at]?.bytes ?? new Uint8Array(), KEYS);
    if (!document.ok || !validators.keys(document.value)) return [];
    const { origin, firstKey } = document.value;
    return firstKey === null ? [] : [{ commit, origin, key: firstKey }];
  });
}
