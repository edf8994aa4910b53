// Every file that a request changes, whole, on both sides: what its page shows and what people approve.
import { sha256 } from '../core/canonical.ts';
import type { ChangedFile, PullFacts, Sha } from '../core/facts.ts';
import type { Repository } from '../ports/repository.ts';
import type { FileSide, ShownChange } from './pages/source.ts';

/**
 * Reads both sides of each file.
 * @param base the commit that the request goes onto
 * @returns `null` where it is not known which files it changes
 * @throws GitFault where a commit cannot be read
 */
export async function changesOf(
  { files, commits, head }: Pick<PullFacts, 'files' | 'commits' | 'head'>,
  base: Sha,
  repository: Repository,
): Promise<readonly ShownChange[] | null> {
  if (files === null) return null;
  const before = await sides(
    files.filter(({ status }) => status !== 'added'),
    forkOf(commits, base),
    repository,
  );
  const after = await sides(
    files.filter(({ status }) => status !== 'removed'),
    head,
    repository,
  );
  const none = { kind: 'none' } as const;
  return files.map((file) => {
    return { ...file, before: before.get(file.path) ?? none, after: after.get(file.path) ?? none };
  });
}

/** Where it left main: there the lines before its own are, whatever main has got since; main where it left it several times. */
function forkOf(commits: PullFacts['commits'], base: Sha): Sha {
  const own = new Set((commits ?? []).map(({ sha }) => sha));
  const outside = new Set((commits ?? []).flatMap(({ parents }) => parents.filter((parent) => !own.has(parent))));
  const [fork] = outside;
  return outside.size === 1 && fork !== undefined ? fork : base;
}

async function sides(
  files: readonly ChangedFile[],
  commit: Sha,
  repository: Repository,
): Promise<ReadonlyMap<string, FileSide>> {
  if (files.length === 0) return new Map();
  const found = await repository.filesUnder(
    commit,
    files.map(({ path }) => path),
  );
  return new Map([...found].map(([path, bytes]) => [path, sideOf(bytes)]));
}

function sideOf(bytes: Uint8Array): FileSide {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'bytes', size: bytes.length, digest: sha256(bytes) };
  }
}
