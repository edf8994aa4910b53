// Rulesets, environments, activity and the rest of a repository's administration as GitHub shows them.
import { isObject } from '../../core/settings-model.ts';
import type { Json, JsonObject } from '../../core/settings-model.ts';
import type { StoredMove } from './activity.ts';
import type { EmbeddedForge } from './forge.ts';
import type { Links } from './http.ts';
import type { ForgeAccount } from './model.ts';
import { iso, nodeId, nullableUser, userShape } from './shape-account.ts';
import { isGranted } from './settings-model.ts';
import type { StoredEnvironment, StoredRuleset, StoredWorkflow } from './settings-model.ts';

/** A `repository-ruleset`; who may bypass it is shown to those alone who may change it. */
export function rulesetShape(forge: EmbeddedForge, links: Links, viewer: ForgeAccount, ruleset: StoredRuleset) {
  const { owner, name } = forge.repository;
  const { bypass_actors, ...rest } = ruleset.payload;
  const shown = isGranted(viewer, 'administration', 'write') ? { bypass_actors } : {};
  return {
    ...summaryShape(forge, links, ruleset),
    ...rest,
    ...shown,
    source_type: 'Repository',
    source: `${owner}/${name}`,
    current_user_can_bypass: 'never',
  };
}

/** A ruleset in a list: without its rules. */
export function summaryShape(forge: EmbeddedForge, links: Links, { id, payload, createdAt, versions }: StoredRuleset) {
  const { owner, name } = forge.repository;
  return {
    id,
    name: payload['name'],
    target: payload['target'],
    source_type: 'Repository',
    source: `${owner}/${name}`,
    enforcement: payload['enforcement'],
    node_id: nodeId('RepositoryRuleset', id),
    _links: { self: { href: `${links.repo}/rulesets/${id}` } },
    created_at: iso(createdAt),
    updated_at: iso(versions.at(-1)?.at ?? createdAt),
  };
}

/** A `ruleset-version`. */
export function versionShape({ id, by, at }: StoredRuleset['versions'][number]) {
  return { version_id: id, actor: { id: by, type: 'User' }, updated_at: iso(at) };
}

/** A `rule-suite` of a move; in a list without its evaluations. */
export function suiteShape(forge: EmbeddedForge, move: StoredMove) {
  const result = move.bypassed.length > 0 ? 'bypass' : 'pass';
  return {
    id: move.id,
    actor_id: move.by ?? 0,
    actor_name: forge.accountById(move.by)?.login ?? 'ghost',
    before_sha: move.before,
    after_sha: move.after,
    ref: move.ref,
    repository_id: forge.repository.id,
    repository_name: forge.repository.name,
    pushed_at: iso(move.at),
    result,
    evaluation_result: result,
  };
}

/** The rules that a move passed by. */
export function evaluationsOf(move: StoredMove) {
  return move.bypassed.map(({ type, ruleset }) => ({
    rule_source: { type: 'ruleset', id: ruleset.id, name: ruleset.name },
    enforcement: 'active',
    result: 'fail',
    rule_type: type,
    details: null,
  }));
}

/** An `activity`. */
export function activityShape(forge: EmbeddedForge, links: Links, move: StoredMove) {
  return {
    id: move.id,
    node_id: nodeId('Activity', move.id),
    before: move.before,
    after: move.after,
    ref: move.ref,
    timestamp: iso(move.at),
    activity_type: move.kind,
    actor: nullableUser(links, forge.accountById(move.by)),
  };
}

/** An `environment`, with the switch that GitHub shows beside what it describes. */
export function environmentShape(links: Links, { id, name, at, policy, canAdminsBypass }: StoredEnvironment) {
  const rules = policy === null ? [] : [{ id: id + 1, node_id: nodeId('Gate', id), type: 'branch_policy' }];
  return {
    id,
    node_id: nodeId('Environment', id),
    name,
    url: `${links.repo}/environments/${encodeURIComponent(name)}`,
    html_url: `${links.web}/environments/${encodeURIComponent(name)}`,
    created_at: iso(at),
    updated_at: iso(at),
    can_admins_bypass: canAdminsBypass,
    protection_rules: rules,
    deployment_branch_policy: policy,
  };
}

/** A `workflow`. */
export function workflowShape(links: Links, workflow: StoredWorkflow, id: number) {
  return {
    id,
    node_id: nodeId('Workflow', id),
    name: workflow.path,
    path: workflow.path,
    state: workflow.state,
    created_at: iso(workflow.since),
    updated_at: iso(workflow.since),
    url: `${links.repo}/actions/workflows/${id}`,
    html_url: `${links.web}/workflows/${id}`,
    badge_url: `${links.web}/workflows/${id}/badge.svg`,
  };
}

/** An `installation`: what an App was granted in this repository. */
export function installationShape(forge: EmbeddedForge, links: Links, app: ForgeAccount) {
  const url = `${links.api}/app/installations/${app.id}`;
  const since = iso(forge.createdAt);
  return {
    id: app.id,
    account: userShape(links, { id: forge.repository.id, login: forge.repository.owner, type: 'User' }),
    repository_selection: 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${links.api}/installation/repositories`,
    html_url: `${links.web}/installations/${app.id}`,
    app_id: app.id,
    app_slug: app.login.replace(/\[bot\]$/, ''),
    target_id: forge.repository.id,
    target_type: 'Organization',
    permissions: grantsOf(app),
    events: [],
    single_file_name: null,
    created_at: since,
    updated_at: since,
    suspended_by: null,
    suspended_at: null,
  };
}

/** What an App may do: what it was granted, or what this forge lets every App do. */
export function grantsOf(app: ForgeAccount): Readonly<Record<string, string>> {
  return app.grants ?? { checks: 'write', contents: 'write', metadata: 'read', pull_requests: 'write' };
}

/** Names of secrets as GitHub lists them: never a value. */
export function secretShapes(names: readonly string[], at: number) {
  return names.map((name) => ({ name, created_at: iso(at), updated_at: iso(at) }));
}

/** The rules of a ruleset with where they come from, as `GET /rules/branches` lists them. */
export function branchRuleShape(forge: EmbeddedForge, rule: Json, ruleset: number): JsonObject {
  const { owner, name } = forge.repository;
  const fields = isObject(rule) ? rule : {};
  return { ...fields, ruleset_source_type: 'Repository', ruleset_source: `${owner}/${name}`, ruleset_id: ruleset };
}
