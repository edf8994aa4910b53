// What a look at the settings comes to, short enough for a record: what could not be read, what differs, and a digest over the rest.
import { canonicalize, digestOf } from './canonical.ts';
import type { Sight } from './records-of-settings.ts';
import type { Surroundings } from './settings-checks.ts';
import type { Past } from './settings-past.ts';
import { isObject } from './settings-model.ts';
import type { Finding, Json, Reading, Unit } from './settings-model.ts';

/** Everything that a look has read, and what it made of it. */
export interface Looked {
  readonly units: ReadonlyMap<Unit, Json>;
  readonly readings: ReadonlyMap<Unit, Reading<Json>>;
  readonly surroundings: Surroundings;
  readonly past: Past;
  readonly findings: readonly Finding[];
}

/** @returns what is recorded of a look; what could not be read is no difference, and never counts as right */
export function sightOf({ units, readings, surroundings, past, findings }: Looked): Sight {
  const settings = new Map([...units].map(([unit, wanted]) => [unit, settingRead(wanted, readings.get(unit))]));
  const around = aroundRead(surroundings);
  const parts = new Map([...settings, ...around, ...historyRead(past)]);
  const unread = [...parts].flatMap(([name, one]) => (one?.known === true ? [] : [name]));
  const told = findings.filter(({ id }) => !unread.includes(id));
  const drift = told.filter(({ severity }) => severity === 'drift');
  const stated = told.filter(({ severity }) => severity === 'stated');
  const read = [...settings, ...around].flatMap(([name, one]) => (one?.known === true ? [[name, one.value]] : []));
  return {
    parts: parts.size,
    unread: unread.toSorted(),
    differences: drift.length,
    codes: codesOf(drift, units),
    stated: codesOf(stated, units),
    digest: digestOf({ grantsShown: surroundings.grantsShown, ...Object.fromEntries(read) }),
  };
}

type Part = Reading<Json> | undefined;

function settingRead(wanted: Json, reading: Part): Part {
  return reading?.known === true ? { known: true, value: ordered(asWanted(wanted, reading.value)) } : reading;
}

/** The fields that somebody wants. The others have no meaning here, and some of them change with every push. */
function asWanted(wanted: Json, is: Json): Json {
  if (!isObject(wanted) || !isObject(is)) return is;
  const fields = Object.entries(wanted).flatMap(([name, field]) => {
    const value = is[name];
    return value === undefined ? [] : [[name, asWanted(field, value)] as const];
  });
  return Object.fromEntries(fields);
}

/** The forge gives lists in whatever order; another order is no other setting. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => ordered(item));
    return items.toSorted((a, b) => (canonicalize(a) < canonicalize(b) ? -1 : 1));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, ordered(item)]));
}

/** By the names that their findings have. When a workflow last ran is no setting. */
function aroundRead(seen: Surroundings): ReadonlyMap<string, Part> {
  return new Map<string, Part>([
    ['organisation', seen.organisation],
    ['secrets', inOrder(seen.openSecrets, (name) => name)],
    ['environments', inOrder(seen.environments, ({ name, mainOnly, secrets }) => ({ name, mainOnly, secrets }))],
    ['apps', inOrder(seen.apps, ({ role, id, slug, permissions }) => ({ role, id, slug, permissions }))],
    ['codeowners', inOrder(seen.codeowners, (path) => path)],
    ['codeowners-errors', inOrder(seen.codeownersErrors, (error) => error)],
    ['workflows', inOrder(seen.workflows, ({ path, state }) => ({ path, state }))],
  ]);
}

function inOrder<T>(reading: Reading<readonly T[]>, shown: (one: T) => Json): Part {
  return reading.known ? { known: true, value: ordered(reading.value.map(shown)) } : reading;
}

function historyRead({ versions, moves, bypasses }: Past): ReadonlyMap<string, Reading<unknown>> {
  const rules = [...versions].map(([unit, reading]) => [`history/${unit}`, reading] as const);
  return new Map<string, Reading<unknown>>([...rules, ['history/moves', moves], ['history/bypasses', bypasses]]);
}

/** Settings and schedules are called as our own files call them. Of what others have named or written only the kind is told. */
function codesOf(findings: readonly Finding[], units: ReadonlyMap<Unit, Json>): readonly string[] {
  const isOurs = (id: string): boolean =>
    id.startsWith('schedule/') || [...units.keys()].some((unit) => id === unit || id.startsWith(`${unit} `));
  const codes = findings.map(({ id }) => (isOurs(id) ? id : id.replace(/\/.*$/s, '')));
  return [...new Set(codes)].toSorted();
}
