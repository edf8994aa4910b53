// What a change of the policy means, in sentences: who gains and loses what, and above all what needs fewer people than before.
import type { Automation, Operation, Person, Platform, Policy, Row } from './policy-model.ts';
import { trustDifferences, turnDifferences } from './policy-difference-turns.ts';
import { list } from './standing.ts';
import { formatDuration } from './time.ts';

/** The differences that somebody who approves the change has to know, worst first; empty where there is none of them. */
export function policyDifferences(before: Policy, after: Policy): readonly string[] {
  return [...trustDifferences(before, after), ...rightDifferences(before, after), ...turnDifferences(before, after)];
}

/**
 * The same without who is on call, who is away and which key the ledger begins with: what a review tells of the standard. An
 * auditor derives reviews again byte for byte, so whoever words a sentence anew here gives reviews a new format.
 */
export function rightDifferences(before: Policy, after: Policy): readonly string[] {
  return [
    ...entries(before.operations, after.operations, operationWords),
    ...entries(byId(before.authority.rows), byId(after.authority.rows), rowWords),
    ...gainedAndLost('The list of roles with a veto', before.authority.veto, after.authority.veto),
    ...entries(before.people, after.people, personWords),
    ...entries(before.automations, after.automations, automationWords),
    ...standardWords(before, after),
    ...entries(before.platforms, after.platforms, platformWords),
    ...entries(before.clients, after.clients, { name: ({ id }) => `The client ${id}`, changed: () => [] }),
    ...entries(before.windows, after.windows, { name: ({ id }) => `The window ${id}`, changed: () => [] }),
    ...entries(byId(before.exceptions), byId(after.exceptions), {
      name: ({ id }) => `The exception ${id}`,
      changed: () => [],
    }),
  ];
}

interface Words<T> {
  readonly name: (one: T) => string;
  /** What a new one brings with it. */
  readonly added?: (one: T) => string;
  readonly changed: (was: T, is: T) => readonly string[];
}

function entries<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  { name, added, changed }: Words<T>,
): readonly string[] {
  const gone = [...before].flatMap(([id, one]) => (after.has(id) ? [] : [`${name(one)} is removed.`]));
  const rest = [...after].flatMap(([id, one]) => {
    const was = before.get(id);
    return was === undefined
      ? [`${name(one)} is added${added === undefined ? '' : `, ${added(one)}`}.`]
      : changed(was, one);
  });
  return [...gone, ...rest];
}

const operationWords: Words<Operation> = {
  name: ({ id }) => `The operation ${id}`,
  added: ({ tier, gate, prohibited }) => (prohibited ? 'prohibited' : `in Tier ${tier} with the gate ${gate}`),
  changed: (was, is) => {
    const name = `The operation ${is.id}`;
    const words: string[] = [];
    if (was.prohibited !== is.prohibited) {
      words.push(
        is.prohibited ? `${name} becomes prohibited.` : `${name} is not prohibited any more: it is in Tier ${is.tier}.`,
      );
    }
    if (was.tier !== is.tier) {
      const drop = is.tier > was.tier ? 'drops' : 'rises';
      words.push(`${name} ${drop} from Tier ${was.tier} to Tier ${is.tier}.`);
    }
    if (was.gate !== is.gate) words.push(`${name} gets the gate ${is.gate} instead of ${was.gate}.`);
    if (was.needs !== is.needs)
      words.push(`${name} needs ${is.needs ?? 'no window'} instead of ${was.needs ?? 'no window'}.`);
    if (was.reversible !== is.reversible)
      words.push(`${name} counts as ${is.reversible ? 'reversible' : 'irreversible'} now.`);
    if (was.incidentRunbook !== is.incidentRunbook) {
      words.push(`${name} ${is.incidentRunbook ? 'becomes' : 'is no longer'} an incident-response runbook.`);
    }
    if (was.connector !== is.connector)
      words.push(
        `${name} runs through ${is.connector ?? 'no connector'} instead of ${was.connector ?? 'no connector'}.`,
      );
    return words;
  },
};

const rowWords: Words<Row> = {
  name: ({ id }) => `The row ${id} of the matrix`,
  added: (row) => `with ${seatsOf(row)}`,
  changed: (was, is) => {
    const name = `The row ${is.id} of the matrix`;
    const words: string[] = [];
    if (seatsOf(was) !== seatsOf(is)) words.push(`${name} asks for ${seatsOf(is)} instead of ${seatsOf(was)}.`);
    if (was.standIn !== is.standIn)
      words.push(`${name} has the stand-in ${is.standIn ?? 'nobody'} instead of ${was.standIn ?? 'nobody'}.`);
    if (conditionOf(was) !== conditionOf(is))
      words.push(`${name} applies to ${conditionOf(is)} instead of ${conditionOf(was)}.`);
    if (was.replaces.join() !== is.replaces.join()) {
      words.push(`${name} replaces ${rowsOf(is)} instead of ${rowsOf(was)}.`);
    }
    return words;
  },
};

