// What the embedded forge remembers of a repository's settings, and what a new repository begins with, as GitHub's do.
import type { Json, JsonObject } from '../../core/settings-model.ts';
import { ForgeError } from './model.ts';
import type { ForgeAccount, ForgeState } from './model.ts';

export interface StoredRuleset {
  readonly id: number;
  readonly payload: JsonObject;
  readonly createdAt: number;
  readonly versions: readonly {
    readonly id: number;
    readonly by: number;
    readonly at: number;
    readonly state: JsonObject;
  }[];
}

export interface StoredEnvironment {
  readonly id: number;
  readonly name: string;
  readonly at: number;
  readonly policy: JsonObject | null;
  readonly branches: readonly { readonly id: number; readonly name: string; readonly type: string }[];
  readonly canAdminsBypass: boolean;
  readonly secrets: readonly string[];
}

export interface StoredWorkflow {
  readonly path: string;
  readonly state: string;
  readonly since: number;
  readonly lastScheduled: number | null;
}

export interface StoredSettings {
  readonly repository: JsonObject;
  readonly permissions: JsonObject;
  readonly selected: JsonObject;
  readonly workflow: JsonObject;
  readonly publicForks: JsonObject;
  readonly privateForks: JsonObject;
  readonly rulesets: readonly StoredRuleset[];
  readonly environments: readonly StoredEnvironment[];
  readonly labels: Readonly<Record<string, { readonly color: string; readonly description: string | null }>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Names of secrets that every job can read. */
  readonly secrets: readonly string[];
  readonly workflows: readonly StoredWorkflow[];
}

/** What GitHub gives a new repository. */
export const NEW_REPOSITORY: StoredSettings = {
  repository: {
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: false,
  },
  permissions: { enabled: true, allowed_actions: 'all', sha_pinning_required: false },
  selected: { github_owned_allowed: false, verified_allowed: false, patterns_allowed: [] },
  workflow: { default_workflow_permissions: 'write', can_approve_pull_request_reviews: true },
  publicForks: { approval_policy: 'first_time_contributors' },
  privateForks: {
    run_workflows_from_fork_pull_requests: true,
    send_write_tokens_to_workflows: false,
    send_secrets_and_variables: false,
    require_approval_for_fork_pr_workflows: false,
  },
  rulesets: [],
  environments: [],
  labels: {},
  variables: {},
  secrets: [],
  workflows: [],
};

/** The settings of a state; those of a new repository where nobody has set any. */
export function settingsOf(state: ForgeState): StoredSettings {
  return state.settings ?? NEW_REPOSITORY;
}

/** Whether an account has a permission: an administrator has every one, an App those that it was granted. */
export function isGranted(actor: ForgeAccount, name: string, level: 'read' | 'write'): boolean {
  if (actor.permission === 'admin') return true;
  const granted = actor.grants?.[name];
  return granted === 'write' || granted === level;
}

/** Throws GitHub's 403 unless the account has the permission. */
export function needGrant(actor: ForgeAccount, name: string, level: 'read' | 'write'): void {
  if (isGranted(actor, name, level)) return;
  const what =
    actor.type === 'Bot' ? 'Resource not accessible by integration' : 'Must have admin rights to Repository.';
  throw new ForgeError(403, what);
}

/** A value of a request as JSON; it was parsed from JSON. */
export function json(value: unknown): Json {
  return value as Json;
}
