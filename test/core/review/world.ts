// A few planted records and one policy, for what a review says about each.
import type { Policy } from '../../../scripts/core/policy-model.ts';
import { CHANGE_TYPES } from '../../../scripts/core/records.ts';
import { parseQuarter } from '../../../scripts/core/quarters.ts';
import type { Policies } from '../../../scripts/core/review/derive.ts';
import { reviewFiles } from '../../../scripts/core/review/files.ts';
import { FORMAT } from '../../../scripts/core/review/formats.ts';
import type { Format } from '../../../scripts/core/review/formats.ts';
import { commitsOf, scopeOf } from '../../../scripts/core/review/scope.ts';
import { formatInstant } from '../../../scripts/core/time.ts';
import { planter } from '../../fixtures/four-quarters-planter.ts';
import type { Planter } from '../../fixtures/four-quarters-planter.ts';
import { PEOPLE, basePolicy, matrixRow } from '../../fixtures/situation.ts';

export const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);

const REVIEW = matrixRow('review', { change: 'review', tier: null }, { seats: [['security-lead'], ['risk-owner']] });

/** The policy of the world, with a difference. */
export function policyOf(over: Partial<Policy> = {}): Policy {
  const base = basePolicy();
  return { ...base, authority: { ...base.authority, rows: [REVIEW] }, ...over };
}

/** Somebody of the roster who left. */
export const GONE = new Map(PEOPLE.filter(({ id }) => id !== 'olga').map((one) => [one.id, one]));

/** What a test does not say of a merged change: request 9, opened just now, and nobody's answer. */
function wholeChanges(hand: Planter): Planter {
  const append: Planter['append'] = (fields) => {
    if (!CHANGE_TYPES.some((type) => type === fields.type)) return hand.append(fields);
    return hand.append({ pull: { number: 9, openedAt: formatInstant(hand.now()) }, approvals: [], ...fields });
  };
  return { ...hand, append };
}

/** Plants, on 10 November unless said otherwise, and derives the review of the last quarter. */
export function reviewOf(
  plant: (hand: Planter) => void,
  over: Partial<Policies> = {},
  on = '2026-11-10',
  format: Format = FORMAT,
) {
  const hand = wholeChanges(planter(1, day(on), policyOf()));
  hand.append({ type: 'population', gaps: [] });
  plant(hand);
  const scope = scopeOf(parseQuarter('2026-Q4') ?? '2000-Q1', hand.records);
  const commits = commitsOf(scope);
  if (commits === null) throw new Error('no record names main');
  const policy = policyOf();
  const policies = { start: policy, end: policy, latest: policy, ...over };
  const basis = { year: 2026, size: hand.records.length, root: 'AAAA' };
  const { data, files } = reviewFiles(scope, { basis, commits, policies }, format);
  return { data, report: files.get('exceptions/reviews/2026-q4.md') ?? '' };
}
