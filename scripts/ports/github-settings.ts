// The settings of a GitHub repository: one adapter for github.com, GitHub Enterprise Server and the embedded forge.
import type { ForgeSettings } from './forge-settings.ts';
import { githubClient, type GithubOptions } from './github-client.ts';
import { fieldsOf } from './github-fields.ts';
import { applyUnit } from './github-settings-apply.ts';
import { readPast } from './github-settings-past.ts';
import { readApp, readUnits } from './github-settings-read.ts';
import { readSurroundings } from './github-surroundings.ts';

const REPO = '/repos/{owner}/{repo}';

/** Connects to the settings of one repository; the token needs the permission `administration` (write, to see bypass lists). */
export function githubSettings(options: GithubOptions): ForgeSettings {
  const client = githubClient(options);
  return {
    repository: async () => {
      const repository = fieldsOf((await client.read(`GET ${REPO}`)).data, 'the repository');
      return { isPrivate: repository.flag('private'), defaultBranch: repository.text('default_branch') };
    },
    app: (slug) => readApp(client, slug),
    variable: async (name) => {
      const { status, data } = await client.read(`GET ${REPO}/actions/variables/{name}`, { name }, [404]);
      return status === 404 ? null : fieldsOf(data, 'the variable').text('value');
    },
    read: (units) => readUnits(client, units),
    surroundings: (apps, workflows) => readSurroundings(client, apps, workflows),
    past: (rulesets, span) => readPast(client, rulesets, span),
    apply: (unit, wanted) => applyUnit(client, unit, wanted),
  };
}
