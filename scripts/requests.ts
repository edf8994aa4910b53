// Reads one pull request completely: what it asks for, and every fact that the decision needs about it.
import { kindOfBranch, kindOfChange, ONE_FILE_KINDS } from './core/change-kind.ts';
import { decide, passes } from './core/decide.ts';
import type { LiveFacts, PullFacts, Sha } from './core/facts.ts';
import { ledgerFacts } from './core/ledger-facts.ts';
import type { ChangeKind } from './core/policy-model.ts';
import type { Instant } from './core/time.ts';
import type { GateInput } from './core/verdict-model.ts';
import type { Ground, PolicyAt } from './ground.ts';
import { orNull } from './look.ts';
import type { Pull } from './ports/forge.ts';
import type { ReadProposal } from './proposal-parts.ts';
import { readProposal } from './proposals.ts';
import { rootAt } from './root-at.ts';
import type { Workplace } from './workplace.ts';

/** A pull request read completely, ready to be decided about; with what its files hold. */
export interface Request extends Omit<ReadProposal, 'proposal'> {
  readonly pull: Pull;
  readonly input: GateInput;
}

/**
 * Reads a request against the commit that it goes onto.
 * @param base main's tip for an open request, the first parent of the merge for a merged one
 * @returns `null` where the pull request goes to another branch than the default one, and so brings nothing there
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
  const { proposal, ...read } = await readWhole(
    kind,
    facts,
    { commit: base, policy },
    pull.state === 'open',
    ground,
    place,
  );
  const ledger = ledgerFacts(ground.records, { pull: pull.number, id: proposal.id }, policy, digests);
  const input: GateInput = { proposal, policy, pull: facts, ledger, now };
  // The forge tells it of one branch at a time, so it is asked where it decides something: of a request that would pass.
  if (!passes(decide(input))) return { pull, ...read, input };
  const pushers = await orNull(place.forge.pushers(pull.headBranch, pull.head), place);
  return { pull, ...read, input: { ...input, pull: { ...facts, pushers } } };
}

/** What it asks for; a review is derived again as well, which takes the whole ledger. */
async function readWhole(
  kind: ChangeKind,
  facts: PullFacts,
  base: { readonly commit: Sha; readonly policy: PolicyAt['policy'] },
  isOpen: boolean,
  { records, view }: Ground,
  { repository }: Workplace,
): Promise<ReadProposal> {
  const read = await readProposal(kind, facts, base, repository);
  if (kind !== 'review') return read;
  const { withReviewProblems } = await import('./review-check.ts');
  const witness = { records, rootAt: (year: number, size: number) => rootAt(year, size, view), isOpen };
  return withReviewProblems(read, facts, witness, repository);
}

/** By the files it changes; by its branch where it changes none, so that an empty one is refused rather than forgotten. */
function kindOf({ files, base, defaultBranch }: PullFacts, { headBranch }: Pull): ChangeKind | null {
  const kind = kindOfChange(files ?? []) ?? kindOfBranch(headBranch);
  // A file that names its approvers is told that it is in the wrong place; code that never reaches main is nobody's business.
  return ONE_FILE_KINDS.includes(kind) || base === defaultBranch ? kind : null;
}

/** Every fact, each read completely or `null`: an unreadable part must never look like an empty one. */
async function gather(pull: Pull, base: Sha, ground: Ground, place: Workplace): Promise<LiveFacts> {
  const { forge, repository } = place;
  const { look } = ground;
  const shown = look.detailsOf(pull);
  const [files, commits, accounts, reviews, writers, codeowners] = await Promise.all([
    orNull(repository.changedFiles(base, pull.head), place),
    orNull(repository.commitsBetween(base, pull.head), place),
    shown?.accounts ?? orNull(forge.commitAccounts(pull.number), place),
    shown?.reviews ?? orNull(forge.reviews(pull.number), place),
    look.writers(),
    look.ownersFile(base, base === ground.main),
  ]);
  const nobody = { author: null, committer: null, coAuthors: [] };
  // git says which commits there are, the forge only whose they are: one that it left out counts as nobody's.
  const attributed =
    commits === null || accounts === null
      ? null
      : commits.map(({ sha, parents }) => ({ ...nobody, ...accounts.find((one) => one.sha === sha), sha, parents }));
  const { number, opener, openedAt, head, draft, fork } = pull;
  const where = { base: pull.base, defaultBranch: ground.info.defaultBranch };
  const evidence = { files, commits: attributed, reviews, writers, codeowners };
  return { number, opener, openedAt, head, ...where, draft, fork, ...evidence };
}
