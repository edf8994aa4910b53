// The gate failures that a new report names must be in the ledger: a report of nothing would close what nobody looked at.
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import { list } from './standing.ts';
import type { GateInput } from './verdict-model.ts';

/** Each record that a report of a gate event names exists and is a gate failure (standard: gate failures are logged). */
export function untoldRefusals({
  proposal: { tellsOf = [] },
  ledger: { failureRecords = [] },
}: GateInput): readonly Refusal[] {
  const strange = tellsOf.filter((record) => !failureRecords.includes(record));
  if (strange.length === 0) return [];
  const what = strange.length === 1 ? 'that is no gate failure' : 'those are no gate failures';
  const fact = `It says that it tells of ${list(strange)}, and ${what} in the ledger.`;
  return [
    refusal('gate-event-record-unknown', fact, 'Name records of the type gate-failure, or leave `records` empty.'),
  ];
}
