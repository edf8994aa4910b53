// What one run reads of the forge once: everything open with its details, who may write, what is wrong with the owners file.
import { CODEOWNERS_PATH, SHADOWS } from './core/codeowners-file.ts';
import { sha256 } from './core/canonical.ts';
import type { CodeownersFacts, Sha } from './core/facts.ts';
import type { CodeownersError, OpenPull, Pull, RepositoryInfo } from './ports/forge.ts';
import { ForgeFault } from './ports/forge.ts';
import { GitFault } from './ports/git.ts';
import type { Workplace } from './workplace.ts';

/** The name of the check run that carries the verdict; main's ruleset requires it. */
export const CHECK = 'countersign/gate';

export interface Look {
  readonly info: RepositoryInfo;
  readonly open: readonly Pull[];
  /** What the look showed of this very pull request as it was then; `undefined` for one that it did not see. */
  readonly detailsOf: (pull: Pull) => OpenPull | undefined;
  /** Asked once a run; `null` where it could not be read. */
  readonly writers: () => Promise<readonly number[] | null>;
  /**
   * The facts about the owners file on a commit that requests go onto; `null` where it could not be read. What the forge finds
   * wrong with it is asked once a run, and only for main as it is: of a commit that main has left behind it says nothing.
   */
  readonly ownersFile: (commit: Sha, isMain: boolean) => Promise<CodeownersFacts | null>;
}

/** @throws ForgeFault where not even the list of what is open can be read */
export async function look(place: Workplace): Promise<Look> {
  const { info, open, codeowners } = await place.forge.overview(CHECK);
  const seen = new Map(open.map((one) => [one.pull, one]));
  const errors = once(async () => codeowners ?? (await orNull(place.forge.codeownersErrors(), place)));
  const files = new Map<Sha, Promise<CodeownersFacts | null>>();
  return {
    info,
    open: open.map(({ pull }) => pull),
    detailsOf: (pull) => seen.get(pull),
    writers: once(() => orNull(place.forge.writers(), place)),
    ownersFile: (commit, isMain) => {
      const known =
        files.get(commit) ??
        (isMain ? errors() : Promise.resolve([])).then((found) => ownersFile(commit, found, place));
      files.set(commit, known);
      return known;
    },
  };
}

async function ownersFile(
  commit: Sha,
  errors: readonly CodeownersError[] | null,
  place: Workplace,
): Promise<CodeownersFacts | null> {
  const files = await orNull(place.repository.filesUnder(commit, [CODEOWNERS_PATH, ...SHADOWS]), place);
  if (files === null) return null;
  const bytes = files.get(CODEOWNERS_PATH);
  return {
    digest: bytes === undefined ? null : sha256(bytes),
    others: SHADOWS.filter((path) => files.has(path)),
    errors: errors?.map(({ message }) => message) ?? null,
  };
}

/** `null` for what cannot be read, which is said in the log: an unreadable part must never look like an empty one. */
export async function orNull<T>(reading: Promise<T>, place: Workplace): Promise<T | null> {
  try {
    return await reading;
  } catch (cause) {
    if (!(cause instanceof ForgeFault) && !(cause instanceof GitFault)) throw cause;
    place.log(`unreadable, so nothing is approved on it: ${cause.message}`);
    return null;
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null;
  return () => (kept ??= read());
}
