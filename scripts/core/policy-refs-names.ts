// Every name that one file takes from another must exist there, and every id is given once.
import type { Pointer } from './document.ts';
import type { PolicyDocuments, Source } from './policy-documents.ts';
import { finding } from './policy-finding.ts';
import type { Finding, Rule } from './policy-finding.ts';

/** The built-in role: the lead of the person in the action's `technician` (gate.md rule 7). */
export const LEAD_OF_TECHNICIAN = 'lead-of-technician';

export const RULES_OF_NAMES = {
  'person-unknown': (documents) =>
    unknown(personReferences(documents), idsOf(documents.people.value.people), 'person', 'policies/people.yaml'),
  'operation-unknown': (documents) =>
    unknown(operationReferences(documents), operationIds(documents), 'operation', 'policies/actions/'),
  'client-unknown': (documents) =>
    unknown(clientReferences(documents), idsOf(documents.clients.value.clients), 'client', 'policies/clients.yaml'),
  'platform-unknown': (documents) =>
    unknown(platformReferences(documents), platformIds(documents), 'platform', 'policies/actions/'),
  'role-unknown': (documents) =>
    unknown(roleReferences(documents), roleIds(documents), 'role', 'policies/authority.yaml'),
  'rotation-unknown': (documents) =>
    unknown(
      rotationReferences(documents),
      idsOf(documents.onCall.value.rotations),
      'rotation',
      'policies/on-call.yaml',
    ),
  'row-unknown': (documents) =>
    unknown(rowReferences(documents), idsOf(documents.authority.value.rows), 'row', 'policies/authority.yaml'),
  'id-duplicate': (documents) => duplicates(documents),
  'file-name-differs': (documents) => fileNames(documents),
} satisfies Record<string, Rule>;

interface Reference {
  readonly source: Source<unknown>;
  readonly pointer: Pointer;
  readonly id: string;
}

function* unknown(
  references: Iterable<Reference>,
  known: ReadonlySet<string>,
  kind: string,
  where: string,
): Generator<Finding> {
  for (const { source, pointer, id } of references) {
    if (known.has(id)) continue;
    yield finding(source, pointer, `the ${kind} "${id}" does not exist`, `Correct it, or add it to ${where}.`);
  }
}

function* personReferences({
  people,
  automations,
  onCall,
  windows,
  exceptions,
  standard,
}: PolicyDocuments): Generator<Reference> {
  for (const [index, id] of (standard.value.breakGlass?.people ?? []).entries()) {
    yield { source: standard, pointer: ['breakGlass', 'people', index], id };
  }
  for (const [index, { lead }] of people.value.people.entries()) {
    if (lead) yield { source: people, pointer: ['people', index, 'lead'], id: lead };
  }
  for (const [index, { owner }] of automations.value.automations.entries()) {
    yield { source: automations, pointer: ['automations', index, 'owner'], id: owner };
  }
  for (const [index, rotation] of onCall.value.rotations.entries()) {
    yield* eachOf(onCall, ['rotations', index, 'people'], rotation.people);
    for (const [swap, { person }] of (rotation.overrides ?? []).entries()) {
      yield { source: onCall, pointer: ['rotations', index, 'overrides', swap, 'person'], id: person };
    }
  }
  for (const source of [...windows, ...exceptions]) {
    yield { source, pointer: ['requestor'], id: source.value.requestor };
    yield* eachOf(source, ['approvers'], source.value.approvers);
  }
}

function* operationReferences({ automations, windows, exceptions }: PolicyDocuments): Generator<Reference> {
  for (const [index, { operations }] of automations.value.automations.entries()) {
    yield* eachOf(automations, ['automations', index, 'operations'], operations);
  }
  for (const source of [...windows, ...exceptions]) yield* eachOf(source, ['operations'], source.value.operations);
}

function* clientReferences({ windows, exceptions }: PolicyDocuments): Generator<Reference> {
  for (const source of [...windows, ...exceptions]) yield* eachOf(source, ['clients'], source.value.clients);
}

function* platformReferences({ clients, automations }: PolicyDocuments): Generator<Reference> {
  for (const [index, { platformAccounts }] of automations.value.automations.entries()) {
    for (const id of Object.keys(platformAccounts ?? {})) {
      yield { source: automations, pointer: ['automations', index, 'platformAccounts', id], id };
    }
  }
  for (const [index, { organisations }] of clients.value.clients.entries()) {
    for (const id of Object.keys(organisations ?? {})) {
      yield { source: clients, pointer: ['clients', index, 'organisations', id], id };
    }
  }
}

