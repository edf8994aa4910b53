// The repository port over a bare mirror. All text from git is untrusted: NUL-separated output only, ids checked.
import type { Sha } from '../core/facts.ts';
import { lineOf } from '../verify/commits.ts';
import { readObjects } from './object-reader.ts';
import { filesUnder } from './git-files.ts';
import { changedFiles, commitInfo, commitsBetween, mergeBase } from './git-history.ts';
import { type Git, GitFault } from './git.ts';
import { type Mirror, type MirrorOptions, openMirror } from './mirror.ts';
import { objectId } from './object-id.ts';
import { refFiles } from './ref-files.ts';
import type { Repository } from './repository.ts';

const MAIN = 'refs/heads/main';
const MIRRORED = [MAIN, 'refs/heads/ledger/*', 'refs/pull/*'];
/** What fetching brings; the ledger has no `+`, so that a rewound ledger is an error and never taken over. */
const BROUGHT = [`+${MAIN}:${MAIN}`, '+refs/pull/*/head:refs/pull/*/head', 'refs/heads/ledger/*:refs/heads/ledger/*'];

/** Opens the repository; cloning happens on first use. @throws what `openMirror` throws. */
export async function gitRepository(options: MirrorOptions): Promise<Repository> {
  const mirror = await openMirror(options);
  const { git } = mirror;
  return {
    fetch: () => mirror.alone(() => fetch(mirror)),
    resolve: (ref) => resolve(mirror, ref),
    filesUnder: (commit, prefixes) => filesUnder(git, commit, prefixes),
    fileAt: async (commit, path) => (await filesUnder(git, commit, [path])).get(path) ?? null,
    changedFiles: (base, head) => changedFiles(git, base, head),
    commitsBetween: (base, head) => commitsBetween(git, base, head),
    isAncestor: async (ancestor, descendant) => (await mergeBase(git, ancestor, descendant)) === ancestor,
    commitInfo: (commit) => commitInfo(git, commit),
    line: (head) => lineOf(git, head),
  };
}

/**
 * Looks first, for mostly there is nothing new: the origin's refs against our own. What is fetched then is at least what was seen.
 */
async function fetch({ git, url, refs }: Mirror): Promise<void> {
  if (url === null) return;
  const [there, here] = await Promise.all([refs(MIRRORED).then(refsIn), heldIn(git)]);
  const gone = [...here.keys()].filter((ref) => !there.has(ref) && ref.startsWith('refs/pull/'));
  // A ledger branch that vanished at the origin stays here, and the ledger's reader says so.
  const isSame = there.has(MAIN) && [...there].every(([ref, id]) => here.get(ref) === id);
  if (!isSame) {
    await git.raw(['fetch', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--', url, ...BROUGHT]);
  }
  if (gone.length > 0) {
    await git.raw(['update-ref', '--stdin'], { input: gone.map((ref) => `delete ${ref}\n`).join('') });
  }
}

async function heldIn(git: Git): Promise<ReadonlyMap<string, Sha>> {
  const read = await refFiles(git.directory, MIRRORED);
  return read ?? refsIn(await git.raw(['for-each-ref', '--format=%(objectname)%09%(refname)']));
}

/** The refs that are mirrored: git takes a pattern for the end of a name too, so that anybody's branch could fit. */
function refsIn(text: string): ReadonlyMap<string, Sha> {
  const refs = new Map<string, Sha>();
  for (const line of text.split('\n')) {
    const [, id, ref] =
      /^([0-9a-f]+)\t(refs\/heads\/main|refs\/heads\/ledger\/.+|refs\/pull\/.+\/head)$/.exec(line) ?? [];
    if (id !== undefined && ref !== undefined) refs.set(ref, objectId(id));
  }
  return refs;
}

async function resolve({ git }: Mirror, ref: string): Promise<Sha | null> {
  if (!/^[A-Za-z0-9][\w./-]*$/.test(ref) || ref.includes('..')) throw new GitFault(`"${ref}" is not a ref`, null);
  const [commit] = await readObjects(git, [`${ref}^{commit}`]);
  return commit?.id ?? null;
}
