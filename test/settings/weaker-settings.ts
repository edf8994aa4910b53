// Every way in which another setting can be weaker than wanted, with what the doctor says of it.
import { environment, part, workflow } from './edits.ts';
import type { Weaker } from './edits.ts';

export const WEAKER_SETTINGS: readonly Weaker[] = [
  [
    'squashing is on',
    part('repository', { allow_squash_merge: true }),
    'The repository: allow_squash_merge is true and should be false.',
    'not be part of main',
  ],
  [
    'rebasing is on',
    part('repository', { allow_rebase_merge: true }),
    'allow_rebase_merge is true and should be false',
    'not be part of main',
  ],
  [
    'merging is off',
    part('repository', { allow_merge_commit: false }),
    'allow_merge_commit is false and should be true',
    'merge bot could not work',
  ],
  [
    'auto-merge is on',
    part('repository', { allow_auto_merge: true }),
    'allow_auto_merge is true and should be false',
    'nobody has judged',
  ],
  [
    'branches stay after the merge',
    part('repository', { delete_branch_on_merge: false }),
    'delete_branch_on_merge is false and should be true',
    'merge bot',
  ],
  [
    'any action may run',
    part('permissions', { allowed_actions: 'all' }),
    'allowed_actions is "all" and should be "selected"',
    'Actions of strangers',
  ],
  [
    'actions need no pin',
    part('permissions', { sha_pinning_required: false }),
    'sha_pinning_required is false and should be true',
    'change under its tag',
  ],
  [
    'Actions are off',
    part('permissions', { enabled: false }),
    'enabled is false and should be true',
    'ours could not run',
  ],
  [
    'verified creators’ actions run',
    part('selected', { verified_allowed: true }),
    'verified_allowed is true and should be false',
    'Actions of strangers',
  ],
  [
    'one more action may run',
    part('selected', { patterns_allowed: ['evil/*'] }),
    'patterns_allowed is ["evil/*"] and should be []',
    'Actions of strangers',
  ],
  [
    'tokens may write',
    part('workflow', { default_workflow_permissions: 'write' }),
    'default_workflow_permissions is "write" and should be "read"',
    'Every workflow',
  ],
  [
    'workflows may approve',
    part('workflow', { can_approve_pull_request_reviews: true }),
    'can_approve_pull_request_reviews is true and should be false',
    'could approve pull requests',
  ],
  [
    'forks may run workflows',
    part('privateForks', { run_workflows_from_fork_pull_requests: true }),
    'run_workflows_from_fork_pull_requests is true and should be false',
    'stranger’s fork',
  ],
  [
    'forks get secrets',
    part('privateForks', { send_secrets_and_variables: true }),
    'send_secrets_and_variables is true and should be false',
    'stranger’s fork',
  ],
  [
    'forks get tokens',
    part('privateForks', { send_write_tokens_to_workflows: true }),
    'send_write_tokens_to_workflows is true',
    'stranger’s fork',
  ],
  [
    'an environment is gone',
    (all) => ({ ...all, environments: all.environments.filter((one) => one.name !== 'merge') }),
    'The environment "merge" does not exist.',
    'another branch than main',
  ],
  [
    'an environment has every branch',
    environment('execute-ninjarmm', { policy: null }),
    'The environment "execute-ninjarmm": deployment_branch_policy is null',
    'another branch than main',
  ],
  [
    'an environment has one branch more',
    environment('gate', {
      branches: [
        { id: 1, name: 'main', type: 'branch' },
        { id: 2, name: '*', type: 'branch' },
      ],
    }),
    'The environment "gate": branches is ["main","*"] and should be ["main"].',
    'another branch than main',
  ],
  [
    'an environment has a tag called main',
    environment('gate', { branches: [{ id: 1, name: 'main', type: 'tag' }] }),
    'branches is ["tag main"] and should be ["main"]',
    'another branch than main',
  ],
  [
    'administrators may pass an environment',
    environment('gate', { canAdminsBypass: true }),
    'The environment "gate": can_admins_bypass is true and should be false.',
    'An administrator could start a job',
  ],
  [
    'an environment of its own is open',
    (all) => ({
      ...all,
      environments: [
        ...all.environments,
        { id: 900, name: 'extra', at: 0, policy: null, branches: [], canAdminsBypass: false, secrets: ['KEY'] },
      ],
    }),
    'The environment "extra" holds KEY and may be used from other branches than main.',
    'another branch',
  ],
  [
    'a secret is open to all',
    (all) => ({ ...all, secrets: ['NINJARMM_CLIENT_SECRET'] }),
    'The secret NINJARMM_CLIENT_SECRET is open to every job of the repository',
    'edited in a pull request',
  ],
  [
    'a variable names another App',
    (all) => ({ ...all, variables: { ...all.variables, COUNTERSIGN_MERGE_APP: 'northwind-gate' } }),
    'The ruleset "main-only-merge-app": bypass_actors is',
    'held by none',
  ],
  [
    'a label is gone',
    (all) => ({ ...all, labels: Object.fromEntries(Object.entries(all.labels).filter(([name]) => name !== 'denied')) }),
    'The label "denied" does not exist.',
    'harder to tell apart',
  ],
  [
    'a schedule is off',
    workflow({ state: 'disabled_inactivity' }),
    'is switched off (disabled_inactivity).',
    'Deadlines, stand-ins',
  ],
  ['a schedule does not come', workflow({ lastScheduled: 0 }), 'has not run by itself for', 'Deadlines, stand-ins'],
  [
    'a workflow is gone',
    (all) => ({ ...all, workflows: all.workflows.slice(1) }),
    'is not there.',
    'Deadlines, stand-ins',
  ],
];