function seatsOf({ seats }: Row): string {
  const people = seats.map((roles) => roles.join(' or '));
  return `${people.length} ${people.length === 1 ? 'person' : 'people'} (${people.join('; ')})`;
}

function rowsOf({ replaces }: Row): string {
  return replaces.length === 0 ? 'no other' : list(replaces);
}

function conditionOf({ when }: Row): string {
  const set = Object.entries(when).filter(([, value]) => value !== null);
  return set.map(([name, value]) => `${name} ${String(value)}`).join(', ');
}

const personWords: Words<Person> = {
  name: ({ name }) => name,
  added: ({ roles, account }) => `with the account ${account} and the roles ${list(roles)}`,
  changed: (was, is) => [
    ...gainedAndLost(is.name, was.roles, is.roles),
    ...(was.active === is.active ? [] : [`${is.name} is ${is.active ? 'active again' : 'not active any more'}.`]),
    ...(was.account === is.account
      ? []
      : [`${is.name} answers with the account ${is.account} instead of ${was.account}.`]),
    ...(was.lead === is.lead
      ? []
      : [`${is.name} has the lead ${is.lead ?? 'nobody'} instead of ${was.lead ?? 'nobody'}.`]),
  ],
};

const automationWords: Words<Automation> = {
  name: ({ name }) => `The automation ${name}`,
  added: ({ operations }) => `and may propose ${list(operations)}`,
  changed: (was, is) => [
    ...gainedAndLost(`The automation ${is.name}`, was.operations, is.operations),
    ...(was.account === is.account
      ? []
      : [`The automation ${is.name} has the account ${is.account} instead of ${was.account}.`]),
    ...gainedAndLost(`The automation ${is.name}`, platformAccounts(was), platformAccounts(is)),
  ],
};

function platformAccounts({ platformAccounts: accounts }: Automation): readonly string[] {
  const all = Object.entries(accounts ?? {});
  return all.flatMap(([platform, own]) => own.map((account) => `the account ${account} on ${platform}`));
}

const platformWords: Words<Platform> = {
  name: ({ name }) => `The platform ${name}`,
  changed: (was, is) => [
    ...(was.baseUrl === is.baseUrl
      ? []
      : [`The platform ${is.name} is reached at ${is.baseUrl} instead of ${was.baseUrl}.`]),
    ...(watchOf(was) === watchOf(is)
      ? []
      : [`What happens on ${is.name} is ${watchOf(is)}; it was ${watchOf(was)} before.`]),
  ],
};

function watchOf({ activity }: Platform): string {
  if (activity === undefined) return 'compared with nothing';
  const { executor, unnamed, people } = activity;
  const who = people === null ? 'what the named programs do' : `what anybody does but the people ${list(people)}`;
  return `compared with what account ${executor} was to run: ${who}, ${unnamed === 'automation' ? 'also' : 'but not'} what nobody is named for`;
}

function standardWords({ standard: was }: Policy, { standard: is }: Policy): readonly string[] {
  const times = [
    ['Answers to actions count for', was.decideWithin, is.decideWithin],
    ['Answers to other requests count for', was.otherWithin, is.otherWithin],
    ['An approval may be used for', was.executeWithin, is.executeWithin],
    ['A stand-in is called after', was.escalateAfter, is.escalateAfter],
    ['A denial is remembered for', was.denialMemory, is.denialMemory],
    ['Requests count together within', was.splitWindow, is.splitWindow],
    ['An exception lasts at most', was.longestException, is.longestException],
  ] as const;
  return [
    ...(was.version === is.version ? [] : [`The version of the standard is ${is.version} instead of ${was.version}.`]),
    ...gainedAndLost(
      'The list of people who may break the glass',
      was.breakGlass?.people ?? [],
      is.breakGlass?.people ?? [],
    ),
    ...times.flatMap(([what, from, to]) =>
      from === to ? [] : [`${what} ${formatDuration(to)} instead of ${formatDuration(from)}.`],
    ),
    ...(was.openPerAutomation === is.openPerAutomation
      ? []
      : [
          `An automation may have ${is.openPerAutomation ?? 'any number of'} requests open at once, instead of ${was.openPerAutomation ?? 'any number'}.`,
        ]),
    ...(was.proposedPerHour === is.proposedPerHour
      ? []
      : [
          `An automation may propose ${is.proposedPerHour ?? 'any number of'} requests an hour, instead of ${was.proposedPerHour ?? 'any number'}.`,
        ]),
    ...(was.splitClients === is.splitClients
      ? []
      : [
          `From ${is.splitClients} clients on requests count as one large one, instead of from ${was.splitClients} on.`,
        ]),
  ];
}

function gainedAndLost(name: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const gained = after.filter((one) => !before.includes(one));
  const lost = before.filter((one) => !after.includes(one));
  return [
    ...(gained.length === 0 ? [] : [`${name} gains ${list(gained)}.`]),
    ...(lost.length === 0 ? [] : [`${name} loses ${list(lost)}.`]),
  ];
}

function byId<T extends { readonly id: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.map((one) => [one.id, one]));
}
