// Brings together what the settings should be: the files in .github/, the policy's automations, and the two Apps.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy } from './core/policy.ts';
import { desiredSettings } from './core/settings-desired.ts';
import type { Desired } from './core/settings-desired.ts';
import { isObject, wordOf } from './core/settings-model.ts';
import type { App, Json, Role } from './core/settings-model.ts';
import type { Expected } from './core/settings-checks.ts';
import { readPolicyFiles } from './policy-files.ts';
import type { ForgeSettings, WantedApp } from './ports/forge-settings.ts';

export interface Wanted {
  readonly desired: Desired;
  readonly gate: App;
  readonly merge: App;
  readonly defaultBranch: string;
  readonly manifests: Expected['manifests'];
  readonly apps: readonly WantedApp[];
}

/** The Apps by their slugs; `null` where the repository's own variables say which they are. */
export interface Slugs {
  readonly gate: string | null;
  readonly merge: string | null;
}

/** Something that has to be there, or to be different, before settings can be compared: one sentence. */
export class SettingsFault extends Error {}

/**
 * @param root the folder of the project whose `.github/` and `policies/` say what is wanted
 * @throws SettingsFault where a file cannot be used or an App is unknown; ForgeFault where the forge does not answer
 */
export async function wantedSettings(settings: ForgeSettings, root: string, slugs: Slugs): Promise<Wanted> {
  const { isPrivate, defaultBranch } = await settings.repository();
  const gate = await appOf(settings, 'gate', slugs.gate);
  const merge = await appOf(settings, 'merge', slugs.merge);
  const folder = join(root, '.github', 'rulesets');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const rulesets = new Map(names.toSorted().map((name) => [name.slice(0, -5), jsonAt(join(folder, name))] as const));
  const desired = desiredSettings({
    settings: jsonAt(join(root, '.github', 'settings.json')),
    rulesets,
    gate,
    merge,
    isPrivate,
  });
  if (typeof desired === 'string') throw new SettingsFault(desired);
  return {
    desired,
    gate,
    merge,
    defaultBranch,
    manifests: { gate: manifest(root, 'gate'), merge: manifest(root, 'merge'), proposer: manifest(root, 'proposer') },
    apps: [
      { role: 'gate', slug: gate.slug },
      { role: 'merge', slug: merge.slug },
      ...proposers(root).map((slug) => ({ role: 'proposer', slug }) as const),
    ],
  };
}

async function appOf(settings: ForgeSettings, role: 'gate' | 'merge', given: string | null): Promise<App> {
  const name = `COUNTERSIGN_${role.toUpperCase()}_APP`;
  const slug = given ?? (await settings.variable(name));
  if (slug === null) {
    throw new SettingsFault(`Nobody says which App is the ${role} App: name it with --${role}-app or in ${name}.`);
  }
  const app = await settings.app(slug);
  if (app !== null) return { id: app.id, slug: app.slug };
  throw new SettingsFault(
    `There is no App "${slug}" (${role}), or this token may not see it: check the name in its settings. An App that belongs to an organisation is shown to its owners, and to a token with organization_administration: read.`,
  );
}

/** The Apps of the registered automations; an automation with an account of another kind has none. */
function proposers(root: string): readonly string[] {
  const parsed = parsePolicy(readPolicyFiles(root));
  if (!parsed.ok) throw new SettingsFault('The policy here has problems: run countersign policy check.');
  const logins = [...parsed.policy.automations.values()].map((automation) => automation.login);
  return logins.flatMap((login) => /^(.+)\[bot\]$/.exec(login)?.[1] ?? []);
}

function manifest(root: string, role: Role): Readonly<Record<string, string>> {
  const file = jsonAt(join(root, '.github', 'apps', `${role}.json`));
  const permissions = isObject(file) ? file['default_permissions'] : undefined;
  if (!isObject(permissions))
    throw new SettingsFault(`.github/apps/${role}.json names no permissions: restore it from main.`);
  return Object.fromEntries(Object.entries(permissions).map(([name, level]) => [name, wordOf(level)]));
}

function jsonAt(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json; // whatever JSON is; its shape is looked at where it is used
  } catch (cause) {
    throw new SettingsFault(`${path} cannot be read as JSON: restore it from main.`, { cause });
  }
}
