// One name in four places: each workflow runs the verb of its name, with options that the verb has, in environments that are set up.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { connectorNames } from '../../scripts/connectors/registry.ts';
import { heard } from '../e2e/house.ts';
import { ROOT, jobsOf, setup, stepsIn, text, treeOf, workflows } from './workflow.ts';

/** No verb: one wakes the gate, one runs the project's own checks. */
const OTHERS = ['signal', 'ci'];

/** Workflows whose verb is not there yet. */
const COMING: readonly string[] = [];

/** Verbs that people and automations run themselves. */
const BY_HAND: Readonly<Record<string, string>> = {
  start: 'everything on one machine',
  propose: 'by the automation, with its own account',
  slip: 'by whoever wants to show one action to somebody',
  evidence: 'by whoever audits, or is audited, from a clone',
  anchor: 'by whoever has somebody outside to vouch, on a schedule of their own',
  window: 'by whoever asks for a window',
  exception: 'by whoever asks for an exception',
  'break-glass': 'by one of the few whom standard.yaml names',
  report: 'by whoever saw that the gate was bypassed',
  'on-call': 'by whoever plans the rotations',
  policy: 'in a change to the policy, and in ci',
  codeowners: 'in a change to the policy, and in ci',
  found: 'once',
  key: 'by who keeps the key',
  sequence: 'by whoever cannot wait for the sweep, which does the same',
  setup: 'by an administrator, who is asked before anything changes',
};

const verbs = await (async () => {
  const said = heard();
  await main(['--help'], said.io);
  return [...said.out().matchAll(/^ {2}([a-z-]+) +\S/gm)].map(([, verb]) => verb ?? '');
})();

const running = workflows.filter(({ name }) => !OTHERS.includes(name));

it('every verb has its workflow, or is run by hand for the reason in its row', () => {
  const named = [...running.map(({ name }) => name), ...Object.keys(BY_HAND)];
  expect(verbs.filter((verb) => !named.includes(verb))).toEqual([]);
  expect(Object.keys(BY_HAND).filter((verb) => running.some(({ name }) => name === verb))).toEqual([]);
});

describe.each(running)('the workflow $name', (workflow) => {
  const calls = stepsIn(workflow).flatMap((step) => [...text(step['run']).matchAll(/countersign\.mjs (\S+)(.*)/g)]);

  it('runs the verb of its name and no other', () => {
    expect(calls.map(([, verb]) => verb)).toEqual([workflow.name]);
    expect([...verbs, ...COMING]).toContain(workflow.name);
  });

  it.runIf(verbs.includes(workflow.name))('gives it only options that it has', async () => {
    const said = heard();
    await main([workflow.name, '--help'], said.io);
    const given = calls.flatMap(([, , rest]) => [...(rest ?? '').matchAll(/--[a-z-]+/g)].map(([option]) => option));
    const help = said.out().split('\n')[0] ?? '';
    expect(help).toContain(workflow.name);
    expect(given.filter((option) => !help.split(/[^a-z-]+/).includes(option))).toEqual([]);
  });
});

it('every connector has its job, with an environment of its own', () => {
  const jobs = workflows.filter(({ name }) => name === 'execute').flatMap(jobsOf);
  expect(jobs.map(({ name }) => name).toSorted()).toEqual(connectorNames.map((name) => `execute-${name}`));
});

it('every environment is one that setup makes, and setup makes no other', () => {
  const settings = treeOf(JSON.parse(readFileSync(join(ROOT, '.github/settings.json'), 'utf8')));
  const used = workflows.flatMap(jobsOf).map(({ tree }) => text(tree['environment']));
  // One for each automation that may use the intake: whoever lets one in makes its environment.
  const fixed = new Set(used.filter((name) => name !== '' && name !== 'intake-${{ github.event.sender.id }}'));
  const made = settings['environments'] as readonly string[];
  expect([...fixed].toSorted()).toEqual(made.filter((name) => !/^intake-\d+$/.test(name)).toSorted());
});

it('every schedule that the doctor watches is there', () => {
  const settings = treeOf(JSON.parse(readFileSync(join(ROOT, '.github/settings.json'), 'utf8')));
  for (const path of Object.keys(treeOf(settings['schedules']))) {
    const workflow = workflows.find(({ name }) => path === `.github/workflows/${name}.yml`);
    expect(treeOf(workflow?.tree['on'])['schedule'], path).toBeDefined();
  }
});

it('runs on the Node release of the lockfile', () => {
  const manifest = treeOf(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const { node } = treeOf(manifest['devDependencies']);
  const given = [...workflows, setup].flatMap(stepsIn).flatMap((step) => treeOf(step['with'])['node-version'] ?? []);
  expect(given).toEqual([node, node]);
});
