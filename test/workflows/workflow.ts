// The workflows as data: each file parsed strictly, with its text beside it for what only stands in comments.
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readDocument } from '../../scripts/core/document.ts';

export const ROOT = join(import.meta.dirname, '../..');

export type Tree = { readonly [key: string]: unknown };

export interface Workflow {
  /** The file's name without its ending; of the composite action, its folder's. */
  readonly name: string;
  readonly text: string;
  readonly tree: Tree;
}

export interface Job {
  readonly name: string;
  readonly tree: Tree;
  readonly steps: readonly Tree[];
}

/** Every workflow, by name. */
export const workflows: readonly Workflow[] = globSync('.github/workflows/*.{yml,yaml}', { cwd: ROOT })
  .toSorted()
  .map((path) => parsed(basename(path).replace(/\.ya?ml$/, ''), readFileSync(join(ROOT, path), 'utf8')));

/** The one composite action of the project. */
export const setup: Workflow = parsed('setup', readFileSync(join(ROOT, '.github/actions/setup/action.yml'), 'utf8'));

/** @throws where it is not one strict YAML document: no aliases, no tags, no key twice */
export function parsed(name: string, text: string): Workflow {
  const document = readDocument(text, `${name}.yml`);
  if (!document.ok) throw new Error(document.problems.map((one) => `${one.line}: ${one.fact}`).join('\n'));
  return { name, text, tree: treeOf(document.value) };
}

export function treeOf(value: unknown): Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The jobs of a workflow; a composite action counts as one job. */
export function jobsOf({ name, tree }: Workflow): readonly Job[] {
  const jobs = tree['runs'] === undefined ? Object.entries(treeOf(tree['jobs'])) : [[name, tree['runs']] as const];
  return jobs.map(([job, value]) => ({ name: job, tree: treeOf(value), steps: stepsOf(value) }));
}

function stepsOf(job: unknown): readonly Tree[] {
  const { steps } = treeOf(job);
  return Array.isArray(steps) ? steps.map(treeOf) : [];
}

export function stepsIn(workflow: Workflow): readonly Tree[] {
  return jobsOf(workflow).flatMap((job) => job.steps);
}

/** Every text below a value, with the path that leads to it. */
export function textsIn(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, path === '' ? key : `${path}.${key}`));
}

/** The action that a step uses, without its version; '' for a script. */
export function actionOf(step: Tree): string {
  return text(step['uses']).split('@')[0] ?? '';
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A job that can get hold of a secret. */
export function isPrivileged(job: Job): boolean {
  return job.tree['environment'] !== undefined || /\bsecrets\b/.test(JSON.stringify(job.tree));
}

/**
 * Started by something that a pull request brings along: its file, too, is the pull request's. An issue (`issues`) brings no file:
 * there the one of main runs.
 */
export function isUntrusted({ tree }: Workflow): boolean {
  return Object.keys(treeOf(tree['on'])).some((trigger) =>
    /^(pull_request|issue_|merge_group|fork|watch)/.test(trigger),
  );
}

/** What is not as it should be, as one line; nothing where it is. */
export function differs(what: string, is: unknown, should: unknown): readonly string[] {
  return isDeepStrictEqual(is, should) ? [] : [`${what} is ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`];
}
