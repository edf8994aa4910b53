// doctor --record: what was weaker goes to the ledger, and then that somebody looked, from where the look before had ended.
import type { RecordId } from './core/record-parts.ts';
import { SKEW } from './core/activity.ts';
import { lastLook, lookDue } from './core/settings-looks.ts';
import type { OwnLook } from './core/settings-looks.ts';
import type { Weakening } from './core/settings-model.ts';
import { momentOf } from './core/snapshots.ts';
import { formatInstant } from './core/time.ts';
import type { Duration, Instant } from './core/time.ts';
import { baseOf, doctor, recordWeakenings } from './doctor.ts';
import type { DoctorReport } from './doctor.ts';
import { beginsYear, recordsOf } from './ground.ts';
import type { LedgerView } from './ports/ledger.ts';
import type { ForgeSettings } from './ports/forge-settings.ts';
import type { Wanted } from './wanted-settings.ts';
import type { Workplace } from './workplace.ts';

export interface OnRecord extends DoctorReport {
  /** Weakenings that were not on the ledger before. */
  readonly fresh: readonly Weakening[];
  readonly look: RecordedLook;
}

export type RecordedLook =
  | { readonly kind: 'recorded'; readonly record: RecordId }
  /** Nothing new today, or another run was faster, or this run cannot write records. */
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * Looks, and records it (README: The ledger, 8). Each gate failure is on the ledger before the look that names it: a look never
 * claims what was not recorded, and what a run records that ends in between is named by the next look.
 * @param back how far the history is read, in milliseconds; always as far as the look before, and never beyond the founding
 * @throws ForgeFault where nothing at all can be read: then there was no look; LedgerFault
 */
export async function doctorOnRecord(
  settings: ForgeSettings,
  wanted: Wanted,
  place: Workplace,
  back: Duration,
): Promise<OnRecord> {
  const now = place.now();
  const view = await place.ledger.read();
  const records = recordsOf(view);
  const from = lastLook(records)?.until ?? null;
  const [founding] = records.slice(0, 1).map(({ at }) => momentOf(at));
  const since = Math.max(Math.min(now - back, from === null ? now : momentOf(from)), founding ?? 0);
  // The forge tells whole seconds: what happened in the second of the founding must not seem to lie before it.
  const watch = { since: Math.floor(since / 1_000) * 1_000, founded: founding !== undefined, now };
  const report = await doctor(settings, wanted, watch);
  await newYear(view, place);
  const fresh = await recordWeakenings(report.weakenings, place);
  return { ...report, fresh, look: await recordLook({ sight: report.sight, from, until: now }, place) };
}

/** The daily look at New Year may be the first that writes to the new ledger. */
async function newYear(view: LedgerView, place: Workplace): Promise<void> {
  if (view.year === null) return;
  const { repository: id, main } = await baseOf(place);
  await beginsYear(view, { id }, main, place);
}

async function recordLook(own: OwnLook, place: Workplace): Promise<RecordedLook> {
  if (own.from !== null && momentOf(own.from) - own.until > SKEW) return ahead(own.from, own.until);
  if (place.keeper === undefined) {
    place.log('This look is not recorded: this run has no key of the ledger.');
    return { kind: 'none' };
  }
  const base = await baseOf(place);
  const result = await place.ledger.append((view) => {
    const due = view.year === null ? null : lookDue(own, base, recordsOf(view));
    return due === null ? [] : [{ ...due }];
  }, place.now());
  const [stored] = result.kind === 'nothing' ? [] : result.records;
  if (stored === undefined) return { kind: 'none' };
  const record: RecordId = `${stored.year}/${stored.index}`;
  place.log(`look ${record}: the settings were read up to ${formatInstant(own.until)}`);
  return { kind: 'recorded', record };
}

/** Until the clock is right nothing can go on from there: nobody would notice for as long. */
function ahead(from: string, now: Instant): RecordedLook {
  const sentence = `This look is not recorded: the look before reaches to ${from}, and here it is ${formatInstant(now)}. Set the clock of this machine right.`;
  return { kind: 'refused', sentence };
}
