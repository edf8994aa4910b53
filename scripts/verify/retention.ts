// The checks of what was erased and what is kept that need the policy of the time: read from main, by commit.
import { erasureUnder, retentionShort } from '../core/audit/retention.ts';
import { findingOf } from '../core/audit/checks.ts';
import { type Finding, type History, type Known, momentIn, ofTypes } from '../core/audit/history.ts';
import { parseCheckpoint, formatCheckpoint } from '../core/checkpoint.ts';
import { requestsIn } from '../core/legal-hold.ts';
import type { PolicyReader } from '../rederive.ts';
import { policyOrNull } from './policies.ts';

const CLAUSE = 'standard: records are kept for their period; a legal hold outlasts it';

/** Holds every erasure against its policy, and the years that are here against the newest one. */
export async function retentionFindings(
  { known, ledgers, main }: History,
  policies: PolicyReader,
): Promise<readonly Finding[]> {
  const erasures = ofTypes(known, 'record-erased').map((one) => ({ one, record: one.record }));
  const byId = erasures.length === 0 ? new Map<string, Known>() : new Map(known.map((one) => [one.entry.id, one]));
  const proposed = erasures.length === 0 ? [] : ofTypes(known, 'action-proposed').map(({ record }) => record);
  const requests = requestsIn(proposed);
  const findings: Finding[] = [];
  const tips = erasures.length === 0 ? new Map<string, string>() : tipsSeen(known, main);
  for (const { one, record } of erasures) {
    const policy = await policyOrNull(tips.get(one.entry.id) ?? record.main, policies);
    findings.push(...erasureUnder(one, record, byId, requests, policy).map((remark) => findingOf(remark, CLAUSE)));
  }
  const [oldest] = ledgers;
  const policy = main === null ? null : await policyOrNull(main.head, policies);
  if (oldest === undefined || policy === null) return findings;
  const newest = known.reduce((latest, one) => Math.max(latest, momentIn(one)), 0);
  const short = retentionShort(oldest, quotedBy(known[0]), newest, policy);
  return [...findings, ...short.map((remark) => findingOf(remark, CLAUSE))];
}

/**
 * For each erasure the newest tip of main that it or any record before it names: a hold that was on main by then held, whichever
 * older tip the erasure itself speaks of.
 */
function tipsSeen(known: History['known'], main: History['main']): ReadonlyMap<string, string> {
  const tips = new Map<string, string>();
  let newest = { place: -1, sha: '' };
  for (const { entry, record } of known) {
    const named = 'merge' in record ? [record.main, record.merge.commit] : [record.main];
    for (const sha of named.filter(Boolean)) {
      const place = main?.placeOf(sha) ?? -1;
      if (place > newest.place) newest = { place, sha };
    }
    if (record.type === 'record-erased' && newest.place >= 0) tips.set(entry.id, newest.sha);
  }
  return tips;
}

/** The year that the oldest ledger's first record continues. */
function quotedBy(first: Known | undefined): number | null {
  if (first?.record.type !== 'key-enrolled' || first.record.previous === null) return null;
  const previous = parseCheckpoint(formatCheckpoint(first.record.previous));
  const year = /\/ledger\/(\d{4})$/.exec(previous?.origin ?? '')?.[1];
  return year === undefined ? null : Number(year);
}