function* roleReferences({ people, authority }: PolicyDocuments): Generator<Reference> {
  for (const [index, { roles }] of people.value.people.entries())
    yield* eachOf(people, ['people', index, 'roles'], roles);
  for (const [index, { seats }] of authority.value.rows.entries()) {
    for (const [seat, roles] of seats.entries()) {
      const own = eachOf(authority, ['rows', index, 'seats', seat], roles);
      yield* [...own].filter(({ id }) => id !== LEAD_OF_TECHNICIAN);
    }
  }
  yield* eachOf(authority, ['veto'], authority.value.veto);
}

function* rotationReferences({ authority }: PolicyDocuments): Generator<Reference> {
  for (const [index, { standIn }] of authority.value.rows.entries()) {
    if (standIn !== null) yield { source: authority, pointer: ['rows', index, 'standIn'], id: standIn };
  }
}

function* rowReferences({ authority }: PolicyDocuments): Generator<Reference> {
  for (const [index, { replaces }] of authority.value.rows.entries()) {
    yield* eachOf(authority, ['rows', index, 'replaces'], replaces ?? []);
  }
}

function* eachOf(source: Source<unknown>, pointer: Pointer, ids: readonly string[]): Generator<Reference> {
  for (const [index, id] of ids.entries()) yield { source, pointer: [...pointer, index], id };
}

function idsOf(entries: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(entries.map(({ id }) => id));
}

function operationIds({ actions }: PolicyDocuments): ReadonlySet<string> {
  return new Set(
    actions.flatMap(({ value }) => value.operations.map(({ operation }) => `${value.platform}/${operation}`)),
  );
}

function platformIds({ actions }: PolicyDocuments): ReadonlySet<string> {
  return new Set(actions.map(({ value }) => value.platform));
}

function roleIds({ authority }: PolicyDocuments): ReadonlySet<string> {
  return idsOf(authority.value.roles);
}

function* duplicates(documents: PolicyDocuments): Generator<Finding> {
  const { people, automations, clients, authority, onCall, controls, actions } = documents;
  yield* twice(
    people,
    'people',
    people.value.people.map(({ id }) => id),
  );
  yield* twice(
    automations,
    'automations',
    automations.value.automations.map(({ id }) => id),
  );
  yield* twice(
    clients,
    'clients',
    clients.value.clients.map(({ id }) => id),
  );
  yield* twice(
    authority,
    'roles',
    authority.value.roles.map(({ id }) => id),
  );
  yield* twice(
    authority,
    'rows',
    authority.value.rows.map(({ id }) => id),
  );
  yield* twice(
    onCall,
    'rotations',
    onCall.value.rotations.map(({ id }) => id),
  );
  if (controls !== null) {
    yield* twice(
      controls,
      'controls',
      controls.value.controls.map(({ id }) => id),
    );
    yield* twice(
      controls,
      'requirements',
      (controls.value.requirements ?? []).map(({ id }) => id),
    );
  }
  for (const source of actions)
    yield* twice(
      source,
      'operations',
      source.value.operations.map(({ operation }) => operation),
    );
}

function* twice(source: Source<unknown>, list: string, ids: readonly string[]): Generator<Finding> {
  const seen = new Set<string>();
  for (const [index, id] of ids.entries()) {
    if (seen.has(id))
      yield finding(source, [list, index], `the id "${id}" is given twice`, 'Rename or remove one of the two.');
    seen.add(id);
  }
}

function* fileNames({ actions, windows, exceptions }: PolicyDocuments): Generator<Finding> {
  for (const source of actions) yield* nameDiffers(source, 'platform', source.value.platform);
  for (const source of [...windows, ...exceptions]) yield* nameDiffers(source, 'id', source.value.id);
}

function* nameDiffers(source: Source<unknown>, field: string, id: string): Generator<Finding> {
  if (source.path.endsWith(`/${id}.yaml`)) return;
  yield finding(
    source,
    [field],
    `"${id}" is not the name of the file`,
    `Rename the file to ${id}.yaml, or correct the ${field}.`,
  );
}
