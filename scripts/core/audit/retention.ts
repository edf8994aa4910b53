// What the policy of the time said about an erasure: no legal hold covered it, and whether the record's period was over.
import { readDocument } from '../document.ts';
import * as validators from '../generated/validate.cjs';
import { holdOn, type Requests } from '../legal-hold.ts';
import type { Policy } from '../policy-model.ts';
import { shapeOf } from '../policy-schema.ts';
import type { Indexed } from '../records.ts';
import type { RecordErased } from '../records-of-erasure.ts';
import type { ExceptionApproved } from '../records-of-kinds.ts';
import { momentOf } from '../snapshots.ts';
import { formatInstant, type Instant } from '../time.ts';
import { instantAt } from '../zone.ts';
import type { Known, LedgerYear, Remark } from './history.ts';
import { at } from './requests.ts';

/** Until when the policy keeps a record of a type that is of this moment; what has no period of its own is kept as gate failures. */
export function keptUntil(type: string, moment: Instant, { standard }: Pick<Policy, 'standard'>): Instant {
  const months = standard.retentionMonths[type] ?? standard.retentionMonths['gate-failure'] ?? 0;
  const date = new Date(moment);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0); // the last day of the month that is meant
  date.setUTCDate(Math.min(day, date.getUTCDate()));
  return date.getTime();
}

/**
 * When the period of a record begins: at its moment, and for an exception at its end (standard, What is logged: "its duration
 * + 12 months"). One whose end cannot be read counts as long as the policy lets any last: what is unreadable goes no earlier.
 */
export function keptFrom(record: Indexed, { standard }: Pick<Policy, 'standard'>): Instant {
  const at = momentOf(record.at);
  if (record.type !== 'exception-approved') return at;
  return endOfException(record) ?? at + standard.longestException;
}

function endOfException({ file, path }: Pick<ExceptionApproved, 'file' | 'path'>): Instant | null {
  const document = readDocument(Buffer.from(file ?? '', 'base64'), path);
  const shaped = document.ok ? shapeOf(document, path, validators.exception, 'exception') : document;
  if (!shaped.ok || shaped.value.expires === undefined) return null;
  return instantAt(shaped.value.expires, shaped.value.zone);
}

/**
 * An erasure held against the policy that was in force when it was carried out.
 * @param requests that brought each action: a hold on a request covers its intents and outcomes too
 * @param policy `null` where main has none at that commit that can be read: then nobody knows whether a hold was in force
 */
export function erasureUnder(
  one: Known,
  record: Indexed<RecordErased>,
  known: ReadonlyMap<string, Known>,
  requests: Requests,
  policy: Policy | null,
): readonly Remark[] {
  if (policy === null) {
    return [
      at(one, 'erasure-hold-unknown', 'Whether a legal hold was in force cannot be known: its policy is not here.'),
    ];
  }
  const now = momentOf(record.at);
  return [...new Set(record.parts.map((part) => part.record))].flatMap((id): readonly Remark[] => {
    const target = known.get(id)?.record;
    if (target === undefined) return []; // named by erasures.ts
    const hold = holdOn(target, policy.legalHolds ?? [], now, requests);
    if (hold !== null) {
      return [
        at(one, 'erasure-under-hold', `It erased parts of record ${id}, which the legal hold ${hold.id} covered.`),
      ];
    }
    const end = keptUntil(target.type, keptFrom(target, policy), policy);
    if (end <= now) return [];
    const sentence = `It erased parts of record ${id} before its period was over, which is ${formatInstant(end)}; two people approved that.`;
    return [{ ...at(one, 'erasure-early', sentence), severity: 'reported' }];
  });
}

/**
 * A year that is not here although the policy still keeps what was in it.
 * @param quoted the year before the oldest one that is here, `null` where there was none
 * @param now of the newest record: an audit reads no clock
 */
export function retentionShort(
  oldest: Pick<LedgerYear, 'year'>,
  quoted: number | null,
  now: Instant,
  policy: Pick<Policy, 'standard'>,
): readonly Remark[] {
  if (quoted === null) return [];
  const end = Date.UTC(oldest.year, 0, 1) - 1;
  const kept = Object.keys(policy.standard.retentionMonths).filter((type) => {
    const last = type === 'exception-approved' ? end + policy.standard.longestException : end;
    return keptUntil(type, last, policy) > now;
  });
  if (kept.length === 0) return [];
  const sentence = `ledger/${quoted} is not here, and the policy still keeps records of it: ${kept.join(', ')}.`;
  return [{ code: 'retention-short', sentence }];
}
