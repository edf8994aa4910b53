// Rules about legal holds: a hold that names nobody who exists, or no time that exists, would hold nothing.
import type { PolicyDocuments } from './policy-documents.ts';
import { finding } from './policy-finding.ts';
import type { Finding, Rule } from './policy-finding.ts';
import { parseInstant } from './time.ts';

export const RULES_OF_HOLDS = {
  'hold-name': (documents) => unknownNames(documents),
  'hold-time': (documents) => unrealTimes(documents),
} satisfies Record<string, Rule>;

function* unknownNames({ legalHolds, clients, people }: PolicyDocuments): Generator<Finding> {
  if (legalHolds === undefined) return;
  const known = new Set(clients.value.clients.map(({ id }) => id));
  const persons = new Set(people.value.people.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [at, { id, placedBy, scope }] of legalHolds.value.holds.entries()) {
    if (seen.has(id))
      yield finding(legalHolds, ['holds', at, 'id'], `"${id}" is there twice`, 'Give each hold its own id.');
    seen.add(id);
    if (!persons.has(placedBy)) {
      const fact = `the person "${placedBy}" is unknown`;
      yield finding(legalHolds, ['holds', at, 'placedBy'], fact, 'Name somebody of policies/people.yaml.');
    }
    for (const [place, client] of (scope.clients ?? []).entries()) {
      if (known.has(client)) continue;
      const fact = `the client "${client}" is unknown, so the hold would hold nothing of theirs`;
      yield finding(legalHolds, ['holds', at, 'scope', 'clients', place], fact, 'Name one of policies/clients.yaml.');
    }
  }
}

function* unrealTimes({ legalHolds }: PolicyDocuments): Generator<Finding> {
  if (legalHolds === undefined) return;
  for (const [at, { from, to }] of legalHolds.value.holds.entries()) {
    const [start, end] = [parseInstant(from), to === null ? null : parseInstant(to)];
    if (start === null || (to !== null && (end === null || end < start))) {
      const fact = `the hold is from ${from} to ${String(to)}, which is no span of time`;
      yield finding(legalHolds, ['holds', at, 'from'], fact, 'Correct its moments (UTC).');
    }
  }
}
