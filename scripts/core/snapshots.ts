// Between what the gate is told and what the ledger keeps: the same facts, with moments as text, both ways.
import type { Action } from './action-model.ts';
import type { Digest, PullFacts } from './facts.ts';
import type { ActionReference, PullSnapshot, RecordedApproval, RecordedVerdict } from './record-parts.ts';
import { formatInstant, parseInstant } from './time.ts';
import type { Verdict } from './verdict-model.ts';

/** The pull request's facts as a record keeps them. */
export function snapshotOf(pull: PullFacts): PullSnapshot {
  const reviews = pull.reviews?.map((review) => ({ ...review, at: formatInstant(review.at) })) ?? null;
  return { ...pull, openedAt: formatInstant(pull.openedAt), reviews };
}

/**
 * The facts that a snapshot stands for.
 * @throws RangeError where a moment in it is none; a record like that proves nothing
 */
export function factsOf(snapshot: PullSnapshot): PullFacts {
  const reviews = snapshot.reviews?.map((review) => ({ ...review, at: momentOf(review.at) })) ?? null;
  return { ...snapshot, openedAt: momentOf(snapshot.openedAt), reviews };
}

/** @throws RangeError where the text is no moment */
export function momentOf(text: string): number {
  const instant = parseInstant(text);
  if (instant === null) throw new RangeError(`${JSON.stringify(text)} is not a moment such as 2026-11-20T10:00:00Z`);
  return instant;
}

/** How every record names the action. */
export function referenceTo(action: Action, path: string, digest: Digest, payload: Digest): ActionReference {
  const { id, operation, targets, portfolio, parameters } = action;
  return { id, path, digest, payload, operation, targets, portfolio, parameters };
}

/** The verdict without what the evidence beside it already holds. */
export function recordedVerdict(verdict: Verdict): RecordedVerdict {
  const { tier, gate, clients, because } = verdict.classification;
  return {
    state: verdict.state,
    summary: verdict.summary,
    tier,
    gate,
    clients,
    scope: verdict.scope,
    because,
    refusals: verdict.refusals.map(({ code, fact }) => ({ code, fact })),
    notCounted: verdict.notCounted.map(({ account, code, fact }) => ({ account, code, fact })),
  };
}

/** Each counted approval with the row and seat that it filled (standard: approver, time). */
export function recordedApprovals(verdict: Verdict): readonly RecordedApproval[] {
  return verdict.counted.map(({ person, name, account, review, at, standIn }) => {
    const fills = verdict.rows.flatMap((row) =>
      row.seats.flatMap((seat) => (seat.filledBy === person ? [{ row: row.row, roles: seat.roles }] : [])),
    );
    return { person, name, account, review, at: formatInstant(at), standIn, fills };
  });
}

/** Longer files are refused unread, so their bytes decide nothing. */
const LONGEST_FILE = 65_536;

/** The bytes of a request's file as a record keeps them; `null` where there are none or too many. */
export function fileText(bytes: Uint8Array | null): string | null {
  return bytes === null || bytes.length > LONGEST_FILE ? null : Buffer.from(bytes).toString('base64');
}
