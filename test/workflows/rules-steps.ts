// What a job runs: actions, scripts, expressions, the checkout, the machine.
import { connectorNames } from '../../scripts/connectors/registry.ts';
import { credentialsOf, readingCredentialsOf } from './rules-rights.ts';
import { actionOf, differs, isUntrusted, jobsOf, stepsIn, text, textsIn, treeOf } from './workflow.ts';
import type { Job, Workflow } from './workflow.ts';

/** The only actions there are, each at one commit: the release's own, as its tag in the action's repository says. */
const PINS: Readonly<Record<string, readonly [commit: string, release: string]>> = {
  'actions/checkout': ['3d3c42e5aac5ba805825da76410c181273ba90b1', 'v7.0.1'],
  'actions/setup-node': ['820762786026740c76f36085b0efc47a31fe5020', 'v7.0.0'],
  'actions/create-github-app-token': ['1b10c78c7865c340bc4f6099eb2f838309f1e8c3', 'v3.1.1'],
};

export function pins(flow: Workflow): readonly string[] {
  return stepsIn(flow).flatMap((step) => {
    const uses = text(step['uses']);
    if (uses === '' || uses === './.github/actions/setup') return [];
    const [action = '', at] = uses.split('@');
    const [commit, release] = PINS[action] ?? [];
    return commit !== undefined && at === commit && flow.text.includes(`${uses} # ${release}`) ? [] : [uses];
  });
}

export function inScripts(flow: Workflow): readonly string[] {
  return stepsIn(flow).flatMap((step) => (text(step['run']).includes('${{') ? [text(step['run'])] : []));
}

/** Everything that an expression may name: settings, and what GitHub alone decides. A title, a branch or a payload is not here. */
const EXPRESSIONS = new Set([
  'github.sha',
  'github.ref',
  'github.run_attempt',
  'github.event.sender.id',
  'runner.temp',
  'steps.app.outputs.token',
  'steps.asks.outputs.token',
  'steps.settings.outputs.token',
  'secrets.COUNTERSIGN_APP_KEY',
  'secrets.COUNTERSIGN_DOCTOR_KEY',
  'secrets.COUNTERSIGN_FORM_KEY',
  'secrets.COUNTERSIGN_LEDGER_KEY',
  'secrets.COUNTERSIGN_SENDER_KEY',
  'secrets.COUNTERSIGN_SENDER_TOKEN',
  'secrets.COUNTERSIGN_SMTP_URL',
  'secrets.COUNTERSIGN_WEBHOOK_SECRET',
  'secrets.COUNTERSIGN_WEBHOOK_URL',
  'vars.COUNTERSIGN_APP_CLIENT_ID',
  'vars.COUNTERSIGN_DOCTOR_CLIENT_ID',
  'vars.COUNTERSIGN_FORM_CLIENT_ID',
  'vars.COUNTERSIGN_GATE_APP',
  'vars.COUNTERSIGN_MERGE_APP',
  'vars.COUNTERSIGN_SENDER_CLIENT_ID',
  'vars.COUNTERSIGN_INTAKE_SENDERS',
  'vars.COUNTERSIGN_LEDGER_VKEY',
  'vars.COUNTERSIGN_MAIL_FROM',
  ...connectorNames.flatMap((name) =>
    [...credentialsOf(name), ...readingCredentialsOf(name)].map((one) => `secrets.${one}`),
  ),
]);

export function untrusted({ tree }: Workflow): readonly string[] {
  return textsIn(tree).flatMap(([path, value]) => {
    const inside = path.endsWith('.if')
      ? [value]
      : [...value.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, one]) => one ?? '');
    const named = inside.flatMap((one) => [
      ...one
        .replaceAll(/'[^']*'/g, '')
        .matchAll(/\b[a-z]+(?:\.[\w*-]+|\[[^\]]*\])+|\b(?:toJSON|github|env|inputs|needs|matrix)\b(?!\.)/g),
    ]);
    return named.filter(([name]) => !EXPRESSIONS.has(name)).map(([name]) => `${path} names ${name}`);
  });
}

export function checkouts(flow: Workflow): readonly string[] {
  return stepsIn(flow).flatMap((step) => {
    if (actionOf(step) !== 'actions/checkout') return [];
    const given = treeOf(step['with']);
    const ref = isUntrusted(flow) ? undefined : '${{ github.sha }}';
    const known = ['ref', 'persist-credentials', 'fetch-depth'];
    return [
      ...differs('persist-credentials', given['persist-credentials'], false),
      ...differs('ref', given['ref'], ref),
      ...Object.keys(given).filter((name) => !known.includes(name)),
    ];
  });
}

const FETCHES = /\b(git|gh|curl|wget|npx)\b|npm (i|install|exec)\b/;

export function scripts(flow: Workflow): readonly string[] {
  return stepsIn(flow).flatMap((step) => (FETCHES.test(text(step['run'])) ? [text(step['run'])] : []));
}

export function installs(flow: Workflow): readonly string[] {
  const wanted = isUntrusted(flow)
    ? 'npm ci --ignore-scripts --no-audit --no-fund'
    : 'npm ci --ignore-scripts --omit=dev --no-audit --no-fund';
  const run = stepsIn(flow).map((step) => text(step['run']).trim());
  return run.filter((script) => /\bnpm (ci|clean)/.test(script) && script !== wanted);
}

export function caches(flow: Workflow): readonly string[] {
  const nodes = stepsIn(flow).filter((step) => actionOf(step) === 'actions/setup-node');
  const given = nodes.map((step) => treeOf(step['with']));
  return [
    ...(flow.tree['runs'] === undefined ? differs('cache-mode', flow.tree['cache-mode'], 'none') : []),
    ...jobsOf(flow).flatMap((job) => (job.tree['cache-mode'] === undefined ? [] : [`${job.name} has a cache-mode`])),
    ...given.flatMap((one) => differs('package-manager-cache', one['package-manager-cache'], false)),
    ...given.filter((one) => 'cache' in one).map(() => 'setup-node has a cache'),
  ];
}

export function timeLimit({ tree }: Job): readonly string[] {
  const minutes = tree['timeout-minutes'];
  return typeof minutes === 'number' && minutes >= 1 && minutes <= 60 ? [] : [`timeout-minutes is ${String(minutes)}`];
}

export function machines(flow: Workflow): readonly string[] {
  return [
    ...differs('defaults', flow.tree['defaults'], { run: { shell: 'bash' } }),
    ...jobsOf(flow).flatMap((job) => differs(`${job.name}.runs-on`, job.tree['runs-on'], 'ubuntu-24.04')),
    ...jobsOf(flow).flatMap((job) => ['container', 'services', 'strategy', 'uses'].filter((key) => key in job.tree)),
  ];
}
