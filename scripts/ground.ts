// The ground that every decision stands on: main's tip, the policy there, and the ledger, read once per run.
import { digestOf, sha256 } from './core/canonical.ts';
import type { Digest, Sha } from './core/facts.ts';
import { sentence } from './core/problem.ts';
import type { Problem } from './core/problem.ts';
import { parsePolicyInForce } from './core/policy.ts';
import type { Policy } from './core/policy-model.ts';
import type { Indexed } from './core/records.ts';
import type { PolicyReference } from './core/record-parts.ts';
import { look } from './look.ts';
import type { Look } from './look.ts';
import type { Pull, RepositoryInfo } from './ports/forge.ts';
import type { LedgerView } from './ports/ledger.ts';
import type { Repository } from './ports/repository.ts';
import type { Workplace } from './workplace.ts';

export const POLICY_FOLDERS = ['policies', 'exceptions'] as const;

/** The policy as it stands at one commit. */
export interface PolicyAt {
  readonly policy: Policy;
  readonly reference: PolicyReference;
  /** Digest of every policy file, by path. */
  readonly digests: ReadonlyMap<string, Digest>;
}

export interface Ground extends PolicyAt {
  readonly info: RepositoryInfo;
  /** The open pull requests, listed before the fetch, so that the head of each is there to be read. */
  readonly open: readonly Pull[];
  readonly look: Look;
  readonly main: Sha;
  readonly view: LedgerView;
  readonly records: readonly Indexed[];
}

/** The policy on the base branch does not parse; nothing may be decided until it does. */
export class PolicyFault extends Error {
  readonly problems: readonly Problem[];
  constructor(commit: Sha, problems: readonly Problem[]) {
    const first = problems[0];
    const said = first === undefined ? 'it is missing' : sentence(first);
    super(`the policy at ${commit.slice(0, 12)} cannot be used, so nothing is decided: ${said}`);
    this.name = 'PolicyFault';
    this.problems = problems;
  }
}

/**
 * Fetches and reads the ground.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault; each means that nothing may be decided now
 */
export async function readGround(place: Workplace): Promise<Ground> {
  const seen = await look(place);
  const { info, open } = seen;
  // The ledger before main: then every merge that it speaks of is on the main that it is compared with.
  const view = await place.ledger.read();
  await place.repository.fetch();
  const main = await place.repository.resolve(info.defaultBranch);
  if (main === null) throw new PolicyFault('0'.repeat(40), []);
  if (await beginsYear(view, info, main, place)) return readGround(place);
  const at = await policyAt(main, place.repository);
  return { ...at, info, open, look: seen, main, view, records: recordsOf(view) };
}

/**
 * Begins the ledger of a new year with the first look that its keeper takes in it; otherwise everything would stop at New Year.
 * The very first ledger is founded by hand (commands/found.ts).
 * @returns whether there is a new one to be read
 */
export async function beginsYear(
  view: LedgerView,
  info: Pick<RepositoryInfo, 'id'>,
  main: Sha,
  place: Workplace,
): Promise<boolean> {
  const now = place.now();
  if (place.keeper === undefined || view.year === null || new Date(now).getUTCFullYear() <= view.year) return false;
  const { foundLedger } = await import('./ports/found-ledger.ts');
  await foundLedger(place.ledger, { ...place.keeper, fields: { repository: info.id, main } }, now);
  return true;
}

/** The ledger again, at its newest, on the same ground. */
export async function withLedger(ground: Ground, place: Workplace): Promise<Ground> {
  const view = await place.ledger.read();
  return { ...ground, view, records: recordsOf(view) };
}

/** Our own signed records as what they are; `verify` checks each against its schema, the ledger its signature. */
export function recordsOf(view: LedgerView): readonly Indexed[] {
  return view.records.map((stored) => stored.record as unknown as Indexed);
}

const cache = new WeakMap<Repository, Map<Sha, PolicyAt>>();

/** The policy at a commit; a commit never changes, so it is parsed once per process. */
export async function policyAt(commit: Sha, repository: Repository): Promise<PolicyAt> {
  const known = cache.get(repository) ?? new Map<Sha, PolicyAt>();
  cache.set(repository, known);
  const found = known.get(commit);
  if (found !== undefined) return found;
  const files = await repository.filesUnder(commit, POLICY_FOLDERS);
  const at = policyFrom(commit, files);
  known.set(commit, at);
  return at;
}

/** @throws PolicyFault where the files are no valid policy */
export function policyFrom(commit: Sha, files: ReadonlyMap<string, Uint8Array>): PolicyAt {
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
  const texts = new Map([...files].map(([path, bytes]) => [path, decoder.decode(bytes)]));
  const parsed = parsePolicyInForce(texts);
  if (!parsed.ok) throw new PolicyFault(commit, parsed.problems);
  const digests = new Map([...files].map(([path, bytes]) => [path, sha256(bytes)]));
  const digest = digestOf(Object.fromEntries(digests));
  return { policy: parsed.policy, reference: { commit, digest }, digests };
}
