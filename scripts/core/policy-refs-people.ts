// Rules about people and accounts: one account is one person or one automation, and every technician has a lead.
import type { PolicyDocuments, Source } from './policy-documents.ts';
import { finding } from './policy-finding.ts';
import type { Finding, Rule } from './policy-finding.ts';
import { LEAD_OF_TECHNICIAN } from './policy-refs-names.ts';

type PersonEntry = PolicyDocuments['people']['value']['people'][number];

export const RULES_OF_PEOPLE = {
  'account-shared': (documents) => shared(documents, 'account', ({ account }) => String(account)),
  // Logins are compared without case, as forges do.
  'login-shared': (documents) => shared(documents, 'login', ({ login }) => login.toLowerCase()),
  'lead-cycle': ({ people }) => leadCycles(people),
  'lead-inactive': ({ people }) => inactiveLeads(people),
  'technician-without-lead': (documents) => withoutLead(documents),
  'owner-inactive': (documents) => inactiveOwners(documents),
  'on-call-inactive': (documents) => inactiveOnCall(documents),
  'role-reserved': (documents) => reservedRoles(documents),
  'own-approval': (documents) => ownApprovals(documents),
} satisfies Record<string, Rule>;

/** An account that is two people, or a person and an automation, would approve its own requests (gate.md rule 12). */
function* shared(
  { people, automations }: PolicyDocuments,
  field: 'account' | 'login',
  keyOf: (entry: { readonly account: number; readonly login: string }) => string,
): Generator<Finding> {
  const holders = new Map<string, string>();
  const lists = [
    { source: people, list: 'people', entries: people.value.people },
    { source: automations, list: 'automations', entries: automations.value.automations },
  ];
  for (const { source, list, entries } of lists) {
    for (const [index, entry] of entries.entries()) {
      const holder = holders.get(keyOf(entry));
      if (holder === undefined) holders.set(keyOf(entry), entry.name);
      else {
        const fact = `the ${field} ${entry[field]} of ${entry.name} is also that of ${holder}`;
        yield finding(
          source,
          [list, index, field],
          fact,
          'Give each person and each automation an account of their own.',
        );
      }
    }
  }
}

function* leadCycles(people: PolicyDocuments['people']): Generator<Finding> {
  const leads = new Map(people.value.people.map(({ id, lead }) => [id, lead ?? null]));
  const reported = new Set<string>();
  for (const [index, { id }] of people.value.people.entries()) {
    const chain = chainFrom(id, leads);
    if (chain === null || chain.some((member) => reported.has(member))) continue;
    for (const member of chain) reported.add(member);
    const fact = `the leads form a circle: ${[...chain, id].join(', ')}`;
    yield finding(people, ['people', index, 'lead'], fact, 'Give one of them another lead, or null.');
  }
}

/** The people from somebody up to themselves; `null` where the chain of leads does not come back to them. */
function chainFrom(start: string, leads: ReadonlyMap<string, string | null>): readonly string[] | null {
  const chain = [start];
  for (let next = leads.get(start) ?? null; next !== start; next = leads.get(next) ?? null) {
    if (next === null || chain.includes(next)) return null;
    chain.push(next);
  }
  return chain;
}

function* inactiveLeads(people: PolicyDocuments['people']): Generator<Finding> {
  const inactive = inactivePeople(people);
  for (const [index, { name, lead, active }] of people.value.people.entries()) {
    const gone = lead ? inactive.get(lead) : undefined;
    if (active === false || gone === undefined) continue;
    yield finding(
      people,
      ['people', index, 'lead'],
      `${gone}, the lead of ${name}, is not active`,
      'Name a lead who is.',
    );
  }
}

/** Standard, Who approves: the team lead of the technician; only where a row of the matrix asks for one. */
function* withoutLead({ people, authority }: PolicyDocuments): Generator<Finding> {
  const needed = authority.value.rows.some(({ seats }) => seats.flat().includes(LEAD_OF_TECHNICIAN));
  if (!needed) return;
  for (const [index, person] of people.value.people.entries()) {
    if (!isTechnician(person) || person.lead) continue;
    const fact = `the technician ${person.name} has no lead, so nobody could approve their work`;
    yield finding(people, ['people', index], fact, 'Add the field "lead".');
  }
}

function isTechnician({ roles, active }: PersonEntry): boolean {
  return active !== false && roles.includes('technician');
}

function* inactiveOwners({ people, automations }: PolicyDocuments): Generator<Finding> {
  const inactive = inactivePeople(people);
  for (const [index, { name, owner }] of automations.value.automations.entries()) {
    const gone = inactive.get(owner);
    if (gone === undefined) continue;
    const fact = `${gone}, the owner of ${name}, is not active`;
    yield finding(automations, ['automations', index, 'owner'], fact, 'Name an owner who is.');
  }
}

function* inactiveOnCall({ people, onCall }: PolicyDocuments): Generator<Finding> {
  const inactive = inactivePeople(people);
  for (const [index, rotation] of onCall.value.rotations.entries()) {
    for (const [turn, id] of rotation.people.entries()) {
      const gone = inactive.get(id);
      if (gone === undefined) continue;
      const fact = `${gone} is in the rotation "${rotation.id}" and not active`;
      yield finding(onCall, ['rotations', index, 'people', turn], fact, 'Take them out of the rotation.');
    }
  }
}

function inactivePeople(people: PolicyDocuments['people']): ReadonlyMap<string, string> {
  return new Map(people.value.people.filter(({ active }) => active === false).map(({ id, name }) => [id, name]));
}

function* reservedRoles({ authority }: PolicyDocuments): Generator<Finding> {
  for (const [index, { id }] of authority.value.roles.entries()) {
    if (id !== LEAD_OF_TECHNICIAN) continue;
    yield finding(authority, ['roles', index, 'id'], `the role "${id}" is built in`, 'Remove it from the list.');
  }
}

/** Standard: nobody approves their own request. */
function* ownApprovals({ windows, exceptions }: PolicyDocuments): Generator<Finding> {
  const sources: readonly Source<{ readonly requestor: string; readonly approvers: readonly string[] }>[] = [
    ...windows,
    ...exceptions,
  ];
  for (const source of sources) {
    const index = source.value.approvers.indexOf(source.value.requestor);
    if (index < 0) continue;
    const fact = `"${source.value.requestor}" asks for it and is named to approve it`;
    yield finding(source, ['approvers', index], fact, 'Name somebody else.');
  }
}
