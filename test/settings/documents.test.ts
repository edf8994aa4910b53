// The files of .github/ agree with each other, with the workflows, and with what .github/SETUP.md says of them.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { connectorNames } from '../../scripts/connectors/registry.ts';
import { OUTCOMES } from '../../scripts/connectors/connector.ts';
import { ROOT } from '../../scripts/local/files.ts';
import { CHECK } from '../../scripts/look.ts';
import { outcomeLabel } from '../../scripts/outcome.ts';
import { main } from '../../scripts/cli.ts';
import { heard } from '../e2e/house.ts';
import { links, prose, rows, spans } from '../readme-text.ts';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}
interface Job {
  readonly environment?: string;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly path: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const json = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const SETTINGS = json('.github/settings.json') as {
  environments: readonly string[];
  schedules: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, unknown>>;
};
const WORKFLOWS = globSync('.github/workflows/*.yml', { cwd: ROOT }).map((path): Workflow => {
  return { ...(parse(readFileSync(join(ROOT, path), 'utf8')) as Omit<Workflow, 'path'>), path };
});
const permissionsOf = (app: string) =>
  (json(`.github/apps/${app}.json`) as { default_permissions: Readonly<Record<string, string>> }).default_permissions;
const RANK: Readonly<Record<string, number>> = { read: 1, write: 2 };

describe('the settings wanted', () => {
  it('have every environment that a workflow names, and one for each platform', () => {
    const named = WORKFLOWS.flatMap(({ jobs }) => Object.values(jobs).flatMap(({ environment }) => environment ?? []));
    // The intake's environments are named after their senders; the doctor looks at every environment that is there.
    const fixed = named.filter((name) => !name.includes('${{'));
    expect(fixed.filter((name) => !SETTINGS.environments.includes(name))).toEqual([]);
    expect(SETTINGS.environments).toEqual(expect.arrayContaining(connectorNames.map((name) => `execute-${name}`)));
  });

  it('watch every workflow that runs by itself', () => {
    const scheduled = WORKFLOWS.filter(({ on }) => 'schedule' in on).map(({ path }) => path);
    expect(Object.keys(SETTINGS.schedules).toSorted()).toEqual(scheduled.toSorted());
  });

  it('require the check that the gate posts', () => {
    expect(readFileSync(join(ROOT, '.github/rulesets/main-core.json'), 'utf8')).toContain(`"context": "${CHECK}"`);
  });

  it('have every label that a request can get', () => {
    const states = ['refused', 'denied', 'expired', 'waiting', 'approved', 'auto', 'executed'];
    const labels = ['tier 1', 'tier 2', 'tier 3', ...states, ...OUTCOMES.map(outcomeLabel)];
    expect(labels.filter((name) => !(name in SETTINGS.labels))).toEqual([]);
  });
});

describe('the Apps', () => {
  const minted = WORKFLOWS.flatMap(({ path, jobs }) =>
    Object.values(jobs).flatMap(({ environment = '', steps = [] }) =>
      steps.flatMap((step) =>
        Object.entries(step.with ?? {}).flatMap(([name, level]) => {
          const [, permission] = /^permission-(.+)$/.exec(name) ?? [];
          const app = `${environment} ${step.id ?? ''}`;
          return permission === undefined ? [] : [[path, app, permission.replaceAll('-', '_'), level] as const];
        }),
      ),
    ),
  );

  it.each(minted)('%s (%s) asks for no more than its App has: %s %s', (_, name, permission, level) => {
    const app = /^intake|^form asks$/.test(name)
      ? 'proposer'
      : /^(gate|doctor|ledger|form) /.test(name)
        ? 'gate'
        : 'merge';
    expect(RANK[permissionsOf(app)[permission] ?? ''] ?? 0).toBeGreaterThanOrEqual(RANK[level] ?? 3);
  });

  it('keep what is dangerous from those that ask', () => {
    expect(permissionsOf('proposer')).toEqual({ metadata: 'read', contents: 'write', pull_requests: 'write' });
    for (const app of ['proposer', 'gate', 'merge']) expect(permissionsOf(app)).not.toHaveProperty('administration');
    for (const app of ['proposer', 'merge', 'doctor']) expect(permissionsOf(app)).not.toHaveProperty('checks');
  });

  it('have the permissions that the page says', () => {
    const table = rows(prose('.github/SETUP.md'), /^(?:`[a-z_]+`(?:, )?)+$/);
    const apps = ['gate', 'merge', 'proposer', 'doctor'];
    const said = table.flatMap(([names = '', ...levels]) =>
      [...names.matchAll(/`(\w+)`/g)].flatMap(([, name = '']) =>
        apps.flatMap((app, at) => ((levels[at] ?? '–') === '–' ? [] : [`${app} ${name}: ${levels[at] ?? ''}`])),
      ),
    );
    const real = apps.flatMap((app) =>
      Object.entries(permissionsOf(app)).map(([name, level]) => `${app} ${name}: ${level}`),
    );
    expect(said.toSorted()).toEqual(real.toSorted());
  });
});

describe('the page', () => {
  const page = prose('.github/SETUP.md');

  it('names and links only what exists', () => {
    const named = spans(page).filter(
      (span) => /^(?:policies|scripts|test|\.github)\//.test(span) && !span.includes(' '),
    );
    expect([...named, ...links(page)].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('calls only verbs that there are', async () => {
    const verbs = [...page.text.matchAll(/npx countersign (\w+)/g)].map(([, verb = '']) => verb);
    for (const verb of new Set(verbs)) expect([verb, await main([verb, '--help'], heard().io)]).toEqual([verb, 0]);
  });

  it('has a row for every ruleset', () => {
    const files = globSync('.github/rulesets/*.json', { cwd: ROOT }).map((path) => basename(path, '.json'));
    const told = rows(page, /^`(?:main|ledger)-/).flatMap(([names = '']) =>
      [...names.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name),
    );
    expect(told.toSorted()).toEqual(files.toSorted());
  });
});
