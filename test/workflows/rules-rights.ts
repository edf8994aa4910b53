// What a job may do and get hold of: permissions, App tokens, secrets, environments.
import { isDeepStrictEqual } from 'node:util';
import { connectorFor, connectorNames } from '../../scripts/connectors/registry.ts';
import { actionOf, differs, isPrivileged, isUntrusted, jobsOf, stepsIn, text, textsIn, treeOf } from './workflow.ts';
import type { Job, Workflow } from './workflow.ts';

export function tokenRights({ tree }: Job): readonly string[] {
  const rights = tree['permissions'];
  if (isDeepStrictEqual(rights, {}) || isDeepStrictEqual(rights, { contents: 'read' })) return [];
  return [`permissions are ${JSON.stringify(rights)}`];
}

export function unexplained({ text: all }: Workflow): readonly string[] {
  return all.split('\n').filter((line) => /^\s+[\w-]+: (read|write)\b/.test(line) && !/ # \w+/.test(line));
}

/** The rights that only one workflow asks for; every other asks for less. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  'permission-checks': ['gate'],
  'permission-workflows': ['merge'],
  'permission-issues': ['form'],
  'permission-administration': [],
};

/** Who may read what only another one may write. */
const READERS: Readonly<Record<string, readonly string[]>> = { 'permission-issues': ['sweep'] };

export function appRights(flow: Workflow): readonly string[] {
  const minted = stepsIn(flow).filter((step) => actionOf(step) === 'actions/create-github-app-token');
  return minted.flatMap((step) => {
    const inputs = Object.entries(treeOf(step['with']));
    const rights = inputs.filter(([name]) => name.startsWith('permission-'));
    const others = inputs.filter(([name]) => !/^(client-id|private-key|permission-[\w-]+)$/.test(name));
    // The doctor's own App has no right that the doctor does not read with.
    const whole = flow.name === 'doctor' && step['id'] === 'settings';
    return [
      ...(rights.length === 0 && !whole ? ['an App’s token has every right of the App'] : []),
      ...others.map(([name]) => `${name} is given`),
      ...rights
        .filter(([name]) => !(ONLY[name] ?? [flow.name]).includes(flow.name))
        .filter(([name, right]) => right !== 'read' || READERS[name]?.includes(flow.name) !== true)
        .map(([name]) => `${name} is asked for`),
    ];
  });
}

export function secrets({ tree, ...flow }: Workflow): readonly string[] {
  const { jobs, ...rest } = tree;
  const outside = textsIn(rest).filter(([, value]) => /\bsecrets\b/.test(value));
  const inside = jobsOf({ tree, ...flow }).flatMap((job) => {
    const { steps, ...around } = job.tree;
    const loose = textsIn(around, job.name).filter(([, value]) => /\bsecrets\b/.test(value) || value === 'inherit');
    const used = textsIn(steps, job.name).filter(([, value]) => /\bsecrets\b/.test(value));
    const environment = text(job.tree['environment']);
    return [...loose, ...(environment === '' ? used : [])];
  });
  return [...outside, ...inside, ...(jobs === undefined ? [['jobs', 'none']] : [])].map(
    ([path]) => `${path} holds a secret`,
  );
}

export function credentialsOf(connector: string): readonly string[] {
  return connectorFor(connector)?.credentials ?? [];
}

/** Credentials that only read a platform's own log. */
export function readingCredentialsOf(connector: string): readonly string[] {
  return connectorFor(connector)?.activityCredentials ?? [];
}

export function credentials({ name, tree }: Job): readonly string[] {
  const used = new Set([...JSON.stringify(tree).matchAll(/secrets\.(\w+)/g)].map(([, one]) => one ?? ''));
  const foreign = connectorNames.filter((one) => `execute-${one}` !== name).flatMap(credentialsOf);
  // What only reads a platform's log is for the one job that compares it with the ledger.
  const all = name === 'detect' ? foreign : [...foreign, ...connectorNames.flatMap(readingCredentialsOf)];
  const found = all.filter((one) => used.has(one)).map((one) => `has ${one}`);
  if (!name.startsWith('execute-')) return found;
  return [...found, ...differs('environment', tree['environment'], name)];
}

export function open(flow: Workflow): readonly string[] {
  if (!isUntrusted(flow)) return [];
  const jobs = jobsOf(flow);
  const apps = stepsIn(flow).filter((step) => actionOf(step) === 'actions/create-github-app-token');
  return [...jobs.filter(isPrivileged).map((job) => job.name), ...apps.map(() => 'an App’s token')];
}

/** The conditions under which jobs run, word for word: anything looser is another sentence. */
const CONDITIONS: Readonly<Record<string, string>> = {
  'execute-ninjarmm': "github.ref == 'refs/heads/main' && github.run_attempt == 1",
  erase: "github.ref == 'refs/heads/main' && github.run_attempt == 1",
  intake:
    "github.ref == 'refs/heads/main' && github.run_attempt == 1 && " +
    "contains(fromJSON(vars.COUNTERSIGN_INTAKE_SENDERS || '[]'), github.event.sender.id)",
};

/** What has secrets runs from main alone; what acts, or answers, runs no second attempt at an old event. */
export function condition(job: Job): readonly string[] {
  if (!isPrivileged(job)) return [];
  const wanted = CONDITIONS[job.name] ?? "github.ref == 'refs/heads/main'";
  return differs('if', text(job.tree['if']).replaceAll(/\s+/g, ' ').trim(), wanted);
}

export function keys(flow: Workflow): readonly string[] {
  return stepsIn(flow).flatMap((step) => {
    if (!textsIn(step).some(([, value]) => value.includes('secrets.COUNTERSIGN_LEDGER_KEY'))) return [];
    const env = treeOf(step['env']);
    const begins = 'umask 077\nprintf \'%s\\n\' "$LEDGER_KEY" > "$COUNTERSIGN_LEDGER_KEY"\nunset LEDGER_KEY\n';
    return [
      ...(text(step['run']).startsWith(begins) ? [] : ['the key is not put into a file of its own first']),
      ...differs('COUNTERSIGN_LEDGER_KEY', env['COUNTERSIGN_LEDGER_KEY'], '${{ runner.temp }}/ledger.pem'),
      ...differs('LEDGER_KEY', env['LEDGER_KEY'], '${{ secrets.COUNTERSIGN_LEDGER_KEY }}'),
    ];
  });
}
