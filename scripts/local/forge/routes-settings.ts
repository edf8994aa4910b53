// REST: a repository's own settings, Actions, environments, labels, variables, names of secrets, Apps, errors in CODEOWNERS.
import { codeownersAt } from './codeowners-file.ts';
import type { JsonObject } from '../../core/settings-model.ts';
import { text, textOrNull } from './fields.ts';
import { page } from './http.ts';
import { ForgeError, invalid } from './model.ts';
import { route } from './route.ts';
import type { Call } from './route.ts';
import { isGranted, json, needGrant } from './settings-model.ts';
import type { StoredSettings } from './settings-model.ts';
import { appShape, iso } from './shape-account.ts';
import { labelShape } from './shape-pull.ts';
import { repositoryShape } from './shape-repository.ts';
import { environmentShape, grantsOf, installationShape, secretShapes, workflowShape } from './shape-settings.ts';

type Part = 'permissions' | 'selected' | 'workflow' | 'publicForks' | 'privateForks';

const PARTS: readonly (readonly [path: string, part: Part])[] = [
  ['/actions/permissions', 'permissions'],
  ['/actions/permissions/selected-actions', 'selected'],
  ['/actions/permissions/workflow', 'workflow'],
  ['/actions/permissions/fork-pr-contributor-approval', 'publicForks'],
  ['/actions/permissions/fork-pr-workflows-private-repos', 'privateForks'],
];

/** The routes of Apps, which belong to no repository. */
export const appRoutes = [
  route('GET /apps/:slug', ({ forge, actor, links, param }) => {
    const app = forge.accountByLogin(`${param('slug')}[bot]`);
    // One App that belongs to somebody alone does not see another one.
    const isHidden = actor.grants !== undefined && actor.id !== app?.id;
    if (app === null || isHidden) throw new ForgeError(404, 'Not Found');
    return { status: 200, body: { ...appShape(links, app, forge.createdAt), permissions: grantsOf(app) } };
  }),
  route('GET /orgs/:org/installations', ({ forge, actor, links, url }) => {
    needGrant(actor, 'organization_administration', 'read');
    if (forge.repository.organisation !== true) throw new ForgeError(404, 'Not Found');
    const apps = forge.accounts.filter((account) => account.type === 'Bot');
    return page(apps, url, (some) => ({
      total_count: apps.length,
      installations: some.map((app) => installationShape(forge, links, app)),
    }));
  }),
];

