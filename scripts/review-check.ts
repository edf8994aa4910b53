// The report that a request brings, derived again: people sign what the ledger says, or nothing.
import { refusal } from './core/codes.ts';
import type { Refusal } from './core/codes.ts';
import type { PullFacts } from './core/facts.ts';
import * as validators from './core/generated/validate-review.cjs';
import type { ReviewFile } from './core/generated/types.ts';
import { boundsOf, parseQuarter } from './core/quarters.ts';
import type { Quarter } from './core/quarters.ts';
import type { Indexed } from './core/records.ts';
import { reviewFiles } from './core/review/files.ts';
import { FORMAT } from './core/review/formats.ts';
import { commitsOf, recordsUpTo, scopeOf } from './core/review/scope.ts';
import { rootCauseId } from './core/review-rule.ts';
import { formatInstant } from './core/time.ts';
import { PolicyFault } from './ground.ts';
import type { ReadProposal } from './proposal-parts.ts';
import type { Repository } from './ports/repository.ts';
import type { PolicyReader } from './rederive.ts';
import { policiesAt } from './review-policies.ts';

export interface ReviewWitness {
  /** Every record before the decision, oldest first. */
  readonly records: readonly Indexed[];
  /** The ledger's root over the first records of a year; `null` for a size that it never had. */
  readonly rootAt?: (year: number, size: number) => string | null;
  readonly policyOf?: PolicyReader;
  /** Whether people are still to sign it: then it is written as reports are now. One that is merged is judged as it was made. */
  readonly isOpen?: boolean;
}

/** The request with every reason why its report is not the ledger's. */
export async function withReviewProblems(
  read: ReadProposal,
  pull: PullFacts,
  witness: ReviewWitness,
  repository: Repository,
): Promise<ReadProposal> {
  const problems = await reviewProblems(read, pull, witness, repository);
  return { ...read, proposal: { ...read.proposal, problems: [...read.proposal.problems, ...problems] } };
}

/**
 * Why a review cannot be signed: its report or its data are not, byte for byte, what the ledger that it names gives, or that ledger
 * does not cover the quarter (threat: a doctored report, or one that stops before the record that matters).
 */
async function reviewProblems(
  { proposal, files }: ReadProposal,
  pull: PullFacts,
  witness: ReviewWitness,
  repository: Repository,
): Promise<readonly Refusal[]> {
  const quarter = parseQuarter(proposal.id.toUpperCase());
  if (quarter === null || proposal.problems.length > 0 || pull.files === null) return [];
  const { until } = boundsOf(quarter);
  if (pull.openedAt < until)
    return [differs(`${quarter} was not over when it was opened, before ${formatInstant(until)}.`)];
  const paths = files.map(({ path }) => path);
  const brought = await repository.filesUnder(pull.head, paths);
  const data = dataIn(brought.get(`exceptions/reviews/${proposal.id}.json`));
  if (data === null) return [differs('Its data is not in the form of policies/schemas/review.json.')];
  if (witness.isOpen === true && data.format !== FORMAT) {
    return [differs(`It is written in format ${data.format}, and reports are written in format ${FORMAT} by now.`)];
  }
  // Else it could be signed now, and merged as it is once the root cause is there.
  if (data.gateFailures.rootCause === 'missing') return [unsignable(quarter)];
  const derived = await derive(quarter, data, witness, repository);
  if (typeof derived === 'string') return [differs(derived)];
  const wrong = [...new Set([...paths, ...derived.keys()])].filter(
    (path) => textOf(brought.get(path)) !== derived.get(path),
  );
  return wrong.map((path) => differs(`The file ${path} is not what the ledger gives.`));
}

/** @returns the texts of the files by path, or why there are none */
async function derive(
  quarter: Quarter,
  { basis, format }: Pick<ReviewFile, 'basis' | 'format'>,
  { records, rootAt, policyOf }: ReviewWitness,
  repository: Repository,
): Promise<ReadonlyMap<string, string> | string> {
  const { year, size, root } = basis;
  const known = recordsUpTo(basis, records);
  if (known === null) return `It names ${size} records of ledger/${year}, which is no place in the ledger.`;
  if (rootAt !== undefined && rootAt(year, size) !== root)
    return `The root that it names is not that of ledger/${year}.`;
  const scope = scopeOf(quarter, known);
  const missing = scopeOf(quarter, records).upTo.length - scope.upTo.length;
  if (missing !== 0) return `It leaves out ${missing} records from before the end of ${quarter}.`;
  const commits = commitsOf(scope);
  if (commits === null) return 'The ledger that it names knows no main.';
  try {
    const policies = await policiesAt(commits, repository, policyOf);
    return reviewFiles(scope, { basis: { year, size, root }, commits, policies }, format).files;
  } catch (cause) {
    if (!(cause instanceof PolicyFault)) throw cause;
    return `A policy that it speaks of cannot be read: ${cause.message.replace(/[.]$/, '')}.`;
  }
}

function unsignable(quarter: Quarter): Refusal {
  const fact = `The report says that the root cause of the gate failures of ${quarter} was not looked into.`;
  const remedy = `Complete the gate event ${rootCauseId(quarter)}; \`countersign review --open\` then writes the report again.`;
  return refusal('root-cause-missing', fact, remedy);
}

function differs(fact: string): Refusal {
  return refusal('review-differs', fact, 'Close it and let `countersign review --open` write it.');
}

function dataIn(bytes: Uint8Array | undefined): ReviewFile | null {
  try {
    const value: unknown = JSON.parse(textOf(bytes) ?? '');
    return validators.review(value) ? value : null;
  } catch {
    return null;
  }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}
