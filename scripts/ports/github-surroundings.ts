// What stands around the settings of a GitHub repository: Apps, secrets' names, environments, CODEOWNERS, workflows.
import type { EnvironmentSeen, Surroundings, WorkflowSeen } from '../core/settings-checks.ts';
import type { AppSeen } from '../core/settings-model.ts';
import { ForgeFault } from './forge.ts';
import type { WantedApp } from './forge-settings.ts';
import type { GithubClient } from './github-client.ts';
import { fieldsOf } from './github-fields.ts';
import { fileAt } from './github-files.ts';
import { branchPolicies, installedApps, momentIn, readApp, reading } from './github-settings-read.ts';

const REPO = '/repos/{owner}/{repo}';
const OWNER_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** Reads everything by itself, so that one refusal hides nothing else. */
export async function readSurroundings(
  client: GithubClient,
  wanted: readonly WantedApp[],
  workflows: Iterable<string>,
): Promise<Surroundings> {
  const repository = await reading(async () => fieldsOf((await client.read(`GET ${REPO}`)).data, 'the repository'));
  const organisation = repository.known
    ? ({ known: true, value: repository.value.fields('owner').text('type') === 'Organization' } as const)
    : repository;
  const isShared = organisation.known && organisation.value;
  const installed = isShared ? await reading(() => installedApps(client)) : null;
  const grants = installed?.known === true ? installed.value : null;
  const branch = repository.known ? repository.value.text('default_branch') : 'main';
  const [openNames, environmentsSeen, appsSeen, files, errors, runs] = await Promise.all([
    reading(() => openSecrets(client, organisation.known && !organisation.value)),
    reading(() => environments(client, branch)),
    reading(() => apps(client, wanted, grants ?? [])),
    reading(() => ownerFiles(client, branch)),
    reading(() => ownerErrors(client)),
    reading(() => seenWorkflows(client, new Set(workflows))),
  ]);
  return {
    organisation,
    openSecrets: openNames,
    environments: environmentsSeen,
    apps: appsSeen,
    grantsShown: grants !== null,
    codeowners: files,
    codeownersErrors: errors,
    workflows: runs,
  };
}

async function apps(
  client: GithubClient,
  wanted: readonly WantedApp[],
  installed: readonly Omit<AppSeen, 'role'>[],
): Promise<readonly AppSeen[]> {
  const found = wanted.map(async ({ role, slug }): Promise<AppSeen> => {
    // What it was granted counts for more than what it asks for.
    const app = installed.find((one) => one.slug === slug) ?? (await readApp(client, slug));
    // Every one of them has the account of an App, so one that is not shown may have any right.
    if (app === null) throw new ForgeFault(`there is no App "${slug}", or the token may not see it.`, 404);
    return { ...app, role };
  });
  return Promise.all(found);
}

/** @param personal the owner is a person: there is no organisation whose secrets could be shared */
async function openSecrets(client: GithubClient, personal: boolean): Promise<readonly string[]> {
  const own = await client.readAll(`GET ${REPO}/actions/secrets`, {}, 'secrets');
  const shared = personal ? [] : await client.readAll(`GET ${REPO}/actions/organization-secrets`, {}, 'secrets');
  return [...own, ...shared].map((item) => fieldsOf(item, 'the secret').text('name'));
}

async function environments(client: GithubClient, branch: string): Promise<readonly EnvironmentSeen[]> {
  const list = await client.readAll(`GET ${REPO}/environments`, {}, 'environments');
  const seen = list.map(async (item): Promise<EnvironmentSeen> => {
    const environment = fieldsOf(item, 'the environment');
    const name = environment.text('name');
    const settings = environment.fieldsOrNull('deployment_branch_policy');
    const custom = settings !== null && settings.flag('custom_branch_policies');
    const names = custom ? [...(await branchPolicies(client, name)).keys()] : [];
    const route = `GET ${REPO}/environments/{environment_name}/secrets`;
    const secrets = await client.readAll(route, { environment_name: name }, 'secrets');
    const mainOnly = names.length === 1 && names[0] === branch;
    return { name, mainOnly, secrets: secrets.map((secret) => fieldsOf(secret, 'the secret').text('name')) };
  });
  return Promise.all(seen);
}

async function ownerFiles(client: GithubClient, branch: string): Promise<readonly string[]> {
  const there: string[] = [];
  for (const path of OWNER_FILES) if ((await fileAt(client, branch, path)) !== null) there.push(path);
  return there;
}

async function ownerErrors(client: GithubClient): Promise<readonly string[]> {
  // 404: there is no such file, which is said elsewhere.
  const { status, data } = await client.read(`GET ${REPO}/codeowners/errors`, {}, [404]);
  if (status === 404) return [];
  const errors = fieldsOf(data, 'the errors in CODEOWNERS').list('errors');
  return errors.map((one) => `line ${one.whole('line')}: ${one.text('kind')}`);
}

async function seenWorkflows(client: GithubClient, wanted: ReadonlySet<string>): Promise<readonly WorkflowSeen[]> {
  const list = await client.readAll(`GET ${REPO}/actions/workflows`, {}, 'workflows');
  const watched = list.map((item) => fieldsOf(item, 'the workflow')).filter((one) => wanted.has(one.text('path')));
  const seen = watched.map(async (workflow): Promise<WorkflowSeen> => {
    const query = { workflow_id: workflow.whole('id'), event: 'schedule', per_page: 1 };
    const { data } = await client.read(`GET ${REPO}/actions/workflows/{workflow_id}/runs`, query);
    const [run] = fieldsOf(data, 'the runs of the workflow').list('workflow_runs');
    const lastRun = run === undefined ? null : momentIn(run, 'created_at');
    const [path, state] = [workflow.text('path'), workflow.text('state')];
    return { path, state, since: momentIn(workflow, 'created_at'), lastRun };
  });
  return Promise.all(seen);
}
