// Ways to weaken a repository that is set up, each by one setting.
import type { Json, JsonObject } from '../../scripts/core/settings-model.ts';
import type { StoredSettings } from '../../scripts/local/forge/settings-model.ts';
import { MERGE } from './rig.ts';

/** What is changed, the change, the sentence, and words of the risk. */
export type Weaker = readonly [what: string, edit: Edit, sentence: string, risk: string];

export type Edit = (settings: StoredSettings) => StoredSettings;

export const ruleset = (name: string, change: (payload: JsonObject) => JsonObject): Edit => {
  return (all) => ({
    ...all,
    rulesets: all.rulesets.map((one) =>
      one.payload['name'] === name ? { ...one, payload: change(one.payload) } : one,
    ),
  });
};
export const rule = (name: string, type: string, parameters: JsonObject): Edit =>
  ruleset(name, (payload) => ({
    ...payload,
    rules: listOf(payload['rules']).map((one) =>
      one['type'] === type ? { ...one, parameters: { ...(one['parameters'] as JsonObject), ...parameters } } : one,
    ),
  }));
export const without = (name: string, type: string): Edit =>
  ruleset(name, (payload) => ({ ...payload, rules: listOf(payload['rules']).filter((one) => one['type'] !== type) }));
export const gone = (name: string): Edit => {
  return (all) => ({ ...all, rulesets: all.rulesets.filter((one) => one.payload['name'] !== name) });
};
export const bypass = (name: string, actor: JsonObject): Edit =>
  ruleset(name, (payload) => ({ ...payload, bypass_actors: [...listOf(payload['bypass_actors']), actor] }));
export const environment = (name: string, change: Partial<StoredSettings['environments'][number]>): Edit => {
  return (all) => ({
    ...all,
    environments: all.environments.map((one) => (one.name === name ? { ...one, ...change } : one)),
  });
};
export const part = (
  name: 'repository' | 'permissions' | 'selected' | 'workflow' | 'privateForks',
  change: JsonObject,
): Edit => {
  return (all) => ({ ...all, [name]: { ...all[name], ...change } });
};
export const workflow = (change: Partial<StoredSettings['workflows'][number]>): Edit => {
  return (all) => ({ ...all, workflows: all.workflows.map((one, at) => (at === 0 ? { ...one, ...change } : one)) });
};

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}

export const ADMINS = { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' };
export const EXEMPT = { actor_id: MERGE.id, actor_type: 'Integration', bypass_mode: 'exempt' };
