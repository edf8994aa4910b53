// The policy as the decision reads it: the files of policies/, indexed, with durations and moments resolved.
import type { LegalHold } from './legal-hold.ts';
import type { Rotation } from './on-call.ts';
import type { Duration, Instant } from './time.ts';

export type ActionId = string;
export type AutomationId = string;
export type ClientId = string;
export type ExceptionId = string;
export type OperationId = string;
export type PersonId = string;
export type RotationId = string;
export type RowId = string;
export type WindowId = string;
/** A role of the roster, or `lead-of-technician`, which is the lead of the person in the action's `technician`. */
export type Role = string;

export type Tier = 1 | 2 | 3;
export type Gate = 'human-approval' | 'human-review-before-send' | 'auto-and-log' | 'auto';

export interface Person {
  readonly id: PersonId;
  readonly name: string;
  /** Numeric account id at the forge: the identity (gate.md rule 12). */
  readonly account: number;
  readonly login: string;
  /** Where messages reach this person; none where absent. */
  readonly email?: string;
  readonly roles: readonly Role[];
  readonly lead: PersonId | null;
  readonly active: boolean;
  /** When this person is marked as away; `to` excluded. */
  readonly absences: readonly Span[];
}

export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Automation {
  readonly id: AutomationId;
  readonly name: string;
  readonly account: number;
  readonly login: string;
  readonly owner: PersonId | null;
  readonly operations: readonly OperationId[];
  /** The accounts that it has itself, by platform: no act with one of them came through the gate. */
  readonly platformAccounts?: Readonly<Record<string, readonly string[]>>;
}

export interface Client {
  readonly id: ClientId;
  readonly name: string;
}

/** One line of the action table (standard: Tiers). */
export interface Operation {
  readonly id: OperationId;
  readonly platform: string;
  readonly title: string;
  readonly tier: Tier;
  readonly gate: Gate;
  readonly reversible: boolean;
  readonly incidentRunbook: boolean;
  /** Tier 2: what must be cited for the operation to pass without a human; `null` where nothing is needed. */
  readonly needs: 'window' | null;
  readonly prohibited: boolean;
  /** The kind of target, for example `device`; each target carries an id under that name. */
  readonly target: string;
  /** Connector that plans and runs it, `null` for a prohibited operation. */
  readonly connector: string | null;
  /** Parameters by name; every one is a text unless said otherwise. */
  readonly parameters: Readonly<Record<string, Parameter>>;
}

export interface Parameter {
  readonly type: 'text' | 'integer' | 'boolean' | 'choice';
  readonly required: boolean;
  readonly description: string;
  readonly choices: readonly string[];
  readonly longest: number;
}

/** A platform that actions run on; its base address is policy, because the plan that people approve contains it. */
export interface Platform {
  readonly id: string;
  readonly name: string;
  /** Without a trailing slash, for example `https://eu.ninjarmm.com`. */
  readonly baseUrl: string;
  /** Further settings the connector plans with, for example the names of custom fields. */
  readonly settings: Readonly<Record<string, string>>;
  /** Who acts there; where absent, nobody compares what happened there with what was to run. */
  readonly activity?: {
    /** The account of the executing job. */
    readonly executor: string;
    /** Whether acts that the platform lays at nobody's door are compared too, or left to its own schedules. */
    readonly unnamed: 'automation' | 'platform';
    /** The accounts of people; every other one counts as a program's. `null`: only those that the policy says are. */
    readonly people: readonly string[] | null;
  };
}

/** What kind of change a pull request brings; each kind has rows of its own in the matrix. */
export type ChangeKind = 'action' | 'window' | 'exception' | 'gate-event' | 'erasure' | 'policy' | 'code' | 'review';

/** One row of the approval authority matrix (standard: Who approves). */
export interface Row {
  readonly id: RowId;
  readonly title: string;
  readonly when: {
    readonly change: ChangeKind;
    readonly tier: Tier | null;
    readonly clients: 'one' | 'many' | null;
    readonly reversible: boolean | null;
    readonly incidentRunbook: boolean | null;
  };
  /** Each seat is filled by somebody in any of its roles; several seats need several people (gate.md rule 7). */
  readonly seats: readonly (readonly Role[])[];
  /** The rotation whose holder may stand in, `null` where nobody may. */
  readonly standIn: RotationId | null;
  /** Rows that do not apply where this one does. */
  readonly replaces: readonly RowId[];
}

