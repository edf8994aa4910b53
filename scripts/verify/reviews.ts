// The checkpoint that each signed review names, against the ledger itself: its numbers are only worth what that is.
import { findingOf } from '../core/audit/checks.ts';
import { type Finding, type History, type Known, ofTypes } from '../core/audit/history.ts';
import { at } from '../core/audit/requests.ts';
import * as validators from '../core/generated/validate-review.cjs';
import { GitFault } from '../ports/git.ts';
import type { Repository } from '../ports/repository.ts';

/** Reviews whose basis the ledger never had; that their numbers follow from it, deriving their decision shows. */
export async function reviewFindings(
  { known, ledgers }: Pick<History, 'known' | 'ledgers'>,
  repository: Repository,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const one of ofTypes(known, 'review-held')) {
    const basis = await basisOf(one, repository);
    if (basis === null) continue;
    const { year, size, root } = basis;
    if (ledgers.find((ledger) => ledger.year === year)?.roots.at(size) === root) continue;
    const sentence = `The review names ${size} records of ledger/${year} with a root that they never had.`;
    findings.push(findingOf(at(one, 'review-differs', sentence), 'standard: quarterly review'));
  }
  return findings;
}

/** @returns `null` where the record is no review, or its data cannot be read, which deriving its decision says */
async function basisOf({ record }: Known, repository: Repository) {
  if (record.type !== 'review-held') return null;
  try {
    const bytes = await repository.fileAt(record.merge.commit, record.data.path);
    const value: unknown = JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
    return validators.review(value) ? value.basis : null;
  } catch (cause) {
    if (cause instanceof GitFault || cause instanceof SyntaxError) return null;
    throw cause;
  }
}
