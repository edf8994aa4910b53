// What differs between the settings wanted and those in force: one difference for each field, in the forge's own words.
import { canonicalize } from './canonical.ts';
import { riskOf } from './settings-risks.ts';
import { isObject } from './settings-model.ts';
import type { Desired } from './settings-desired.ts';
import type { Finding, Json, Reading, Unit } from './settings-model.ts';

export interface Difference {
  readonly unit: Unit;
  /** The field, for example `rules.pull_request.parameters.allowed_merge_methods`; empty for the whole unit. */
  readonly path: string;
  readonly wanted: Json;
  /** `undefined` where the forge has, or shows, nothing. */
  readonly is: Json | undefined;
  /** Why it could not be read. */
  readonly unread: string | null;
}

/** Units wanted that are not as they should be; a unit that the forge does not have is read as `null`. */
export function differences(
  wanted: ReadonlyMap<Unit, Json>,
  readings: ReadonlyMap<Unit, Reading<Json>>,
): readonly Difference[] {
  return [...wanted].flatMap(([unit, value]): readonly Difference[] => {
    const reading = readings.get(unit) ?? { known: false, why: 'nobody looked' };
    if (!reading.known) return [{ unit, path: '', wanted: value, is: undefined, unread: reading.why }];
    if (reading.value === null) return [{ unit, path: '', wanted: value, is: undefined, unread: null }];
    return compare(value, reading.value, []).map((one) => ({ unit, unread: null, ...one }));
  });
}

/**
 * The fields of `wanted` that `is` does not have so. What the forge has beyond them is not looked at: a field that is not
 * wanted has no meaning here, and a rule more can only forbid more.
 */
export function compare(
  wanted: Json,
  is: Json | undefined,
  path: readonly string[],
): readonly Pick<Difference, 'path' | 'wanted' | 'is'>[] {
  if (isObject(wanted) && isObject(is)) {
    return Object.entries(wanted).flatMap(([key, value]) => compare(value, is[key], [...path, key]));
  }
  if (Array.isArray(wanted) && Array.isArray(is)) {
    const rules = byType(wanted);
    if (rules !== null) {
      const present = byType(is) ?? new Map<string, Json>();
      return [...rules].flatMap(([type, rule]) => compare(rule, present.get(type), [...path, type]));
    }
    if (canonicalSet(wanted) === canonicalSet(is)) return [];
  } else if (is !== undefined && canonicalize(wanted) === canonicalize(is)) return [];
  return [{ path: path.join('.'), wanted, is }];
}

/** The finding for a difference: what is, what should be, what that risks, and how to mend it. */
export function findingOf(difference: Difference): Finding {
  const { unit, path, unread } = difference;
  const id = path === '' ? unit : `${unit} ${path}`;
  const remedy = unread !== null ? MAY_READ : path === 'can_admins_bypass' ? BY_HAND : 'Run countersign setup.';
  const sentence = `${nameOf(unit)}${stateOf(difference)}`;
  return { id, severity: 'drift', sentence, risk: riskOf(id), remedy };
}

const MAY_READ = 'Give the token the permission to read it.';
const BY_HAND = 'Run countersign setup; where the forge refuses it, switch it off in the settings of the environment.';

function stateOf({ path, wanted, is, unread }: Difference): string {
  if (unread !== null) return ` could not be read, so it counts as off: ${unread}`;
  if (path === '') return ' does not exist.';
  if (is === undefined)
    return `: ${path} is not there or not shown, so it counts as off; it should be ${shown(wanted)}.`;
  return `: ${path} is ${shown(is)} and should be ${shown(wanted)}.`;
}

/**
 * Findings that the organisation has accepted, with its reason, because it cannot have the setting. They are still said. What
 * happened in the past cannot be accepted beforehand.
 */
export function accept(findings: readonly Finding[], accepted: Desired['accepted']): readonly Finding[] {
  return findings.map((finding) => {
    const reason = accepted.get(finding.id);
    if (reason === undefined) return finding;
    return { ...finding, severity: 'stated', sentence: `${finding.sentence} It is accepted: ${reason}` };
  });
}

const KINDS: Readonly<Record<string, string>> = {
  repository: 'The repository',
  actions: 'The Actions setting',
  ruleset: 'The ruleset',
  environment: 'The environment',
  label: 'The label',
  variable: 'The variable',
};

/** A unit in words. */
export function nameOf(unit: Unit): string {
  const [kind = '', ...rest] = unit.split('/');
  const name = rest.join('/');
  return name === '' ? (KINDS[kind] ?? kind) : `${KINDS[kind] ?? kind} "${name}"`;
}

/** A value as people read it, cut where it is long: the file in .github/ has the whole of it. */
export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

/** The rules of a ruleset by their type; `null` where it is another kind of list. */
function byType(list: readonly Json[]): ReadonlyMap<string, Json> | null {
  const rules = new Map<string, Json>();
  for (const item of list) {
    const type = isObject(item) ? item['type'] : undefined;
    if (typeof type !== 'string') return null;
    rules.set(type, item);
  }
  return rules.size === 0 ? null : rules;
}

function canonicalSet(list: readonly Json[]): string {
  return list
    .map((item) => canonicalize(item))
    .toSorted()
    .join('\n');
}
