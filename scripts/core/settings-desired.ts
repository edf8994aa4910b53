// The settings wanted: what .github/settings.json and .github/rulesets/ say, with the two Apps filled in.
import { isObject, wordOf } from './settings-model.ts';
import type { App, Json, JsonObject, Unit } from './settings-model.ts';
import { parseDuration } from './time.ts';
import type { Duration } from './time.ts';

export interface DesiredParts {
  /** `.github/settings.json`. */
  readonly settings: Json;
  /** The files of `.github/rulesets/`, by name without the ending. */
  readonly rulesets: ReadonlyMap<string, Json>;
  readonly gate: App;
  /** The same as `gate` where one App does everything. */
  readonly merge: App;
  /** Forks of a private repository are a setting of their own at GitHub. */
  readonly isPrivate: boolean;
}

export interface Desired {
  readonly units: ReadonlyMap<Unit, Json>;
  /** Workflows that have to run by themselves, with how old their newest run may be. */
  readonly schedules: ReadonlyMap<string, Duration>;
  /** Differences that the organisation has accepted because it cannot have the setting, by unit and field, with its reason. */
  readonly accepted: ReadonlyMap<string, string>;
}

/** @returns the settings wanted, or one sentence where the files cannot be used */
export function desiredSettings(parts: DesiredParts): Desired | string {
  const { settings, isPrivate } = parts;
  if (!isObject(settings)) return '.github/settings.json: it must be an object; restore it from main.';
  const words = new Map<string, Json>([
    ['GATE_APP_ID', parts.gate.id],
    ['MERGE_APP_ID', parts.merge.id],
    ['GATE_APP', parts.gate.slug],
    ['MERGE_APP', parts.merge.slug],
  ]);
  const units = new Map<Unit, Json>();
  const wanted = ['repository', 'actions/permissions', 'actions/selected', 'actions/workflow'];
  for (const unit of [...wanted, isPrivate ? 'actions/private-forks' : 'actions/public-forks']) {
    if (!isObject(settings[unit])) return missing(unit);
    units.set(unit, settings[unit]);
  }
  const { environments, environment } = settings;
  if (!Array.isArray(environments) || !isObject(environment)) return missing('environments');
  for (const name of environments) units.set(`environment/${name}`, environment);
  for (const kind of ['label', 'variable']) {
    const named = settings[`${kind}s`];
    if (!isObject(named)) return missing(`${kind}s`);
    for (const [name, value] of Object.entries(named)) units.set(`${kind}/${name}`, filled(value, words));
  }
  for (const [name, payload] of parts.rulesets) {
    if (!isObject(payload) || payload['name'] !== name) {
      return `.github/rulesets/${name}.json: its name must be "${name}", as the file's; correct it.`;
    }
    units.set(`ruleset/${name}`, withoutDoubles(filled(payload, words)));
  }
  const schedules = new Map<string, Duration>();
  for (const [path, age] of Object.entries(objectOr(settings['schedules']))) {
    const duration = typeof age === 'string' ? parseDuration(age) : null;
    if (duration === null) return `.github/settings.json: schedules, ${path}: write its longest age as 1d or 12h.`;
    schedules.set(path, duration);
  }
  const accepted = Object.entries(objectOr(settings['accepted'])).map(([what, why]) => [what, wordOf(why)] as const);
  return { units, schedules, accepted: new Map(accepted) };
}

function missing(name: string): string {
  return `.github/settings.json: ${name} is missing; restore it from main.`;
}

function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Every text that is a placeholder, replaced by what it stands for. */
function filled(value: Json, words: ReadonlyMap<string, Json>): Json {
  if (typeof value === 'string') return words.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item: Json) => filled(item, words));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, words)]));
}

/** One App in both roles is one bypass actor; the forge refuses the same one twice. */
function withoutDoubles(ruleset: Json): Json {
  if (!isObject(ruleset) || !Array.isArray(ruleset['bypass_actors'])) return ruleset;
  const actors = new Map(ruleset['bypass_actors'].map((actor: Json) => [JSON.stringify(actor), actor]));
  return { ...ruleset, bypass_actors: [...actors.values()] };
}
