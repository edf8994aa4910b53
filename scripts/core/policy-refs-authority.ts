// Rules about the matrix: every request has a row, every row can be reached, every seat can be filled.
import { applicableRows } from './rows.ts';
import { operationsOf, rowsOf } from './policy-build.ts';
import type { PolicyDocuments } from './policy-documents.ts';
import { finding } from './policy-finding.ts';
import type { Finding, Rule } from './policy-finding.ts';
import type { ChangeKind, Operation, Row } from './policy-model.ts';
import { LEAD_OF_TECHNICIAN } from './policy-refs-names.ts';
import { fillSeats } from './seats.ts';

type People = PolicyDocuments['people']['value']['people'];

/** The kinds of change beside actions, each with rows of its own (gate.md rule 16). */
const OTHER_CHANGES: readonly ChangeKind[] = ['window', 'exception', 'gate-event', 'policy', 'code', 'review'];
const CLIENT_COUNTS = ['one', 'many'] as const;

export const RULES_OF_AUTHORITY = {
  'change-without-row': ({ authority }) => changesWithoutRow(authority),
  'row-shape': ({ authority }) => rowShapes(authority),
  'row-unreachable': (documents) => unreachableRows(documents),
  'operation-without-row': (documents) => operationsWithoutRow(documents),
  'seat-unfillable': (documents) => unfillableSeats(documents),
  'row-unfillable': (documents) => unfillableRows(documents),
} satisfies Record<string, Rule>;

function* changesWithoutRow(authority: PolicyDocuments['authority']): Generator<Finding> {
  for (const change of OTHER_CHANGES) {
    if (authority.value.rows.some(({ when }) => when.change === change)) continue;
    const fact = `no row says who approves a change of the kind "${change}"`;
    yield finding(authority, ['rows'], fact, 'Add a row for it; without one nobody could approve it.');
  }
}

/** Windows and exceptions count when the people of exactly one row approved them (gate.md rules 5 and 6). */
function* rowShapes(authority: PolicyDocuments['authority']): Generator<Finding> {
  const seen = new Set<string>();
  for (const [index, { id, when, seats }] of authority.value.rows.entries()) {
    if (when.change !== 'window' && when.change !== 'exception') continue;
    if (seen.has(when.change)) {
      yield finding(authority, ['rows', index], `"${id}" is a second row for the kind "${when.change}"`, 'Keep one.');
    }
    seen.add(when.change);
    const fits = when.change === 'window' ? seats.length === 1 : seats.length >= 2;
    if (fits) continue;
    const need = when.change === 'window' ? 'exactly one seat' : 'at least two seats';
    const fact = `the row "${id}" has ${seats.length} in its list of seats`;
    yield finding(authority, ['rows', index, 'seats'], fact, `A row for the kind "${when.change}" has ${need}.`);
  }
}

function* unreachableRows(documents: PolicyDocuments): Generator<Finding> {
  const { authority } = documents;
  const rows = rowsOf(documents);
  const reached = new Set(gatedOperations(documents).flatMap((operation) => rowsFor(operation, rows).flat()));
  for (const [index, row] of rows.entries()) {
    if (row.when.change === 'action' ? reached.has(row) : isPlain(row)) continue;
    const fact = `no request can ever reach the row "${row.id}"`;
    yield finding(authority, ['rows', index, 'when'], fact, 'Correct its condition, or remove the row.');
  }
}

/** Only actions have a tier, clients, reversibility and runbooks. */
function isPlain({ when }: Row): boolean {
  return when.tier === null && when.clients === null && when.reversible === null && when.incidentRunbook === null;
}

function* operationsWithoutRow(documents: PolicyDocuments): Generator<Finding> {
  const rows = rowsOf(documents);
  const gated = new Map(gatedOperations(documents).map((operation) => [operation.id, operation]));
  for (const source of documents.actions) {
    for (const [index, entry] of source.value.operations.entries()) {
      const id = `${source.value.platform}/${entry.operation}`;
      const operation = gated.get(id);
      const bare =
        operation === undefined ? -1 : rowsFor(operation, rows).findIndex((applicable) => applicable.length === 0);
      if (bare < 0) continue;
      const fact = `no row says who approves ${id} for ${CLIENT_COUNTS[bare]} client${bare === 0 ? '' : 's'}`;
      yield finding(source, ['operations', index], fact, 'Add a row to policies/authority.yaml.');
    }
  }
}

/** Operations that a human may have to approve: Tier 1, and Tier 2 where its condition does not hold (rule 5). */
function gatedOperations(documents: PolicyDocuments): readonly Operation[] {
  return operationsOf(documents).filter(({ tier, prohibited }) => tier !== 3 && !prohibited);
}

/** The rows that apply to an operation for one client, and for many (gate.md rule 7). */
function rowsFor({ reversible, incidentRunbook }: Operation, rows: readonly Row[]): readonly (readonly Row[])[] {
  const question = { change: 'action', tier: 1, reversible, incidentRunbook } as const;
  return CLIENT_COUNTS.map((clients) => applicableRows({ ...question, clients }, { authority: { rows } }));
}

function* unfillableSeats({ authority, people }: PolicyDocuments): Generator<Finding> {
  for (const [index, { id, seats }] of authority.value.rows.entries()) {
    for (const [seat, roles] of seats.entries()) {
      if (holders(roles, people.value.people, null).length > 0) continue;
      const fact = `nobody active could fill the seat of the row "${id}" for ${roles.join(' or ')}`;
      yield finding(authority, ['rows', index, 'seats', seat], fact, 'Give somebody in policies/people.yaml the role.');
    }
  }
}

/** Within a row no person fills two seats (gate.md rule 7), and a technician never approves their own work (rule 11). */
function* unfillableRows({ authority, people }: PolicyDocuments): Generator<Finding> {
  const everybody = people.value.people;
  for (const [index, { id, seats }] of authority.value.rows.entries()) {
    if (seats.some((roles) => holders(roles, everybody, null).length === 0)) continue;
    const led = seats.flat().includes(LEAD_OF_TECHNICIAN);
    // A technician without an active lead is reported by rules of its own.
    const active = new Set(everybody.flatMap((person) => (person.active === false ? [] : [person.id])));
    const cases = led ? technicians(everybody).filter(({ lead }) => active.has(lead ?? '')) : [null];
    const short = cases.find((technician) => {
      const filled = fillSeats(seats.map((roles) => holders(roles, everybody, technician)));
      return filled.includes(null);
    });
    if (short === undefined) continue;
    const whose = short === null ? '' : ` for the work of ${short.name}`;
    const fact = `too few different people could fill every seat of the row "${id}"${whose}`;
    yield finding(authority, ['rows', index, 'seats'], fact, 'Give one more person one of the roles.');
  }
}

/** The active people who could fill a seat, for one technician's work or for anybody's (`null`). */
function holders(roles: readonly string[], everybody: People, technician: People[number] | null): readonly string[] {
  const leads = new Set((technician === null ? technicians(everybody) : [technician]).map(({ lead }) => lead));
  const able = everybody.filter(({ id, roles: held, active }) => {
    if (active === false || id === technician?.id) return false;
    return held.some((role) => roles.includes(role)) || (roles.includes(LEAD_OF_TECHNICIAN) && leads.has(id));
  });
  return able.map(({ id }) => id);
}

function technicians(everybody: People): People {
  return everybody.filter(({ roles, active }) => active !== false && roles.includes('technician'));
}
