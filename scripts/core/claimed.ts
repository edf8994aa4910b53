// What may be claimed without the ledger's key: that the gate was bypassed, in words, and nothing that a decision rests on.
import type { Claim } from './ledger-inbox.ts';
import type { Wish } from './ledger-precondition.ts';
import type { GateFailure } from './records.ts';
import type { RecordBase } from './record-parts.ts';
import { unsafeIn } from './text-safety.ts';
import { parseInstant } from './time.ts';

/** What the sequencer writes into a record that it made of a claim: nobody knows who found it. */
export const INBOX = 'inbox';

/** Longer words belong into the report that follows by pull request. */
const LONGEST = 2_000;
/** Of a target: a record with a longer one would be of no known shape, and nobody could ever take it away again. */
const LONGEST_TARGET = 1_000;

/** The fields that a claim may have besides its type. */
const FIELDS = ['how', 'target', 'occurredAt', 'kind'];

/** What a claim may say that it was: less than a gate failure, which would be counted. */
const KINDS = ['reported', 'near-miss'] as const;

/** A claimed record, as a wish of the sequencer's own making. */
export type ClaimedWish = Wish<GateFailure & Readonly<Record<string, unknown>>>;

/**
 * Makes the record of a claimed gate failure (standard: gate failures are recorded at once, whoever sees them).
 *
 * Anybody with write access can claim, so nothing is believed but that it was said: no request, action or person is named by
 * the record, or a false claim could stand in for the true record of a request, or turn suspicion on somebody.
 * @param base of the sequencer: its clock, its repository, its main
 * @returns the wish, or why it is not admitted
 */
export function claimedFailure(claim: Claim, base: Omit<RecordBase, 'type'>): ClaimedWish | string {
  const { type, how, target = null, occurredAt, kind: claimed = 'reported' } = claim;
  if (type !== 'gate-failure') return `${JSON.stringify(type.slice(0, 64))} cannot be claimed without the ledger's key`;
  const unknown = Object.keys(claim).find((name) => name !== 'type' && !FIELDS.includes(name));
  if (unknown !== undefined) return `a claim has no field ${JSON.stringify(unknown.slice(0, 64))}`;
  if (!isWords(how, LONGEST)) return `"how" must be plain words, at most ${LONGEST} characters`;
  if (target !== null && !isWords(target, LONGEST_TARGET)) {
    return `"target" must be plain words, at most ${LONGEST_TARGET} characters`;
  }
  const since = occurredAt === undefined ? undefined : momentBefore(occurredAt, base.at);
  const kind = KINDS.find((one) => one === claimed);
  if (kind === undefined) return `"kind" must be one of ${KINDS.join(', ')}`;
  if (since === null) return '"occurredAt" must be a moment of the past in UTC, for example 2026-11-20T10:00:00Z';
  const draft = {
    ...base,
    type,
    pull: null,
    action: null,
    how,
    detectedBy: INBOX,
    remediation: null,
    kind,
    target,
    automation: null,
    reportedBy: null,
    ...(since === undefined ? {} : { occurredAt: since }),
  } as const;
  return { draft, unless: [{ types: [type], where: { detectedBy: INBOX, how } }] };
}

function isWords(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most && unsafeIn(value).length === 0;
}

function momentBefore(value: unknown, now: string): string | null {
  const at = typeof value === 'string' ? parseInstant(value) : null;
  return typeof value === 'string' && at !== null && at <= Date.parse(now) ? value : null;
}
