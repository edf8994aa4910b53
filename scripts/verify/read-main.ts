// Main as an audit needs it: its first-parent line, the keys that it pinned, and the files that its commits brought.
import type { Change, HeadFile, HistoryCommit, MainLine } from '../core/audit/history.ts';
import { sha256 } from '../core/canonical.ts';
import { readDocument } from '../core/document.ts';
import type { Sha } from '../core/facts.ts';
import * as validators from '../core/generated/validate.cjs';
import type { Git } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import { lineBatches } from './commits.ts';
import { fileIn, GITLINK } from './tree-file.ts';
import { type LeanDigests, leanDigests, leanFiles, leanLine } from './lean-main.ts';
import { type ObjectReader, openReader, readObjects } from '../ports/object-reader.ts';
import { printed } from '../ports/printed.ts';

/** How many files are in memory at a time. */
const BATCH = 512;

const KEYS = 'policies/keys.yaml';
const FOLDERS = ['actions-queue', 'policies/windows', 'exceptions'];

/** Reads main's line up to `head`. @throws GitFault as `lineBatches` does, or where git lacks one of the files */
export async function readMain(git: Git, head: Sha): Promise<MainLine> {
  const line = leanLine(head.length);
  const digests = leanDigests(head.length);
  const pinned: Pinned[] = [];
  const reader = openReader(git);
  try {
    let before = Promise.resolve();
    for await (const { commits } of lineBatches(git, head)) {
      const blobs = commits.flatMap((commit, at) => blobsIn(commit, line.commits.length + at));
      const next = addDigests(blobs, reader, digests); // read while the next commits are
      next.catch(() => undefined); // awaited in its turn
      await before;
      before = next;
      for (const commit of commits) {
        pinned.push(...commit.changes.filter(isPin).map(({ blob, mode }) => ({ commit: commit.sha, blob, mode })));
        line.add(commit);
      }
    }
    await before;
    const files = await filesAt(git, head);
    // Whatever is there was brought by a commit, unless this clone lacks some.
    const known = digests.finder();
    const unknown = Array.from(files).flatMap(({ blob, mode }) =>
      mode === GITLINK || known(blob) !== undefined ? [] : [blob],
    );
    await addDigests(unknown, reader, digests);
    const pins = await readPins(git, pinned);
    return { head, commits: line.commits, placeOf: line.places(), pins, files, digestOf: digests.finder() };
  } finally {
    reader.close();
  }
}

/** Of the first commit, the seed, only what a record may be about; later ones have a record that tells every file. */
function blobsIn({ changes }: HistoryCommit, place: number): readonly Sha[] {
  return changes.flatMap(({ path, status, mode, blob }) => {
    const isFile = status !== 'D' && mode !== GITLINK;
    return isFile && (place > 0 || FOLDERS.some((folder) => path.startsWith(`${folder}/`))) ? [blob] : [];
  });
}

async function addDigests(blobs: readonly Sha[], reader: ObjectReader, digests: LeanDigests): Promise<void> {
  for (let at = 0; at < blobs.length; at += BATCH) {
    for (const [place, one] of (await reader.read(blobs.slice(at, at + BATCH))).entries()) {
      const blob = blobs[at + place] ?? '';
      const file = fileIn(one, { blob, mode: '' });
      if (file?.type === 'blob') digests.add(blob, sha256(file.bytes));
    }
  }
}

/** The files of the queue and of what lets something pass, each from its own text, so that no long listing is held on to. */
async function filesAt(git: Git, head: Sha): Promise<Iterable<HeadFile>> {
  const files = leanFiles();
  const args = ['ls-tree', '-r', '-z', '--full-tree', objectId(head), '--', ...FOLDERS];
  for await (const entries of printed(git, args, '\0')) {
    for (const entry of entries) {
      const [, mode, blob, path] = /^(\d{6}) [a-z]+ ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
      if (mode && blob && path) files.add({ path, blob, mode });
    }
  }
  return files.all;
}

function isPin({ path, status }: Change): boolean {
  return path === KEYS && status !== 'D';
}

interface Pinned {
  readonly commit: Sha;
  readonly blob: Sha;
  readonly mode: string;
}

/** Every key that main has pinned, oldest first. */
async function readPins(git: Git, changes: readonly Pinned[]): Promise<MainLine['pins']> {
  const files = await readObjects(
    git,
    changes.map(({ blob }) => blob),
  );
  return changes.flatMap((change, at) => {
    const document = readDocument(fileIn(files[at], change)?.bytes ?? new Uint8Array(), KEYS);
    if (!document.ok || !validators.keys(document.value)) return [];
    const { origin, firstKey } = document.value;
    return firstKey === null ? [] : [{ commit: change.commit, origin, key: firstKey }];
  });
}
