// The decision: one pure function of the request, the policy, the evidence and the moment (gate.md).
import { admissionRefusals } from './admission.ts';
import { classify } from './classify.ts';
import { codeownersRefusals } from './codeowners-rule.ts';
import type { Refusal } from './codes.ts';
import { deadlineOf } from './deadline.ts';
import { findDenial, hidesItsAnswer } from './denial.ts';
import { rosterRefusals, seatRefusals, standInRefusals } from './named.ts';
import type { Row } from './policy-model.ts';
import { judgeReviews } from './reviews.ts';
import { applicableRows } from './rows.ts';
import { completedAt, fillRows, missingRoles } from './seating.ts';
import { summarise } from './summary.ts';
import type { Instant } from './time.ts';
import type { Classification, Denial, GateInput, Proposal, Verdict, VerdictState } from './verdict-model.ts';

/**
 * Decides about one pull request, with the whole reasoning.
 * It reads no clock, network or environment: the same input gives the same verdict, today and at the auditor's.
 */
export function decide(input: GateInput): Verdict {
  const classification = classify(input);
  const needsPeople = needsHumans(classification);
  const gateRows = rowsFor(classification, input);
  const rows = needsPeople ? gateRows : [];
  const refusals = allRefusals(rows, needsPeople, classification, input);
  const { counted, notCounted } = judgeReviews(rows, input);
  const denial = findDenial(gateRows, input); // a stand-in's denial outlives a window that opens after it
  const seated = fillRows(rows, counted, input);
  const completed = needsPeople ? completedAt(rows, counted, input) : null;
  const { executeWithin } = input.policy.standard;
  const deadline = deadlineOf(input);
  const lapses = completed === null ? null : completed + executeWithin;
  const unreadable = unreadableParts(input);
  const { glass } = classification;
  const state = stateOf({ refusals, denial, unreadable, needsPeople, glass, deadline, lapses, input });
  const missing = missingRoles(seated);
  const reasoning = { classification, scope: rows[0]?.id ?? null, rows: seated, refusals, counted, notCounted };
  const verdict = { state, ...reasoning, denial, missing, deadline, lapses, unreadable };
  return { ...verdict, summary: summarise(verdict, input) };
}

/** Whether it may be merged and run: everything else waits or is over. */
export function passes({ state }: Pick<Verdict, 'state'>): boolean {
  return state === 'approved' || state === 'auto';
}

/** Only these two gates pass without people; an unclassified request never does, it is refused. */
function needsHumans({ gate }: Classification): boolean {
  return gate === 'human-approval' || gate === 'human-review-before-send';
}

function rowsFor(classification: Classification, { proposal, policy }: GateInput): readonly Row[] {
  const operation = proposal.action === null ? undefined : policy.operations.get(proposal.action.operation);
  const { clients, reversible } = classification;
  const incidentRunbook = operation?.incidentRunbook ?? false;
  const tier = proposal.kind === 'action' ? 1 : null;
  return applicableRows({ change: proposal.kind, tier, clients, reversible, incidentRunbook }, policy);
}

function allRefusals(
  rows: readonly Row[],
  needsPeople: boolean,
  classification: Classification,
  input: GateInput,
): readonly Refusal[] {
  return [
    ...admissionRefusals(input),
    ...codeownersRefusals(input),
    ...classification.refusals,
    ...rosterRefusals(input),
    ...(needsPeople ? [...seatRefusals(rows, input), ...standInRefusals(rows, input)] : []),
  ];
}

/** The parts of the evidence that are not known completely. None of them may ever be read as a yes. */
function unreadableParts({ pull, proposal }: GateInput): readonly string[] {
  const parts: string[] = [];
  if (pull.files === null) parts.push('the changed files');
  // A list without the head was read at another moment than the head, and hides who wrote it.
  if (pull.commits?.some((commit) => commit.sha === pull.head) !== true) parts.push('the commits');
  if (pull.reviews === null) parts.push('the reviews');
  if (pull.writers === null) parts.push('who has write access');
  if (pull.codeowners === null || pull.codeowners?.errors === null) parts.push('who owns which files');
  if (pull.pushers === null) parts.push('who pushed to its branch');
  if ((pull.reviews ?? []).some(hidesItsAnswer)) parts.push('what a dismissed review said');
  if (isUnread(proposal)) parts.push('the action');
  return parts;
}

/** Without the action there is nothing to approve; without its digest nobody knows whether it was denied before. */
function isUnread({ kind, action, payload, problems }: Proposal): boolean {
  return kind === 'action' && (action === null || payload === null) && problems.length === 0;
}

interface StateQuestion {
  readonly refusals: readonly Refusal[];
  readonly denial: Denial | null;
  readonly unreadable: readonly string[];
  readonly needsPeople: boolean;
  readonly glass: Classification['glass'];
  readonly deadline: Instant;
  readonly lapses: Instant | null;
  readonly input: GateInput;
}

/** Precedence: refused, denied, expired, then the rest; silence is neither a yes nor a no until the deadline ends it. */
function stateOf({
  refusals,
  denial,
  unreadable,
  needsPeople,
  glass,
  deadline,
  lapses,
  input,
}: StateQuestion): VerdictState {
  if (refusals.length > 0) return 'refused';
  if (denial !== null) return 'denied';
  if (unreadable.length > 0) return 'waiting';
  if (lapses !== null && input.now > lapses) return 'expired';
  if (needsPeople && lapses === null && input.now > deadline) return 'expired';
  if (input.pull.draft) return 'waiting';
  if (!needsPeople) return glass === 'unrecorded' ? 'waiting' : 'auto'; // no record, no act
  return lapses === null ? 'waiting' : 'approved';
}
