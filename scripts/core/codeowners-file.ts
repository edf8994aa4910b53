// The CODEOWNERS file that the policy asks for: for each path whoever may approve a change of it.
import type { ChangeKind, Person, Policy, Role, Row } from './policy-model.ts';

/** Where the file has to be; the code host takes the first of these that it finds, so that there may be no other. */
export const CODEOWNERS_PATH = '.github/CODEOWNERS';
export const SHADOWS = ['CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** Later lines replace earlier ones. A window or an exception is also removed, and that is a change of the policy. */
const LINES: readonly (readonly [string, readonly ChangeKind[]])[] = [
  ['*', ['code']],
  ['/actions-queue/', ['action']],
  ['/policies/', ['policy']],
  ['/policies/schemas/', ['code']],
  ['/policies/windows/', ['window', 'policy']],
  ['/exceptions/', ['exception', 'policy']],
  ['/exceptions/gate-failures/', ['gate-event', 'policy']],
  ['/exceptions/reviews/', ['review', 'policy']],
  [`/${CODEOWNERS_PATH}`, ['policy']],
];

const HEADER = `# Written by \`countersign codeowners --write\` from policies/people.yaml, policies/authority.yaml and policies/on-call.yaml.
# Do not change it by hand: the gate refuses every request while it is not what the policy on the default branch gives.
# The code host asks for one of the owners of a path. Who exactly has to approve, and how many, the gate decides by the matrix.
`;

/**
 * The text of the file, byte for byte the same for the same policy.
 * A path that nobody could approve gets no line of its own: a line without owners would take the protection away.
 */
export function codeownersText(policy: Policy): string {
  const lines = LINES.flatMap(([path, kinds]) => {
    const owners = ownersFor(kinds, policy).map((person) => `@${person.login}`);
    return owners.length === 0 ? [] : [`${path} ${owners.join(' ')}\n`];
  });
  return HEADER + lines.join('');
}

/** Everybody active who could fill a seat of a row for one of these kinds, or stand in for it, in the order of the roster. */
function ownersFor(kinds: readonly ChangeKind[], policy: Policy): readonly Person[] {
  const rows = policy.authority.rows.filter((row) => kinds.includes(row.when.change));
  const people = [...policy.people.values()].filter((person) => person.active);
  return people.filter((person) => rows.some((row) => mayFill(person, row, policy)));
}

function mayFill(person: Person, row: Row, policy: Policy): boolean {
  return isEverOnCall(person, row, policy) || row.seats.flat().some((role) => mayHold(person, role, policy));
}

/** In the rotation that may stand in for the row, also only by a swap. */
function isEverOnCall(person: Person, { standIn }: Row, policy: Policy): boolean {
  const rotation = standIn === null ? undefined : policy.schedules.get(standIn);
  const people = [...(rotation?.people ?? []), ...(rotation?.overrides ?? []).map((swap) => swap.person)];
  return people.includes(person.id);
}

/** `lead-of-technician` is whoever leads anybody: the technician differs from action to action. */
function mayHold(person: Person, role: Role, policy: Policy): boolean {
  if (role !== 'lead-of-technician') return person.roles.includes(role);
  return [...policy.people.values()].some((one) => one.lead === person.id);
}
