// The call of a stand-in against the evidence of the decision that it made possible: it was due, and went to somebody named.
import type { Policy } from '../policy-model.ts';
import type { Judged } from '../record-parts.ts';
import { type ActionDeferred, type Indexed, recordId } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import { isAway, list } from '../standing.ts';
import { formatInstant } from '../time.ts';
import type { Proposal } from '../verdict-model.ts';
import type { Known, Remark } from './history.ts';
import { at } from './requests.ts';

/**
 * A stand-in's approval counts from the call on, so the call has to be right: nobody had answered in the time that the standard
 * gives, or whoever was named is marked as away, and the stand-in was named before queueing (gate.md rules 8 and 9).
 * @param proposal as the decided file has it, `null` where another file was pushed after the call
 * @param policy the one that the call was recorded under
 */
export function deferralDifferences(
  one: Known,
  { pull }: Pick<Judged, 'pull'>,
  proposal: Pick<Proposal, 'approvers' | 'standIns'> | null,
  call: Indexed<ActionDeferred>,
  { standard, people }: Pick<Policy, 'standard' | 'people'>,
): readonly Remark[] {
  const { cause, unavailable, standIn } = call;
  const called = momentOf(call.at);
  const say = (why: string): Remark =>
    at(one, 'deferral-differs', `Record ${recordId(call)} calls ${standIn} as stand-in, ${why}.`);
  const due = momentOf(pull.openedAt) + standard.escalateAfter;
  const early = cause === 'no-answer' && called < due;
  const here = unavailable.filter((id) => {
    const person = people.get(id);
    return cause === 'away' && (person === undefined || !isAway(person, called));
  });
  const strangers = unavailable.filter((id) => proposal !== null && !proposal.approvers.includes(id));
  return [
    ...(early ? [say(`as nobody had answered by ${call.at}, and they had until ${formatInstant(due)}`)] : []),
    ...(here.length > 0 ? [say(`as ${list(here)} was away, and no absence says so`)] : []),
    ...(strangers.length > 0 ? [say(`for ${list(strangers)}, whom the file does not name as approver`)] : []),
    ...(proposal?.standIns.includes(standIn) === false ? [say('and the file does not name them')] : []),
  ];
}