export interface Authority {
  readonly rows: readonly Row[];
  /** Roles that may deny without being named. */
  readonly veto: readonly Role[];
  readonly windowApprovers: readonly Role[];
  readonly exceptionSeats: readonly (readonly Role[])[];
}

/** Who holds a rotation, by time; `to` excluded. */
export interface Shift extends Span {
  readonly person: PersonId;
}

/** A maintenance window or change request as its file says it; the span is its first. Who approved it comes from the ledger. */
export interface MaintenanceWindow extends Span {
  readonly id: WindowId;
  readonly title: string;
  readonly operations: readonly OperationId[];
  readonly clients: readonly ClientId[];
  /** Every span of a window that recurs, in order; absent for one that is open once. */
  readonly occurrences?: () => readonly Span[];
}

/** An exception as its file says it. Who approved it comes from the ledger. */
export interface PolicyException {
  readonly id: ExceptionId;
  readonly operations: readonly OperationId[];
  readonly clients: readonly ClientId[];
  readonly gate: Gate;
  readonly from: Instant;
  /** Excluded; an exception without one never counts (standard: there are no permanent exceptions). */
  readonly expires: Instant | null;
}

export interface Standard {
  readonly version: string;
  readonly organisation: string;
  readonly decideWithin: Duration;
  /** The same for requests that bring no action. */
  readonly otherWithin: Duration;
  readonly executeWithin: Duration;
  readonly escalateAfter: Duration;
  readonly denialMemory: Duration;
  readonly splitWindow: Duration;
  readonly splitClients: number;
  /** How many requests of one automation may be open at once; no limit where absent, as in standards from before there was one. */
  readonly openPerAutomation?: number;
  /** How many requests one automation may propose within an hour; no limit where absent. */
  readonly proposedPerHour?: number;
  /** How long a window may be open each time, `null` where there is no limit. */
  readonly windowLongest: Duration | null;
  /** How long a window may recur, from its first start to its last end. */
  readonly windowRecursFor: Duration;
  /** How long before its deadline people are reminded of a request, `null` where nobody is. */
  readonly remindBefore: Duration | null;
  /** The longest time from the start of an exception to its expiry. */
  readonly longestException: Duration;
  /** How long before its end the people behind an exception are told; a week where nothing is said. */
  readonly exceptionReminder?: Duration;
  /** The periodic review: months between two, and how many gate failures a quarter may have without a root-cause review. */
  readonly review?: {
    readonly everyMonths: number;
    readonly failuresBeforeRootCause: number;
    /** Monday to Friday, as local times; answers outside of them are not counted where absent. */
    readonly workingHours?: { readonly zone: string; readonly from: string; readonly to: string };
  };
  /** Who may run a Tier 1 action at once, and within what time others review it; nobody where absent. */
  readonly breakGlass?: { readonly people: readonly PersonId[]; readonly reviewWithin: Duration };
  /** How long each record type is kept, in months. */
  readonly retentionMonths: Readonly<Record<string, number>>;
}

/** Everything that the decision needs to know of policies/ and exceptions/ on the base branch. */
export interface Policy {
  readonly standard: Standard;
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly automations: ReadonlyMap<AutomationId, Automation>;
  readonly clients: ReadonlyMap<ClientId, Client>;
  readonly operations: ReadonlyMap<OperationId, Operation>;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly authority: Authority;
  /** Who is on call for a rotation at a moment, in the order in which they are to be called. */
  readonly onCall: (rotation: RotationId, at: Instant) => readonly PersonId[];
  /** The rotations as their file says them: zones, handovers, swaps. */
  readonly schedules: ReadonlyMap<RotationId, Rotation>;
  readonly windows: ReadonlyMap<WindowId, MaintenanceWindow>;
  readonly exceptions: readonly PolicyException[];
  /** Which ledger this is and the key that it begins with; left out where only a part of the policy was read. */
  readonly trust?: { readonly origin: string; readonly firstKey: string | null };
  /** While one is in force, nothing that it covers is erased; none where this is absent. */
  readonly legalHolds?: readonly LegalHold[];
}
