// Makes one unit of a GitHub repository's settings as wanted. Each is one or two writes; a second time writes the same again.
import { isObject } from '../core/settings-model.ts';
import type { Json, JsonObject, Unit } from '../core/settings-model.ts';
import { ForgeFault } from './forge.ts';
import type { GithubClient } from './github-client.ts';
import { branchPolicies, readList } from './github-settings-read.ts';

const REPO = '/repos/{owner}/{repo}';
const WRITES: Readonly<Record<string, string>> = {
  repository: `PATCH ${REPO}`,
  'actions/permissions': `PUT ${REPO}/actions/permissions`,
  'actions/selected': `PUT ${REPO}/actions/permissions/selected-actions`,
  'actions/workflow': `PUT ${REPO}/actions/permissions/workflow`,
  'actions/public-forks': `PUT ${REPO}/actions/permissions/fork-pr-contributor-approval`,
  'actions/private-forks': `PUT ${REPO}/actions/permissions/fork-pr-workflows-private-repos`,
};

/** @returns what could not be set with it, in a sentence, or `null`. @throws ForgeFault where the forge refuses */
export async function applyUnit(client: GithubClient, unit: Unit, wanted: Json): Promise<string | null> {
  const [kind = '', ...rest] = unit.split('/');
  const name = rest.join('/');
  const route = WRITES[unit];
  const fields = isObject(wanted) ? wanted : { value: wanted };
  if (route !== undefined) await client.write(route, fields);
  else if (kind === 'ruleset') await applyRuleset(client, name, fields);
  else if (kind === 'environment') return applyEnvironment(client, name, fields);
  else if (kind === 'label') await applyNamed(client, kind, name, { route: 'labels', fields });
  else await applyNamed(client, 'variable', name, { route: 'actions/variables', fields });
  return null;
}

async function applyRuleset(client: GithubClient, name: string, payload: JsonObject): Promise<void> {
  const there = (await readList(client, 'ruleset')).get(name);
  if (isObject(there)) await client.write(`PUT ${REPO}/rulesets/{ruleset_id}`, { ruleset_id: there['id'], ...payload });
  else await client.write(`POST ${REPO}/rulesets`, payload);
}

async function applyNamed(
  client: GithubClient,
  kind: string,
  name: string,
  { route, fields }: { readonly route: string; readonly fields: JsonObject },
): Promise<void> {
  const there = (await readList(client, kind)).has(name);
  if (there) await client.write(`PATCH ${REPO}/${route}/{name}`, { name, ...fields });
  else await client.write(`POST ${REPO}/${route}`, { name, ...fields });
}

/**
 * An environment, then the branches that may use it: those that are missing are added before the others are taken away.
 * `can_admins_bypass` is not in GitHub's description but is understood; servers that do not know it refuse it by name.
 */
async function applyEnvironment(client: GithubClient, name: string, wanted: JsonObject): Promise<string | null> {
  const { branches = [], can_admins_bypass, ...settings } = wanted;
  const route = `PUT ${REPO}/environments/{environment_name}`;
  const place = { environment_name: name };
  let left: string | null = null;
  try {
    await client.write(route, { ...place, ...settings, can_admins_bypass });
  } catch (cause) {
    if (!(cause instanceof ForgeFault) || cause.status !== 422 || !cause.message.includes('can_admins_bypass'))
      throw cause;
    await client.write(route, { ...place, ...settings });
    left = `The forge does not let "can_admins_bypass" of the environment "${name}" be set here: switch it off by hand.`;
  }
  const policies = `${REPO}/environments/{environment_name}/deployment-branch-policies`;
  const there = await branchPolicies(client, name);
  const names = Array.isArray(branches) ? branches.map(String) : [];
  for (const branch of names.filter((one) => !there.has(one))) {
    await client.write(`POST ${policies}`, { ...place, name: branch, type: 'branch' });
  }
  for (const [branch, id] of there) {
    if (!names.includes(branch))
      await client.write(`DELETE ${policies}/{branch_policy_id}`, { ...place, branch_policy_id: id });
  }
  return left;
}
