// Reads the settings of a GitHub repository unit by unit, each in the shape in which it is written.
import { isObject, wordOf } from '../core/settings-model.ts';
import type { AppSeen, Json, JsonObject, Reading, Unit } from '../core/settings-model.ts';
import { ForgeFault } from './forge.ts';
import type { GithubClient } from './github-client.ts';
import type { Fields } from './github-fields.ts';
import { fieldsOf } from './github-fields.ts';
import { badAnswer } from './github-faults.ts';
import type { Instant } from '../core/time.ts';

const REPO = '/repos/{owner}/{repo}';

type SeenApp = Omit<AppSeen, 'role'>;

/**
 * The App of this slug with what it asks for; where that is not shown, as it is with the App of somebody else that is not public,
 * with what it was granted here. `null` where there is none, or none that is shown.
 */
export async function readApp(client: GithubClient, slug: string): Promise<SeenApp | null> {
  const { status, data } = await client.read('GET /apps/{app_slug}', { app_slug: slug }, [404, 403]);
  if (status !== 200) return (await installedApps(client))?.find((one) => one.slug === slug) ?? null;
  const app = fieldsOf(data, 'the App');
  return { id: app.whole('id'), slug: app.text('slug'), permissions: levelsOf(jsonOf(data)['permissions']) };
}

/**
 * The organisation's installed Apps with what each was granted; `null` where that is not shown: an organisation's owner sees it, and
 * an App that may read the organisation's administration.
 */
export async function installedApps(client: GithubClient): Promise<readonly SeenApp[] | null> {
  try {
    const list = await client.readAll('GET /orgs/{org}/installations', { org: client.owner }, 'installations');
    return list.map((item) => {
      const app = fieldsOf(item, 'the App');
      return {
        id: app.whole('app_id'),
        slug: app.text('app_slug'),
        permissions: levelsOf(jsonOf(item)['permissions']),
      };
    });
  } catch (cause) {
    if (cause instanceof ForgeFault && (cause.status === 403 || cause.status === 404)) return null;
    throw cause;
  }
}

/** Permissions by name. A level that is no text may mean anything: it is kept as a word that nobody was given. */
export function levelsOf(value: Json | undefined): Readonly<Record<string, string>> {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, level]) => [name, wordOf(level)])) : {};
}

/** Reads; a refusal or a missing answer becomes the reason why it is not known. */
export async function reading<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { known: true, value: await read() };
  } catch (cause) {
    if (cause instanceof ForgeFault) return { known: false, why: cause.message };
    throw cause;
  }
}

/** An answer of the forge as data. */
export function jsonOf(data: unknown): JsonObject {
  // What the client parsed from JSON is JSON; whether it is an object is looked at.
  const value = data as Json;
  if (!isObject(value)) throw new ForgeFault('The forge answered something else than an object.', null);
  return value;
}

const SINGLE: Readonly<Record<string, string>> = {
  repository: '',
  'actions/permissions': '/actions/permissions',
  'actions/selected': '/actions/permissions/selected-actions',
  'actions/workflow': '/actions/permissions/workflow',
  'actions/public-forks': '/actions/permissions/fork-pr-contributor-approval',
  'actions/private-forks': '/actions/permissions/fork-pr-workflows-private-repos',
};

/** Each unit as it is; `null` for one that does not exist. */
export async function readUnits(
  client: GithubClient,
  units: Iterable<Unit>,
): Promise<ReadonlyMap<Unit, Reading<Json>>> {
  const lists = new Map<string, Promise<Reading<ReadonlyMap<string, Json>>>>();
  const read = async (unit: Unit): Promise<Reading<Json>> => {
    const path = SINGLE[unit];
    if (path !== undefined) return reading(async () => jsonOf((await client.read(`GET ${REPO}${path}`)).data));
    const [kind = '', ...rest] = unit.split('/');
    const listing = lists.get(kind) ?? reading(() => readList(client, kind));
    lists.set(kind, listing);
    const list = await listing;
    return list.known ? reading(() => detail(client, kind, list.value.get(rest.join('/')) ?? null)) : list;
  };
  // At once: a few dozen small requests, far from the hundred that GitHub lets be open.
  return new Map(await Promise.all([...units].map(async (unit) => [unit, await read(unit)] as const)));
}

/** Everything of a kind by its name. */
export async function readList(client: GithubClient, kind: string): Promise<ReadonlyMap<string, Json>> {
  const list = await listOf(client, kind);
  const items = list.map(jsonOf);
  // Labels are one label in upper and lower case; our names are lower case.
  const nameOf = (item: JsonObject): string => wordOf(item['name']);
  return new Map(items.map((item) => [kind === 'label' ? nameOf(item).toLowerCase() : nameOf(item), item]));
}

function listOf(client: GithubClient, kind: string): Promise<readonly unknown[]> {
  if (kind === 'ruleset') return client.readAll(`GET ${REPO}/rulesets`, { includes_parents: false });
  if (kind === 'environment') return client.readAll(`GET ${REPO}/environments`, {}, 'environments');
  if (kind === 'variable') return client.readAll(`GET ${REPO}/actions/variables`, {}, 'variables');
  return client.readAll(`GET ${REPO}/labels`);
}

async function detail(client: GithubClient, kind: string, item: Json): Promise<Json> {
  if (!isObject(item)) return null;
  if (kind === 'variable') return item['value'] ?? null;
  if (kind === 'ruleset') {
    const { data } = await client.read(`GET ${REPO}/rulesets/{ruleset_id}`, { ruleset_id: item['id'] });
    return withDefaults(jsonOf(data));
  }
  if (kind !== 'environment') return item;
  return { ...item, branches: [...(await branchPolicies(client, wordOf(item['name']))).keys()] };
}

/** The branches (by name, with the number of their policy) that may use an environment. A tag is no branch. */
export async function branchPolicies(client: GithubClient, name: string): Promise<ReadonlyMap<string, number>> {
  const route = `GET ${REPO}/environments/{environment_name}/deployment-branch-policies`;
  const list = await client.readAll(route, { environment_name: name }, 'branch_policies');
  const policies = list.map((item) => fieldsOf(item, 'the branch policy'));
  const nameOf = (policy: (typeof policies)[number]): string =>
    policy.has('type') && policy.text('type') !== 'branch'
      ? `${policy.text('type')} ${policy.text('name')}`
      : policy.text('name');
  return new Map(policies.map((policy) => [nameOf(policy), policy.whole('id')]));
}

/** A moment that GitHub writes with the offset of some place, as it does for rulesets and workflows. */
export function momentIn(fields: Fields, name: string): Instant {
  const text = fields.text(name);
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw badAnswer(name, 'it is not a moment');
  return at;
}

/** GitHub leaves these parameters of a rule out where they are off. */
const OFF: Readonly<Record<string, JsonObject>> = {
  update: { update_allows_fetch_and_merge: false },
  required_status_checks: { do_not_enforce_on_create: false },
};

/** A ruleset with what GitHub leaves out of its rules written down. */
export function withDefaults(ruleset: JsonObject): JsonObject {
  const { rules } = ruleset;
  if (!Array.isArray(rules)) return ruleset;
  const whole = rules.map((rule: Json) => {
    const off = isObject(rule) ? OFF[wordOf(rule['type'])] : undefined;
    if (!isObject(rule) || off === undefined) return rule;
    return { ...rule, parameters: { ...off, ...(isObject(rule['parameters']) ? rule['parameters'] : {}) } };
  });
  return { ...ruleset, rules: whole };
}
