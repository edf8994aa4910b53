// What was recorded without evidence of its own, held against the evidence of the ending: both tell of the same request.
import { automationBehind } from '../accounts.ts';
import { sameJson } from '../canonical.ts';
import type { Digest } from '../facts.ts';
import type { Policy } from '../policy-model.ts';
import { type ActionProposed, type Indexed, recordId } from '../records.ts';
import type { ActionReference, Judged } from '../record-parts.ts';
import { momentOf } from '../snapshots.ts';
import { formatInstant } from '../time.ts';
import type { Proposal } from '../verdict-model.ts';
import { actionOf, type History, type Known, ofTypes, type Remark, typeOf } from './history.ts';
import { at } from './requests.ts';

/**
 * Who opened the request and when never changes, and automation and deadline follow from that and the policy of the time
 * (gate.md rules 2 and 15). A proposal that tells them otherwise would count in others' decisions as what it is not.
 * @param policy the one that the proposal was recorded under
 */
export function proposalDifferences(
  one: Known,
  { pull }: Pick<Judged, 'pull'>,
  proposed: Indexed<ActionProposed>,
  policy: Policy,
): readonly Remark[] {
  const { opener, openedAt } = pull;
  const automation = automationBehind(opener.id, policy)?.id ?? null;
  const deadline = formatInstant(momentOf(openedAt) + policy.standard.decideWithin);
  const expected = { opener, openedAt, automation, deadline };
  return Object.entries(expected).flatMap(([name, value]) => {
    const said: unknown = proposed[name as keyof typeof expected]; // its own names, listed right above
    if (sameJson(said, value)) return [];
    const sentence = `Its evidence gives ${name} ${JSON.stringify(value)}, and the proposal in record ${proposed.at.slice(0, 4)}/${proposed.index} says ${JSON.stringify(said)}.`;
    return [at(one, 'proposal-differs', sentence)];
  });
}

/**
 * Who asks, whose work it is, and who was named before queueing stands in the file: where the proposal was recorded over the very
 * bytes that were decided on, it names the same people (gate.md rule 8).
 * @param digest over the file that was decided on
 */
export function peopleDifferences(
  one: Known,
  people: Pick<Proposal, 'requester' | 'technician' | 'approvers' | 'standIns'>,
  digest: Digest | null,
  proposed: Indexed<ActionProposed>,
): readonly Remark[] {
  if (proposed.action.digest !== digest) return []; // another file was pushed since, and that one may name others
  const { requester, technician, approvers, standIns } = people;
  return Object.entries({ requester, technician, approvers, standIns }).flatMap(([name, value]) => {
    const said: unknown = proposed[name as keyof typeof people]; // its own names, listed right above
    if (sameJson(said, value)) return [];
    const sentence = `The file gives ${name} ${JSON.stringify(value)}, and the proposal in record ${recordId(proposed)} says ${JSON.stringify(said)}.`;
    return [at(one, 'proposal-differs', sentence)];
  });
}

/** Records that name an action and hold neither its file nor a decision that could be derived again. */
const BARE: ReadonlySet<Indexed['type']> = new Set([
  'action-proposed',
  'action-deferred',
  'action-withdrawn',
  'gate-failure',
] as const);

/** Records of a decision about an action, which carry their evidence. */
const DECIDED = ['action-approved', 'action-auto', 'action-denied', 'action-expired', 'action-refused'] as const;

/**
 * The same bytes are the same action: whatever a record without evidence says of one is held against a decision about the same
 * file, which is derived again, and where there is none against the first proposal of it (standard: the action is recorded).
 */
export function sameBytesSameAction({ known }: History): readonly Remark[] {
  const told = firstTold(known);
  return known.flatMap((one) => {
    const action = BARE.has(typeOf(one)) ? actionOf(one.record) : null;
    const first = action === null ? undefined : told.get(action.digest);
    if (action === null || first === undefined || first === one) return [];
    const said = actionOf(first.record);
    if (said === null || sameJson(said, action)) return [];
    return Object.entries(said).flatMap(([name, value]) => {
      const own: unknown = action[name as keyof ActionReference]; // a name of the other reference
      if (sameJson(own, value)) return [];
      const sentence = `By record ${first.entry.id} the same file gives ${name} ${JSON.stringify(value)}, and this record says ${JSON.stringify(own)}.`;
      return [at(one, 'proposal-differs', sentence)];
    });
  });
}

/** For each file the first decision about it, or the first proposal where there is none; by the digest of its bytes. */
function firstTold(known: readonly Known[]): ReadonlyMap<Digest, Known> {
  const told = new Map<Digest, Known>();
  for (const one of ofTypes(known, 'action-proposed', ...DECIDED)) {
    const digest = actionOf(one.record)?.digest;
    if (digest === undefined) continue; // refused before anybody could tell what it was about
    const first = told.get(digest);
    const isFirst = first === undefined || (typeOf(one) !== 'action-proposed' && typeOf(first) === 'action-proposed');
    if (isFirst) told.set(digest, one);
  }
  return told;
}
