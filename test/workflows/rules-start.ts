// When a workflow runs: what may start it, whom it follows, at which times, and in which lane.
import { differs, isUntrusted, jobsOf, text, treeOf } from './workflow.ts';
import type { Workflow } from './workflow.ts';

/** What may start each workflow, and nothing else may. `pull_request_target` is nowhere: it would run with secrets for a fork. */
const TRIGGERS: Readonly<Record<string, readonly string[]>> = {
  signal: ['pull_request', 'pull_request_review'],
  gate: ['repository_dispatch', 'schedule', 'workflow_dispatch', 'workflow_run'],
  merge: ['schedule', 'workflow_dispatch', 'workflow_run'],
  execute: ['schedule', 'workflow_dispatch', 'workflow_run'],
  erase: ['schedule', 'workflow_dispatch'],
  sweep: ['schedule', 'workflow_dispatch'],
  detect: ['branch_protection_rule', 'push', 'schedule', 'workflow_dispatch'],
  review: ['schedule', 'workflow_dispatch'],
  verify: ['schedule', 'workflow_dispatch'],
  doctor: ['branch_protection_rule', 'schedule', 'workflow_dispatch'],
  intake: ['repository_dispatch'],
  form: ['issues', 'schedule', 'workflow_dispatch'],
  ci: ['pull_request', 'push'],
};

export function triggers({ name, tree }: Workflow): readonly string[] {
  return differs('on', Object.keys(treeOf(tree['on'])).toSorted(), TRIGGERS[name]);
}

export function naming({ name, text: all, tree }: Workflow): readonly string[] {
  const first = all.split('\n')[0] ?? '';
  return [...differs('name', tree['name'], name), ...(first.startsWith(`# ${name}: `) ? [] : [`begins ${first}`])];
}

const FOLLOWS: Readonly<Record<string, string>> = { gate: 'signal', merge: 'gate', execute: 'merge' };
const TYPES: Readonly<Record<string, string>> = { gate: 'evaluate', intake: 'propose-action' };

export function following({ name, tree }: Workflow): readonly string[] {
  const on = treeOf(tree['on']);
  const run = FOLLOWS[name] === undefined ? undefined : { workflows: [FOLLOWS[name]], types: ['completed'] };
  const dispatch = TYPES[name] === undefined ? undefined : { types: [TYPES[name]] };
  const issues = name === 'form' ? { types: ['opened', 'edited', 'reopened'] } : undefined;
  const push = on['push'] === undefined ? undefined : { branches: ['main'] };
  return [
    ...differs('workflow_run', on['workflow_run'], run),
    ...differs('repository_dispatch', on['repository_dispatch'], dispatch),
    ...differs('issues', on['issues'], issues),
    ...differs('push', on['push'], push),
  ];
}

export function turns(flow: Workflow): readonly string[] {
  const { name, tree } = flow;
  if (name === 'signal') return differs('concurrency', tree['concurrency'], undefined); // each one has to end, to wake the gate
  if (isUntrusted(flow)) return [];
  const wanted = { group: name, 'cancel-in-progress': false, queue: 'max' };
  return [
    ...differs('concurrency', tree['concurrency'], wanted),
    ...jobsOf(flow).flatMap((job) => differs(`${job.name}.concurrency`, job.tree['concurrency'], undefined)),
  ];
}

export function schedules({ tree }: Workflow): readonly string[] {
  const list = treeOf(tree['on'])['schedule'];
  const crons = Array.isArray(list) ? list.map((one) => text(treeOf(one)['cron'])) : [];
  return crons.filter((cron) => !/^(?:[1-9]|[1-5]\d)(?:-59\/\d+)? /.test(cron));
}
