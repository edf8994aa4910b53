// From typed documents to the policy as the decision reads it: indexed, defaults filled in, moments resolved.
import type { ActionsFile } from './generated/types.ts';
import { onCallAt } from './on-call.ts';
import { holdsOf } from './legal-hold.ts';
import type { DecisionDocuments } from './policy-documents.ts';
import type {
  Automation,
  Client,
  Operation,
  Parameter,
  Person,
  Platform,
  Policy,
  Row,
  Standard,
} from './policy-model.ts';
import { parseDuration } from './time.ts';
import type { Duration } from './time.ts';
import { exceptionOf, spanOf, windowOf } from './windows.ts';

type OperationEntry = ActionsFile['operations'][number];

/**
 * Builds the policy.
 * @param documents of which no cross-reference rule found anything
 * @throws Error where a duration or moment cannot be read after all, which the schemas and rules exclude
 */
export function buildPolicy(documents: DecisionDocuments): Policy {
  const standard = standardOf(documents);
  const rows = rowsOf(documents);
  const rotations = byId(documents.onCall.value.rotations);
  const seatsFor = (change: Row['when']['change']) =>
    rows.filter((row) => row.when.change === change).flatMap((row) => row.seats);
  return {
    standard,
    people: byId(documents.people.value.people.map(personOf)),
    automations: byId(documents.automations.value.automations.map(automationOf)),
    clients: byId(documents.clients.value.clients.map(({ id, name }): Client => ({ id, name }))),
    operations: byId(operationsOf(documents)),
    platforms: byId(platformsOf(documents)),
    authority: {
      rows,
      veto: documents.authority.value.veto,
      windowApprovers: seatsFor('window').flat(),
      exceptionSeats: seatsFor('exception'),
    },
    onCall: (id, at) => {
      const rotation = rotations.get(id);
      return rotation === undefined ? [] : onCallAt(rotation, at);
    },
    schedules: rotations,
    windows: byId(documents.windows.map(({ value }) => windowOf(value, standard.windowRecursFor))),
    exceptions: documents.exceptions.map(({ value }) => exceptionOf(value)),
    legalHolds: holdsOf(documents.legalHolds?.value ?? null),
  };
}

/** The rows of the matrix with every absent condition as `null`. */
export function rowsOf(documents: DecisionDocuments): readonly Row[] {
  return documents.authority.value.rows.map((row) => ({
    id: row.id,
    title: row.title,
    when: {
      change: row.when.change,
      tier: row.when.tier ?? null,
      clients: row.when.clients ?? null,
      reversible: row.when.reversible ?? null,
      incidentRunbook: row.when.incidentRunbook ?? null,
    },
    seats: row.seats,
    standIn: row.standIn,
    replaces: row.replaces ?? [],
  }));
}

/** Every operation of every platform. A prohibited one has the strictest tier and gate, and no connector. */
export function operationsOf(documents: DecisionDocuments): readonly Operation[] {
  return documents.actions.flatMap(({ value }) => value.operations.map((entry) => operationOf(value.platform, entry)));
}

function operationOf(platform: string, entry: OperationEntry): Operation {
  const parameters = Object.entries(entry.parameters ?? {});
  return {
    id: `${platform}/${entry.operation}`,
    platform,
    title: entry.title,
    tier: entry.tier ?? 1,
    gate: entry.gate ?? 'human-approval',
    reversible: entry.reversible,
    incidentRunbook: entry.incidentRunbook ?? false,
    needs: entry.needs ?? null,
    prohibited: entry.prohibited ?? false,
    target: entry.target,
    connector: entry.connector ?? null,
    parameters: Object.fromEntries(
      parameters.map(([name, { type, required, description, choices, longest }]): [string, Parameter] => [
        name,
        { type, required, description, choices: choices ?? [], longest: longest ?? 500 },
      ]),
    ),
  };
}

