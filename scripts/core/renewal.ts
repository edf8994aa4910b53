// An exception that follows another: a request of its own with an id of its own (standard: no renewal in place).
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import { names } from './standing.ts';
import type { GateInput } from './verdict-model.ts';

/** What is renewed must have been approved once, whether or not its file is still there; the ledger alone says so. */
export function renewalRefusals({ proposal: { renews }, ledger }: GateInput): readonly Refusal[] {
  if (renews === undefined || ledger.usedExceptionIds.some(({ id }) => id === renews)) return [];
  const fact = `The exception ${renews} that it renews was never approved.`;
  return [refusal('exception-unknown', fact, 'Name the one that it follows, or leave `renews` out.')];
}

/** Who was behind the exception that goes on: whoever approves the new one sees whose judgement they follow. */
export function renewalWords({ proposal: { renews }, ledger, policy }: GateInput): readonly string[] {
  return ledger.usedExceptionIds.flatMap(({ id, pull, requestor, approvedBy = [] }) => {
    if (id !== renews || requestor === undefined) return [];
    const people = `${names([requestor], policy)} asked for and ${names(approvedBy, policy)} approved`;
    return [`It follows the exception ${id} of request ${pull}, which ${people}.`];
  });
}
