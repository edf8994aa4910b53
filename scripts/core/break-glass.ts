// Break-glass: a named person runs a Tier 1 action at once. It is a gate failure by intent, so it is on the ledger before it runs.
import { personBehind } from './accounts.ts';
import type { Action } from './action-model.ts';
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { LedgerFacts } from './facts.ts';
import { failureStates } from './gate-failures.ts';
import type { FailureState } from './gate-failures.ts';
import type { Operation, Person } from './policy-model.ts';
import type { Indexed } from './records.ts';
import { handsIn, list } from './standing.ts';
import { formatInstant } from './time.ts';
import type { GateInput } from './verdict-model.ts';

export interface GlassAnswer {
  /** Empty where it may pass. */
  readonly refusals: readonly Refusal[];
  /** Whether the gate failure that it is has been recorded: nothing passes before that. */
  readonly recorded: boolean;
  readonly because: readonly string[];
}

/**
 * Whether the glass may be broken for this action (standard: running first is a gate failure). Everything is asked of the
 * base branch's policy and the ledger; the file only says why.
 */
export function glassOf(action: Action, operation: Operation, input: GateInput): GlassAnswer {
  const { opener } = input.pull;
  const person = opener.type === 'User' ? personBehind(opener.id, input.policy) : null;
  const faults = person === null ? [notAPerson(opener.login)] : faultsOf(person, operation, input);
  const refusals = faults.map(([fact, remedy]) => refusal('break-glass-not-allowed', fact, remedy));
  const own = (input.ledger.glass ?? []).find((one) => one.action === action.id);
  const unreviewed = person === null ? [] : unreviewedOf(person, action, input);
  const changed = own !== undefined && own.payload !== input.proposal.payload ? [afterwards()] : [];
  const said =
    own === undefined ? 'It is recorded as a gate failure before it runs.' : `Gate failure ${own.record} records it.`;
  const because = [`${person?.name ?? opener.login} breaks the glass: ${String(action.breakGlass)}`, said];
  return { refusals: [...refusals, ...unreviewed, ...changed], recorded: own !== undefined, because };
}

type Fault = readonly [fact: string, remedy: string];

function notAPerson(login: string): Fault {
  return [
    `${login} is no person of the roster, and only a person breaks the glass.`,
    'Let one of the named people do it.',
  ];
}

function faultsOf({ id, name, account, active }: Person, operation: Operation, input: GateInput): readonly Fault[] {
  const { pull, policy, now } = input;
  const people = policy.standard.breakGlass?.people ?? [];
  const faults: Fault[] = [];
  if (!active || !people.includes(id)) {
    const named = list(people.map((one) => policy.people.get(one)?.name ?? one));
    faults.push([`${name} may not break the glass; policies/standard.yaml names ${named}.`, 'Let one of them do it.']);
  }
  if (operation.tier !== 1) {
    faults.push([
      `${operation.id} is in Tier ${operation.tier}, and only Tier 1 needs it.`,
      'Propose it as any other action.',
    ]);
  }
  if (handsIn(pull).some(({ id: own }) => own !== account)) {
    faults.push([
      `Somebody else than ${name} had a hand in its commits.`,
      'Break the glass anew, from a branch of your own.',
    ]);
  }
  const until = pull.openedAt + policy.standard.executeWithin;
  if (now > until) {
    faults.push([
      `The glass was broken for the time until ${formatInstant(until)}.`,
      'Ask for approval, or do it anew.',
    ]);
  }
  return faults;
}

/** Until two others have looked at the last time, there is no second one. */
function unreviewedOf(person: Person, action: Action, { ledger }: GateInput): readonly Refusal[] {
  const open = (ledger.glass ?? []).find(
    (one) => one.person === person.id && one.action !== action.id && !one.reviewed,
  );
  if (open === undefined) return [];
  const fact = `${person.name} broke the glass before (record ${open.record}), and nobody has reviewed that yet.`;
  return [
    refusal('break-glass-unreviewed', fact, 'Have its gate event approved first, or let another named person do it.'),
  ];
}

function afterwards(): Refusal {
  const fact = 'The action is not the one that was recorded when the glass was broken.';
  return refusal('break-glass-not-allowed', fact, 'Break the glass anew for what is to run now.');
}

/** Every broken glass on the ledger: by whom, for what, and whether others have reviewed it. */
export function glassFacts(records: readonly Indexed[]): NonNullable<LedgerFacts['glass']> {
  return failureStates(records).flatMap((state) => {
    const { kind, reportedBy, action } = state.record;
    if (kind !== 'break-glass' || !reportedBy || action === null) return [];
    const { id: record } = state;
    return [{ person: reportedBy, action: action.id, payload: action.payload, record, reviewed: isReviewed(state) }];
  });
}

/** Approved as a gate event, and not with the approval of whoever broke the glass, whatever the event says of them. */
export function isReviewed({ record, events }: FailureState): boolean {
  return events.some(({ approvals }) => approvals.every(({ person }) => person !== record.reportedBy));
}