/** A client's organisation on a platform becomes the platform's setting `organisation.<client>`. */
function platformsOf(documents: DecisionDocuments): readonly Platform[] {
  return documents.actions.map(({ value: { platform, name, baseUrl, settings, activity } }) => {
    const organisations = documents.clients.value.clients.flatMap((client) => {
      const own = Object.entries(client.organisations ?? {}).filter(([on]) => on === platform);
      return own.map(([, organisation]) => [`organisation.${client.id}`, organisation] as const);
    });
    const watched = activity && watchOf(activity);
    const all = { ...settings, ...Object.fromEntries(organisations) };
    return { id: platform, name, baseUrl, settings: all, ...(watched === undefined ? {} : { activity: watched }) };
  });
}

/** What nobody is named for counts as an automation's until somebody says otherwise. */
function watchOf({
  executor,
  unnamed,
  people,
}: NonNullable<ActionsFile['activity']>): NonNullable<Platform['activity']> {
  return { executor, unnamed: unnamed ?? 'automation', people: people ?? null };
}

function personOf(person: DecisionDocuments['people']['value']['people'][number]): Person {
  const { id, name, account, login, roles } = person;
  const absences = (person.away ?? []).map(spanOf);
  const email = person.email === undefined ? {} : { email: person.email };
  return {
    id,
    name,
    account,
    login,
    ...email,
    roles,
    lead: person.lead ?? null,
    active: person.active ?? true,
    absences,
  };
}

function automationOf(automation: DecisionDocuments['automations']['value']['automations'][number]): Automation {
  const { id, name, account, login, owner, operations, platformAccounts } = automation;
  const accounts = platformAccounts === undefined ? {} : { platformAccounts };
  return { id, name, account, login, owner, operations, ...accounts };
}

/** @throws Error as `buildPolicy` does */
export function standardOf(documents: DecisionDocuments): Standard {
  const { version, organisation, deadlines, splitting, limits, windows, exceptions, review, breakGlass, retention } =
    documents.standard.value;
  return {
    version,
    organisation,
    decideWithin: duration(deadlines.decideWithin),
    otherWithin: duration(deadlines.otherWithin ?? deadlines.decideWithin),
    executeWithin: duration(deadlines.executeWithin),
    escalateAfter: duration(deadlines.escalateAfter),
    denialMemory: duration(deadlines.denialMemory),
    splitWindow: duration(splitting.within),
    splitClients: splitting.clients,
    // Each is left out where the file leaves it out.
    ...limits,
    windowLongest: optional(windows?.longest),
    // Short where nothing is said, because nothing else ends a permission that comes again.
    windowRecursFor: duration(windows?.recursFor ?? '90d'),
    remindBefore: optional(deadlines.remindBefore),
    longestException: duration(exceptions.longest),
    ...(exceptions.remindBefore === undefined ? {} : { exceptionReminder: duration(exceptions.remindBefore) }),
    review: reviewOf(review),
    ...(breakGlass === undefined ? {} : { breakGlass: glassOf(breakGlass) }),
    retentionMonths: { ...retention },
  };
}

function reviewOf(review: DecisionDocuments['standard']['value']['review']): NonNullable<Standard['review']> {
  const { everyMonths, gateFailuresBeforeRootCause: failuresBeforeRootCause, workingHours } = review;
  return { everyMonths, failuresBeforeRootCause, ...(workingHours === undefined ? {} : { workingHours }) };
}

function glassOf({
  people,
  reviewWithin,
}: NonNullable<DecisionDocuments['standard']['value']['breakGlass']>): NonNullable<Standard['breakGlass']> {
  return { people, reviewWithin: duration(reviewWithin) };
}

function optional(text: string | undefined): Duration | null {
  return text === undefined ? null : duration(text);
}

function duration(text: string): Duration {
  const value = parseDuration(text);
  if (value === null) throw new Error(`the duration "${text}" passed its schema and cannot be read`);
  return value;
}

function byId<T extends { readonly id: string }>(entries: readonly T[]): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}
