// review: derives the quarter's report from the ledger, and opens the request that its three owners approve.
import type { ReviewFile } from './core/generated/types.ts';
import { boundsOf, quarterOf, shiftQuarter, slugOf } from './core/quarters.ts';
import type { Quarter } from './core/quarters.ts';
import { reviewFiles } from './core/review/files.ts';
import type { DerivedReview } from './core/review/files.ts';
import { FORMAT } from './core/review/formats.ts';
import { commitsOf, scopeOf } from './core/review/scope.ts';
import { formatInstant } from './core/time.ts';
import { readGround } from './ground.ts';
import type { Ground } from './ground.ts';
import type { Pull } from './ports/forge.ts';
import { policiesAt } from './review-policies.ts';
import type { Workplace } from './workplace.ts';

export type Reviewed =
  | { readonly kind: 'derived'; readonly derived: DerivedReview }
  /** `waits`: its request is open and says what is the case; `held`: it was merged with all its approvals. */
  | { readonly kind: 'opened' | 'updated' | 'waits' | 'held'; readonly quarter: Quarter; readonly pull: number | null }
  | { readonly kind: 'refused'; readonly sentence: string };

/** The last quarter that is over. */
export function quarterDue(now: number): Quarter {
  return shiftQuarter(quarterOf(now), -1);
}

/**
 * Derives the report of a quarter from the ledger as it is now; of one that goes on, as far as it has come.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where the ledger or a policy cannot be read
 */
export async function review(quarter: Quarter, place: Workplace): Promise<Reviewed> {
  return derived(quarter, await readGround(place), place);
}

/**
 * Opens the request for the report of a quarter, once; brings an open one up to date while nobody has approved it.
 * @throws as `review` does
 */
export async function openReview(quarter: Quarter, place: Workplace): Promise<Reviewed> {
  const ground = await readGround(place);
  const held = ground.records.find((one) => one.type === 'review-held' && one.quarter === quarter);
  if (held?.type === 'review-held') return { kind: 'held', quarter, pull: held.pull.number };
  const { until } = boundsOf(quarter);
  if (place.now() < until) {
    return {
      kind: 'refused',
      sentence: `${quarter} is not over before ${formatInstant(until)}: nobody signs it earlier.`,
    };
  }
  const found = await derived(quarter, ground, place);
  if (found.kind !== 'derived') return found;
  const { branch, existing } = await branchFor(quarter, place);
  if (existing?.state === 'merged') return { kind: 'held', quarter, pull: existing.number };
  if (existing !== null && (await mayStay(existing, found.derived, place))) {
    return { kind: 'waits', quarter, pull: existing.number };
  }
  for (const [path, text] of found.derived.files) await write(branch, path, text, quarter, place);
  const { openItems, gateFailures } = found.derived.data;
  const body = [
    `The report is \`exceptions/reviews/${slugOf(quarter)}.md\`, its numbers are beside it as JSON.`,
    `Open items: ${openItems.length}. Gate failures in the quarter: ${gateFailures.quarter}.`,
    'Security Lead, Operations Owner and Risk Owner approve it, three people. The gate derives it again from the ledger.',
  ].join('\n');
  const { kind, pull } = await place.forge.openPull(branch, `Quarterly review ${quarter}`, body);
  place.log(`review of ${quarter}: request ${pull.number}`);
  return { kind: kind === 'opened' ? 'opened' : 'updated', quarter, pull: pull.number };
}

/** The branch of our own request, or the first that nobody has taken: a stranger's branch must not keep the review from being asked for. */
async function branchFor(
  quarter: Quarter,
  { forge }: Workplace,
): Promise<{ readonly branch: string; readonly existing: Pull | null }> {
  const me = await forge.whoAmI();
  for (let attempt = 1; ; attempt += 1) {
    const branch = `review/${slugOf(quarter)}${attempt === 1 ? '' : `-${attempt}`}`;
    const existing = await forge.pullFrom(branch);
    if (existing === null || existing.state === 'merged') return { branch, existing };
    if (existing.state === 'open' && existing.opener.id === me.id) return { branch, existing };
  }
}

async function derived(quarter: Quarter, ground: Ground, place: Workplace): Promise<Reviewed> {
  const scope = scopeOf(quarter, ground.records);
  const commits = commitsOf(scope);
  const newest = ground.view.branches.at(-1);
  if (commits === null || newest === undefined || scope.upTo.length === 0) {
    return {
      kind: 'refused',
      sentence: `The ledger has no record from before the end of ${quarter}: nothing to review.`,
    };
  }
  const { year, size, root } = newest;
  const policies = await policiesAt(commits, place.repository);
  return { kind: 'derived', derived: reviewFiles(scope, { basis: { year, size, root }, commits, policies }) };
}

/** What people have approved is not changed under them; what nobody has approved is, where it says something else by now. */
async function mayStay(pull: Pull, { data, files }: DerivedReview, { forge }: Workplace): Promise<boolean> {
  const paths = [...files.keys()];
  const texts = await Promise.all(paths.map((path) => forge.fileAt(pull.head, path)));
  const there = texts.find((_, place) => paths[place]?.endsWith('.json')) ?? null;
  const reviews = await forge.reviews(pull.number);
  const approved = reviews.some(({ state, commit }) => state === 'APPROVED' && commit === pull.head);
  if (approved && !isUnsignable(there)) return true;
  return texts.every((text) => text !== null) && findingsIn(there) === findings(data);
}

/** Without what it was derived from: the ledger moves on, and says the same of that quarter. */
function findings({ basis: _basis, commits: _commits, ...rest }: ReviewFile): string {
  return JSON.stringify(rest);
}

/** A report without the root cause, or as reports were written once, cannot be signed, whoever approved it (review-check.ts). */
function isUnsignable(text: string | null): boolean {
  const said = findingsIn(text);
  return said !== null && (said.includes('"rootCause":"missing"') || !said.includes(`"format":${FORMAT},`));
}

function findingsIn(text: string | null): string | null {
  try {
    const { basis: _basis, commits: _commits, ...rest }: Partial<ReviewFile> = { ...Object(JSON.parse(text ?? '')) };
    return JSON.stringify(rest);
  } catch {
    return null; // whoever wrote that, it is not the report
  }
}

/** Also over a file that an earlier request left on the branch. */
async function write(
  branch: string,
  path: string,
  text: string,
  quarter: Quarter,
  { forge }: Workplace,
): Promise<void> {
  await forge.putFileOnBranch(branch, path, text, `Review of ${quarter}`);
  const there = await forge.fileAt(branch, path);
  if (there !== null && there !== text) {
    await forge.replaceFileOnBranch(branch, path, there, text, `Review of ${quarter}, up to date`);
  }
}