/** The routes of settings, below `/repos/{owner}/{name}`. */
export const settingsRoutes = [
  route('PATCH ', async ({ forge, actor, links, body }) => {
    const kept = Object.keys(forge.settings().repository).filter((name) => body[name] !== undefined);
    const given = Object.fromEntries(kept.map((name) => [name, json(body[name])]));
    await edit({ forge, actor }, (all) => ({ ...all, repository: { ...all.repository, ...given } }));
    return { status: 200, body: repositoryShape(forge, links, actor) };
  }),
  ...PARTS.flatMap(([path, part]) => [
    route(`GET ${path}`, ({ forge, actor }) => {
      needGrant(actor, 'administration', 'read');
      return { status: 200, body: forge.settings()[part] };
    }),
    route(`PUT ${path}`, async (call) => {
      await edit(call, (all) => ({ ...all, [part]: { ...all[part], ...(json(call.body) as JsonObject) } }));
      return { status: 204 };
    }),
  ]),
  route('GET /environments', ({ forge, links, url }) => {
    const { environments } = forge.settings();
    const shape = (some: typeof environments) => some.map((each) => environmentShape(links, each));
    return page(environments, url, (some) => ({ total_count: environments.length, environments: shape(some) }));
  }),
  route('GET /environments/:name', ({ forge, links, param }) => ({
    status: 200,
    body: environmentShape(links, forge.environment(param('name'))),
  })),
  route('PUT /environments/:name', async ({ forge, actor, links, body, param }) => {
    const made = await forge.putEnvironment(actor, param('name'), json(body) as JsonObject);
    return { status: 200, body: environmentShape(links, made) };
  }),
  route('GET /environments/:name/deployment-branch-policies', ({ forge, url, param }) => {
    const { branches } = forge.environment(param('name'));
    return page(branches, url, (some) => ({ total_count: branches.length, branch_policies: some }));
  }),
  route('POST /environments/:name/deployment-branch-policies', async ({ forge, actor, body, param }) => {
    const type = textOrNull(body, 'type') ?? 'branch';
    return { status: 200, body: await forge.addBranchPolicy(actor, param('name'), text(body, 'name'), type) };
  }),
  route('DELETE /environments/:name/deployment-branch-policies/:id', async ({ forge, actor, param, number }) => {
    await forge.removeBranchPolicy(actor, param('name'), number('id'));
    return { status: 204 };
  }),
  route('GET /environments/:name/secrets', ({ forge, actor, url, param }) => {
    needGrant(actor, 'environments', 'read');
    return secrets(forge.environment(param('name')).secrets, forge.createdAt, url);
  }),
  route('GET /actions/secrets', ({ forge, actor, url }) => {
    needGrant(actor, 'secrets', 'read');
    return secrets(forge.settings().secrets, forge.createdAt, url);
  }),
  route('GET /actions/organization-secrets', ({ forge, actor, url }) => {
    needGrant(actor, 'secrets', 'read');
    return secrets([], forge.createdAt, url);
  }),
  route('GET /actions/variables', ({ forge, actor, url }) => {
    needGrant(actor, 'actions_variables', 'read');
    const all = Object.entries(forge.settings().variables);
    const shape = (some: readonly (readonly [string, string])[]) =>
      some.map(([name, value]) => variableShape(forge.createdAt, name, value));
    return page(all, url, (some) => ({ total_count: all.length, variables: shape(some) }));
  }),
  route('POST /actions/variables', async (call) => {
    const [name, value] = [text(call.body, 'name'), text(call.body, 'value')];
    await edit(call, (all) => ({ ...all, variables: { ...all.variables, [name]: value } }));
    return { status: 201, body: {} };
  }),
  route('GET /actions/variables/:name', ({ forge, actor, param }) => {
    needGrant(actor, 'actions_variables', 'read');
    const value = forge.settings().variables[param('name')];
    if (value === undefined) throw new ForgeError(404, 'Not Found');
    return { status: 200, body: variableShape(forge.createdAt, param('name'), value) };
  }),
  route('PATCH /actions/variables/:name', async (call) => {
    const value = text(call.body, 'value');
    await edit(call, (all) => ({ ...all, variables: { ...all.variables, [call.param('name')]: value } }));
    return { status: 204 };
  }),
  route('GET /actions/workflows', ({ forge, links, url }) => {
    const { workflows } = forge.settings();
    const shaped = workflows.map((each, index) => workflowShape(links, each, index + 1));
    return page(shaped, url, (some) => ({ total_count: shaped.length, workflows: some }));
  }),
  route('GET /actions/workflows/:id/runs', ({ forge, links, actor, number }) => {
    const at = forge.settings().workflows[number('id') - 1]?.lastScheduled ?? null;
    const runs = at === null ? [] : [runShape({ forge, links, actor }, number('id'), at)];
    return { status: 200, body: { total_count: runs.length, workflow_runs: runs } };
  }),
  route('GET /labels', ({ forge, actor, links, url }) => {
    if (actor.grants !== undefined && !isGranted(actor, 'pull_requests', 'read')) needGrant(actor, 'issues', 'read');
    return page(Object.entries(forge.settings().labels), url, (some) =>
      some.map(([name, label]) => ({ ...labelShape(links, name), ...label })),
    );
  }),
  route('POST /labels', async (call) => {
    const name = text(call.body, 'name');
    const { labels } = call.forge.settings();
    if (Object.keys(labels).some((one) => one.toLowerCase() === name.toLowerCase())) {
      throw invalid('Label', { code: 'already_exists', field: 'name' });
    }
    return { status: 201, body: await putLabel(call, name) };
  }),
  route('PATCH /labels/:name', async (call) => ({ status: 200, body: await putLabel(call, call.param('name')) })),
  route('GET /codeowners/errors', async ({ forge, url }) => {
    const found = await codeownersAt(forge, url.searchParams.get('ref') ?? 'main');
    if (found === null) throw new ForgeError(404, 'Not Found');
    return { status: 200, body: found };
  }),
];

function edit({ forge, actor }: Pick<Call, 'forge' | 'actor'>, change: (all: StoredSettings) => StoredSettings) {
  return forge.changeSettings(actor, change);
}

async function putLabel({ forge, actor, links, body }: Call, name: string) {
  const color = textOrNull(body, 'color') ?? 'ededed';
  const description = textOrNull(body, 'description');
  await edit({ forge, actor }, (all) => ({ ...all, labels: { ...all.labels, [name]: { color, description } } }));
  return { ...labelShape(links, name), color, description };
}

function secrets(names: readonly string[], at: number, url: URL) {
  return page(secretShapes(names, at), url, (some) => ({ total_count: names.length, secrets: some }));
}

function variableShape(at: number, name: string, value: string) {
  return { name, value, created_at: iso(at), updated_at: iso(at) };
}

/** A `workflow-run` that a schedule began. */
function runShape({ forge, links, actor }: Pick<Call, 'forge' | 'links' | 'actor'>, workflow: number, at: number) {
  const repository = repositoryShape(forge, links, actor);
  const url = `${links.repo}/actions/runs/${workflow}`;
  return {
    id: workflow,
    node_id: `run-${workflow}`,
    head_branch: 'main',
    head_sha: '0'.repeat(40),
    path: '',
    run_number: 1,
    event: 'schedule',
    display_title: '',
    status: 'completed',
    conclusion: 'success',
    workflow_id: workflow,
    url,
    html_url: url,
    pull_requests: [],
    created_at: iso(at),
    updated_at: iso(at),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: url,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    artifacts_url: `${url}/artifacts`,
    workflow_url: `${links.repo}/actions/workflows/${workflow}`,
    head_commit: null,
    repository,
    head_repository: repository,
  };
}
