// What has to hold beside the settings that can be written: secrets, environments, Apps, CODEOWNERS, schedules.
import { formatDuration } from './time.ts';
import type { Duration, Instant } from './time.ts';
import type { AppSeen, Finding, Reading, Role } from './settings-model.ts';

export interface WorkflowSeen {
  readonly path: string;
  readonly state: string;
  readonly since: Instant;
  /** When it last ran by itself. */
  readonly lastRun: Instant | null;
}

export interface EnvironmentSeen {
  readonly name: string;
  /** Only jobs on the default branch may use it. */
  readonly mainOnly: boolean;
  readonly secrets: readonly string[];
}

export interface Surroundings {
  readonly organisation: Reading<boolean>;
  /** Names of secrets that every job of the repository can read, whatever its branch. */
  readonly openSecrets: Reading<readonly string[]>;
  readonly environments: Reading<readonly EnvironmentSeen[]>;
  readonly apps: Reading<readonly AppSeen[]>;
  /** Whether the permissions are those granted here, not only those that each App asks for. */
  readonly grantsShown: boolean;
  /** CODEOWNERS files on the default branch. */
  readonly codeowners: Reading<readonly string[]>;
  readonly codeownersErrors: Reading<readonly string[]>;
  readonly workflows: Reading<readonly WorkflowSeen[]>;
}

export interface Expected {
  /** The most that an App in this role may be granted, from `.github/apps/`. */
  readonly manifests: Readonly<Record<Role, Readonly<Record<string, string>>>>;
  readonly schedules: ReadonlyMap<string, Duration>;
  readonly now: Instant;
}

/** Everything found about the surroundings of the settings. What could not be read is a finding of its own. */
export function surroundingFindings(seen: Surroundings, expected: Expected): readonly Finding[] {
  return [
    ...read('secrets', 'The repository’s secrets', seen.openSecrets, SECRET_RISK, openSecrets),
    ...read('environments', 'The environments', seen.environments, ENVIRONMENT_RISK, openEnvironments),
    ...read('apps', 'The Apps', seen.apps, APP_RISK, (apps) => appFindings(apps, seen, expected)),
    ...read('codeowners', 'The CODEOWNERS files', seen.codeowners, OWNERS_RISK, ownerFiles),
    ...read('codeowners-errors', 'The errors in CODEOWNERS', seen.codeownersErrors, OWNERS_RISK, ownerErrors),
    ...read('workflows', 'The workflows', seen.workflows, SCHEDULE_RISK, (list) => schedules(list, expected)),
  ];
}

const SECRET_RISK = 'A workflow on any branch, edited in a pull request, can read it.';
const ENVIRONMENT_RISK = 'A workflow on another branch than main could read the environment’s secrets.';
const APP_RISK = 'An App that may do more than its part can take over another’s.';
const OWNERS_RISK = 'GitHub would ask other people than the policy names, or nobody.';
const SCHEDULE_RISK = 'Deadlines, stand-ins and lost events are seen to by nobody.';

function read<T>(
  id: string,
  what: string,
  reading: Reading<T>,
  risk: string,
  judge: (value: T) => readonly Finding[],
): readonly Finding[] {
  if (reading.known) return judge(reading.value);
  const remedy = 'Give the token the permission to read it.';
  return [drift(id, `${what} could not be read, so they count as wrong: ${reading.why}`, risk, remedy)];
}

/** The one place of a secret is an environment that only main may use. */
function openSecrets(names: readonly string[]): readonly Finding[] {
  return names.map((name) =>
    drift(
      `secret/${name}`,
      `The secret ${name} is open to every job of the repository, not only to an environment of main.`,
      SECRET_RISK,
      'Give its value to the environment that needs it, then delete it here and make a new one: it may have been read.',
    ),
  );
}

function openEnvironments(list: readonly EnvironmentSeen[]): readonly Finding[] {
  return list
    .filter(({ mainOnly, secrets }) => !mainOnly && secrets.length > 0)
    .map(({ name, secrets }) =>
      drift(
        `environment-open/${name}`,
        `The environment "${name}" holds ${secrets.join(', ')} and may be used from other branches than main.`,
        ENVIRONMENT_RISK,
        'Restrict it to main in its settings, then replace the secrets.',
      ),
    );
}

function appFindings(apps: readonly AppSeen[], seen: Surroundings, expected: Expected): readonly Finding[] {
  const ids = (role: Role): readonly number[] => apps.filter((app) => app.role === role).map((app) => app.id);
  const [deciding, merging] = [ids('gate'), ids('merge')];
  const single = deciding.some((id) => merging.includes(id));
  const found = apps.flatMap((app) => tooMuch(app, expected, single));
  const shared = apps.filter((app) => app.role === 'proposer' && [...deciding, ...merging].includes(app.id));
  const separation = shared.map((app) =>
    drift(
      `separation/${app.slug}`,
      `The App "${app.slug}" proposes, and also gates or merges.`,
      'What asks could also say yes.',
      'Give the automation an App of its own, made from .github/apps/proposer.json.',
    ),
  );
  if (single) separation.push(SINGLE);
  const grants = seen.organisation.known && !seen.organisation.value ? OWNED_BY_USER : GRANTS_HIDDEN;
  return [...found, ...separation, ...(seen.grantsShown ? [] : [grants])];
}

