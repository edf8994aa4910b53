// Reads one pull request completely: what it asks for, and every fact that the decision needs about it.
import type { Digest, PullFacts, Sha } from './core/facts.ts';
import { ledgerFacts } from './core/ledger-facts.ts';
import type { ChangeKind } from './core/policy-model.ts';
import type { Instant } from './core/time.ts';
import type { GateInput } from './core/verdict-model.ts';
import type { Ground, PolicyAt } from './ground.ts';
import { ForgeFault } from './ports/forge.ts';
import type { Pull } from './ports/forge.ts';
import { GitFault } from './ports/git.ts';
import { readProposal } from './proposals.ts';
import type { Workplace } from './workplace.ts';

/** A pull request read completely, ready to be decided about. */
export interface Request {
  readonly pull: Pull;
  readonly input: GateInput;
  /** Digest of the exact bytes of its file, `null` where there is none to read. */
  readonly digest: Digest | null;
  /** Those bytes. */
  readonly bytes: Uint8Array | null;
}

/** Kinds that the gate decides about; a pull request of any other kind is left alone. */
const FOLDERS: readonly (readonly [string, ChangeKind])[] = [
  ['actions-queue/', 'action'],
  ['policies/windows/', 'window'],
];

/**
 * Reads a request against the commit that it goes onto.
 * @param base main's tip for an open request, the first parent of the merge for a merged one
 * @returns `null` where the pull request is none of the kinds that the gate decides about
 */
export async function readRequest(
  pull: Pull,
  base: Sha,
  { policy, digests }: PolicyAt,
  ground: Ground,
  now: Instant,
  place: Workplace,
): Promise<Request | null> {
  const facts = await gather(pull, base, ground, place);
  const kind = kindOf(facts, pull);
  if (kind === null) return null;
  const { proposal, digest, bytes } = await readProposal(kind, facts, policy, place.repository);
  const ledger = ledgerFacts(ground.records, { pull: pull.number, id: proposal.id }, policy, digests);
  return { pull, digest, bytes, input: { proposal, policy, pull: facts, ledger, now } };
}

/** By the files it changes; by its branch where it changes none, so that an empty one is refused rather than forgotten. */
function kindOf(facts: PullFacts, pull: Pull): ChangeKind | null {
  const paths = facts.files?.map((file) => file.path) ?? [];
  const found = FOLDERS.find(([folder]) => paths.some((path) => path.startsWith(folder)));
  if (found !== undefined) return found[1];
  if (paths.length > 0) return null;
  return pull.headBranch.startsWith('window/') ? 'window' : pull.headBranch.startsWith('action/') ? 'action' : null;
}

/** Every fact, each read completely or `null`: an unreadable part must never look like an empty one. */
async function gather(pull: Pull, base: Sha, ground: Ground, place: Workplace): Promise<PullFacts> {
  const { forge, repository } = place;
  const [files, commits, accounts, reviews, writers] = await Promise.all([
    orNull(repository.changedFiles(base, pull.head), place),
    orNull(repository.commitsBetween(base, pull.head), place),
    orNull(forge.commitAccounts(pull.number), place),
    orNull(forge.reviews(pull.number), place),
    orNull(forge.writers(), place),
  ]);
  const nobody = { author: null, committer: null, coAuthors: [] };
  // git says which commits there are, the forge only whose they are: one that it left out counts as nobody's.
  const attributed =
    commits === null || accounts === null
      ? null
      : commits.map(({ sha, parents }) => ({ ...nobody, ...accounts.find((one) => one.sha === sha), sha, parents }));
  const { number, opener, openedAt, head, draft, fork } = pull;
  const where = { base: pull.base, defaultBranch: ground.info.defaultBranch };
  return { number, opener, openedAt, head, ...where, draft, fork, files, commits: attributed, reviews, writers };
}

async function orNull<T>(reading: Promise<T>, place: Workplace): Promise<T | null> {
  try {
    return await reading;
  } catch (cause) {
    if (!(cause instanceof ForgeFault) && !(cause instanceof GitFault)) throw cause;
    place.log(`unreadable, so nothing is approved on it: ${cause.message}`);
    return null;
  }
}
