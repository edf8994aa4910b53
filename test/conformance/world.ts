// Turns the neutral words of world.yaml into the project's own policy. Every key is known here, or the run fails.
import type {
  Automation,
  Gate,
  MaintenanceWindow,
  Operation,
  Person,
  Policy,
  PolicyException,
  Row,
  Shift,
  Tier,
} from '../../scripts/core/policy-model.ts';
import { parseDuration, parseInstant } from '../../scripts/core/time.ts';

export type Data = Readonly<Record<string, unknown>>;

/** Reads a map whose keys are all expected; a further one fails the run, so that no case is half understood. */
export function map(value: unknown, where: string, keys?: readonly string[]): Data {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${where}: not a map`);
  const unknown = keys === undefined ? [] : Object.keys(value).filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw new Error(`${where}: keys not understood: ${unknown.join(', ')}`);
  return value as Data;
}

export function texts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value.map(String);
}

export function text(value: unknown, otherwise?: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined && otherwise !== undefined) return otherwise;
  throw new Error(`not a text: ${JSON.stringify(value)}`);
}

export function optional(value: unknown): string | null {
  return value === undefined || value === null ? null : text(value);
}

export function number(value: unknown): number {
  if (typeof value !== 'number') throw new Error(`not a number: ${JSON.stringify(value)}`);
  return value;
}

export function instant(value: unknown): number {
  const parsed = parseInstant(text(value));
  if (parsed === null) throw new Error(`not a moment: ${String(value)}`);
  return parsed;
}

/** Overrides: maps are merged key by key, `null` removes a key, lists and scalars are replaced. */
export function merge(base: unknown, over: unknown): unknown {
  if (typeof base !== 'object' || base === null || Array.isArray(base)) return over;
  if (typeof over !== 'object' || over === null || Array.isArray(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete merged[key];
    else merged[key] = key in merged ? merge(merged[key], value) : value;
  }
  return merged;
}

const WORLD = ['now', 'settings', 'people', 'onCall', 'clients', 'automations', 'operations', 'matrix'];

/** The policy of a world, with the case's windows and exceptions. */
export function policyOf(world: Data, windows: readonly Data[], exceptions: readonly Data[]): Policy {
  map(world, 'world', [...WORLD, 'veto', 'windowApprovers', 'exceptionSeats']);
  const shifts = shiftsOf(map(world.onCall, 'onCall'));
  return {
    standard: standardOf(map(world.settings, 'settings')),
    people: index(map(world.people, 'people'), personOf),
    automations: index(map(world.automations, 'automations'), automationOf),
    clients: new Map(texts(world.clients).map((id) => [id, { id, name: id }])),
    operations: index(map(world.operations, 'operations'), operationOf),
    platforms: new Map(),
    authority: {
      rows: (world.matrix as readonly unknown[]).map((row) => rowOf(map(row, 'row'))).map(replacing),
      veto: texts(world.veto),
      windowApprovers: texts(world.windowApprovers),
      exceptionSeats: (world.exceptionSeats as readonly unknown[]).map(texts),
    },
    onCall: (rotation, at) =>
      (shifts.get(rotation) ?? []).filter((one) => one.from <= at && at < one.to).map((one) => one.person),
    schedules: new Map(),
    windows: new Map(windows.map((one) => [text(one.id), windowOf(one)])),
    exceptions: exceptions.map(exceptionOf),
  };
}

function index<T>(entries: Data, build: (id: string, entry: Data) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(entries).map(([id, entry]) => [id, build(id, map(entry, id))]));
}

function standardOf(settings: Data): Policy['standard'] {
  const durations = ['decideWithin', 'executeWithin', 'escalateAfter', 'denialMemory', 'splitWindow'] as const;
  map(settings, 'settings', [...durations, 'splitClients']);
  const [decideWithin, executeWithin, escalateAfter, denialMemory, splitWindow] = durations.map((key) => {
    const parsed = parseDuration(text(settings[key]));
    if (parsed === null) throw new Error(`settings.${key}: not a duration`);
    return parsed;
  }) as [number, number, number, number, number];
  const windows = { windowLongest: null, windowRecursFor: 90 * 86_400_000, remindBefore: null };
  const others = { ...windows, otherWithin: decideWithin, longestException: 90 * 86_400_000 };
  const limits = { ...others, decideWithin, executeWithin, escalateAfter, denialMemory, splitWindow };
  const splitClients = number(settings.splitClients);
  return { version: '1', organisation: 'conformance', ...limits, splitClients, retentionMonths: {} };
}

function personOf(id: string, entry: Data): Person {
  map(entry, id, ['github', 'roles', 'lead', 'active', 'writeAccess']);
  const account = number(entry.github);
  const active = entry.active !== false;
  return {
    id,
    name: id,
    account,
    login: id,
    roles: texts(entry.roles),
    lead: optional(entry.lead),
    active,
    absences: [],
  };
}

function automationOf(id: string, entry: Data): Automation {
  map(entry, id, ['github', 'operations']);
  const operations = texts(entry.operations);
  return { id, name: id, account: number(entry.github), login: `${id}[bot]`, owner: null, operations };
}

const GATES: Readonly<Record<number, Gate>> = { 1: 'human-approval', 2: 'auto-and-log', 3: 'auto' };

function operationOf(id: string, entry: Data): Operation {
  map(entry, id, ['platform', 'tier', 'reversible', 'incidentRunbook', 'gate', 'needs', 'prohibited']);
  const prohibited = entry.prohibited === true;
  const tier = (prohibited ? 1 : number(entry.tier)) as Tier;
  const gate = (optional(entry.gate) ?? GATES[tier] ?? 'human-approval') as Gate;
  const needs = entry.needs === undefined ? null : 'window';
  const flags = { reversible: entry.reversible === true, incidentRunbook: entry.incidentRunbook === true, prohibited };
  const rest = { target: 'device', connector: null, parameters: {} };
  return { id, platform: text(entry.platform), title: id, tier, gate, needs, ...flags, ...rest };
}

function rowOf(row: Data): Row {
  map(row, 'row', ['id', 'when', 'seats', 'standIn']);
  const when = map(row.when, 'when', ['tier', 'clients', 'reversible', 'incidentRunbook']);
  const standIn = optional(row.standIn);
  if (standIn !== null && !standIn.startsWith('on-call ')) throw new Error(`standIn not understood: ${standIn}`);
  return {
    id: text(row.id),
    title: text(row.id),
    when: {
      change: 'action',
      tier: (when.tier ?? null) as Tier | null,
      clients: (when.clients ?? null) as 'one' | 'many' | null,
      reversible: (when.reversible ?? null) as boolean | null,
      incidentRunbook: (when.incidentRunbook ?? null) as boolean | null,
    },
    seats: (row.seats as readonly unknown[]).map(texts),
    standIn: standIn === null ? null : standIn.slice('on-call '.length),
    replaces: [],
  };
}

/** world.yaml says it in a comment: `incident-runbook` replaces the two rows for one client. */
function replacing(row: Row): Row {
  return row.id === 'incident-runbook' ? { ...row, replaces: ['single-reversible', 'single-irreversible'] } : row;
}

function shiftsOf(onCall: Data): ReadonlyMap<string, readonly Shift[]> {
  const shift = (one: unknown): Shift => {
    const { person, from, to } = map(one, 'shift', ['person', 'from', 'to']);
    return { person: text(person), from: instant(from), to: instant(to) };
  };
  return new Map(Object.entries(onCall).map(([id, list]) => [id, (list as readonly unknown[]).map(shift)]));
}

function windowOf(one: Data): MaintenanceWindow {
  map(one, 'window', ['id', 'operations', 'clients', 'from', 'to', 'approvedBy', 'approvedAt']);
  const span = { from: instant(one.from), to: instant(one.to) };
  return {
    id: text(one.id),
    title: text(one.id),
    operations: texts(one.operations),
    clients: texts(one.clients),
    ...span,
  };
}

function exceptionOf(one: Data): PolicyException {
  map(one, 'exception', ['id', 'operations', 'clients', 'gate', 'approvedBy', 'from', 'expires', 'requestor']);
  const scope = { operations: texts(one.operations), clients: texts(one.clients), gate: text(one.gate) as Gate };
  const expires = one.expires === null || one.expires === undefined ? null : instant(one.expires);
  return { id: text(one.id), ...scope, from: instant(one.from), expires };
}