const LEVELS: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };

/** Each permission beyond what the role needs. */
function tooMuch(app: AppSeen, { manifests }: Expected, single: boolean): readonly Finding[] {
  const needed = { ...manifests[app.role] };
  if (single && app.role !== 'proposer') {
    for (const [name, level] of [...Object.entries(manifests.gate), ...Object.entries(manifests.merge)]) {
      if (rank(level) > rank(needed[name])) needed[name] = level;
    }
  }
  return Object.entries(app.permissions)
    .filter(([name, level]) => rank(level) > rank(needed[name]))
    .map(([name, level]) => {
      const id = `app/${app.slug} ${name}`;
      const sentence = `The App "${app.slug}" (${app.role}) has ${name}: ${level}, and needs ${needed[name] ?? 'nothing'} of it.`;
      const remedy = 'Lower it in the settings of the App, and have the installation accept that.';
      return drift(id, sentence, POWERS[name] ?? APP_RISK, remedy);
    });
}

function rank(level: string | undefined): number {
  // A word that is not known here may mean anything, so it counts as the most.
  return level === undefined ? 0 : (LEVELS[level] ?? 4);
}

const POWERS: Readonly<Record<string, string>> = {
  workflows: 'It could change a workflow in its own pull request and post the required check from there.',
  administration: 'It could switch the rules off that hold it.',
  secrets: 'It could replace a secret.',
  environments: 'It could open an environment to another branch.',
  checks: 'It could post a check that looks like the gate’s.',
};

const SINGLE: Finding = {
  id: 'single-app',
  severity: 'stated',
  sentence: 'One App gates, merges and keeps the ledger.',
  risk: 'Whoever has its key can post the verdict and merge on it; with two Apps two keys would have to be stolen.',
  remedy: 'For more separation make the gate and the merge App apart and run countersign setup with both.',
};

const OWNED_BY_USER: Finding = {
  id: 'grants-hidden',
  severity: 'stated',
  sentence: 'The repository belongs to a person: what the Apps were granted here is not shown, only what they ask for.',
  risk: 'An App that was granted more earlier would not be seen. There are no teams and no organisation’s log either.',
  remedy: 'Look at the installed Apps in the settings of the account, or move the repository to an organisation.',
};

const GRANTS_HIDDEN: Finding = {
  ...OWNED_BY_USER,
  sentence: 'What the Apps were granted here is shown to organisation owners alone; what they ask for was looked at.',
  risk: 'An App that was granted more earlier would not be seen.',
  remedy: 'Run countersign doctor once with the token of an organisation owner.',
};

const OWNERS = '.github/CODEOWNERS';

function ownerFiles(paths: readonly string[]): readonly Finding[] {
  const others = paths.filter((path) => path !== OWNERS);
  const here = paths.includes(OWNERS);
  return [
    ...(here
      ? []
      : [drift('codeowners/none', `${OWNERS} is not there.`, OWNERS_RISK, 'Write it from the policy and merge it.')]),
    ...others.map((path) =>
      drift(
        `codeowners/${path}`,
        `There is a second file of owners, ${path}.`,
        OWNERS_RISK,
        `Remove it: ${OWNERS} is the one that counts.`,
      ),
    ),
  ];
}

function ownerErrors(errors: readonly string[]): readonly Finding[] {
  return errors.map((error) =>
    drift(
      `codeowners-error/${error}`,
      `The forge finds fault with ${OWNERS}: ${error}`,
      OWNERS_RISK,
      'Mend the line; it has no owners until then.',
    ),
  );
}

function schedules(list: readonly WorkflowSeen[], { schedules: wanted, now }: Expected): readonly Finding[] {
  return [...wanted].flatMap(([path, age]) => {
    const workflow = list.find((one) => one.path === path);
    const say = (what: string, remedy: string): Finding =>
      drift(`schedule/${path}`, `${path} ${what}`, SCHEDULE_RISK, remedy);
    if (workflow === undefined) return [say('is not there.', 'Restore it on main.')];
    if (workflow.state !== 'active') return [say(`is switched off (${workflow.state}).`, 'Enable it under Actions.')];
    // A workflow that has just come has had no turn yet.
    if (now - (workflow.lastRun ?? workflow.since) <= age) return [];
    const last =
      workflow.lastRun === null ? 'has never run by itself' : `has not run by itself for ${formatDuration(age)}`;
    return [say(`${last}.`, 'Run it by hand and look why; schedules end after 60 days without activity.')];
  });
}

function drift(id: string, sentence: string, risk: string, remedy: string): Finding {
  return { id, severity: 'drift', sentence, risk, remedy };
}
