// What the repository's rulesets forbid: to whom, on which refs, and whom they let past with or without a trace.
import { isObject, wordOf } from '../../core/settings-model.ts';
import type { Json, JsonObject } from '../../core/settings-model.ts';
import { DEFAULT_BRANCH } from './branch-rules.ts';
import type { RefMove } from './branch-rules.ts';
import type { ForgeAccount } from './model.ts';
import type { StoredSettings } from './settings-model.ts';

export interface Rule {
  readonly type: string;
  readonly parameters: JsonObject;
  readonly ruleset: { readonly id: number; readonly name: string };
}

export interface Ruled {
  /** Rules that hold this account. */
  readonly binding: readonly Rule[];
  /** Rules that it may pass, which leaves a trace. An exempt account leaves none. */
  readonly bypassed: readonly Rule[];
}

/** The rules on a ref as this account meets them, pushing or merging a pull request. */
export function rulesFor(settings: StoredSettings, ref: string, actor: ForgeAccount, how: 'push' | 'merge'): Ruled {
  const binding: Rule[] = [];
  const bypassed: Rule[] = [];
  for (const { id, payload } of settings.rulesets) {
    if (payload['enforcement'] !== 'active' || !patternsOf(payload).some((pattern) => fits(pattern, ref, payload)))
      continue;
    const modes = list(payload['bypass_actors'])
      .filter((one) => isActor(one, actor))
      .map((one) => one['bypass_mode'] ?? 'always');
    if (modes.includes('exempt')) continue;
    const passes = modes.includes('always') || (how === 'merge' && modes.includes('pull_request'));
    const ruleset = { id, name: wordOf(payload['name']) };
    for (const rule of list(payload['rules'])) {
      const { parameters } = rule;
      const each = { type: wordOf(rule['type']), parameters: isObject(parameters) ? parameters : {}, ruleset };
      (passes ? bypassed : binding).push(each);
    }
  }
  return { binding, bypassed };
}

/** The moves of a ref by a push that a rule of each type forbids; `merges` is a push that brings merge commits. */
const FORBIDS: Readonly<Record<string, readonly (RefMove['kind'] | 'merges')[]>> = {
  creation: ['create'],
  update: ['forward', 'rewrite'],
  deletion: ['delete'],
  non_fast_forward: ['rewrite'],
  required_linear_history: ['merges'],
  // A direct push brings no pull request, and a commit that nobody has checked.
  pull_request: ['forward', 'rewrite'],
  required_status_checks: ['forward', 'rewrite'],
  // Nothing that is signed can be checked here, so nothing counts as signed.
  required_signatures: ['create', 'forward', 'rewrite'],
};

/** Whether a rule forbids a move of a ref by a push. */
export function forbids(rule: Pick<Rule, 'type'>, kind: RefMove['kind'] | 'merges'): boolean {
  return (FORBIDS[rule.type] ?? []).includes(kind);
}

/** The sentence with which GitHub refuses what a rule forbids. */
export function violationOf({ type, ruleset }: Rule): string {
  return `Repository rule violations found: ${WORDS[type] ?? type} (ruleset ${ruleset.name})`;
}

const WORDS: Readonly<Record<string, string>> = {
  creation: 'Cannot create ref due to creations being restricted.',
  update: 'Cannot update this protected ref.',
  deletion: 'Cannot delete this protected ref.',
  non_fast_forward: 'Cannot force-push to this ref.',
  required_linear_history: 'This ref must not contain merge commits.',
  pull_request: 'Changes must be made through a pull request.',
  required_status_checks: 'Required status checks are expected.',
  required_signatures: 'Commits must have verified signatures.',
};

/** What the hook needs: one line for each rule that holds this account: moves, refs, refs left out, sentence. */
export function hookRules(settings: StoredSettings, actor: ForgeAccount): string {
  const lines = settings.rulesets.flatMap((one) => {
    const alone = { ...settings, rulesets: [one] };
    const except =
      excludes(one.payload)
        .map((each) => source(each, one.payload))
        .join('|') || '^$';
    return patternsOf(one.payload).flatMap((pattern) => {
      const sample = sampleRef(pattern, one.payload);
      return rulesFor(alone, sample, actor, 'push').binding.flatMap((rule) => {
        const kinds = FORBIDS[rule.type] ?? [];
        const fields = [kinds.join(' '), source(pattern, one.payload), except, violationOf(rule)];
        return kinds.length === 0 ? [] : [fields.join('\t')];
      });
    });
  });
  return lines.join('\n');
}

/** The approving reviews, checks and methods that a rule asks of a merge; the sentence that refuses it, or `null`. */
export function mergeViolation(rule: Rule, facts: MergeFacts): string | null {
  if (rule.type === 'pull_request') {
    const methods = rule.parameters['allowed_merge_methods'];
    if (Array.isArray(methods) && !methods.includes(facts.method))
      return `${facts.method} merges are not allowed on this branch.`;
    const count = Number(rule.parameters['required_approving_review_count'] ?? 0);
    const missing = `At least ${count} approving review is required by reviewers with write access.`;
    return facts.approvals < count ? missing : null;
  }
  if (rule.type === 'required_status_checks') {
    const open = list(rule.parameters['required_status_checks']).find((check) => !facts.passed(check));
    return open === undefined ? null : `Required status check "${wordOf(open['context'])}" is expected.`;
  }
  const refused = ['update', 'required_linear_history', 'required_signatures'].includes(rule.type);
  return refused ? violationOf(rule) : null;
}

export interface MergeFacts {
  readonly method: string;
  readonly approvals: number;
  /** Whether a check `{ context, integration_id }` has passed on the head. */
  readonly passed: (check: JsonObject) => boolean;
}

const ROLES: Readonly<Record<number, ForgeAccount['permission']>> = { 5: 'admin', 4: 'write' };

function isActor(one: JsonObject, actor: ForgeAccount): boolean {
  const id = one['actor_id'];
  if (one['actor_type'] === 'Integration') return actor.type === 'Bot' && id === actor.id;
  if (one['actor_type'] === 'User') return actor.type === 'User' && id === actor.id;
  if (one['actor_type'] === 'OrganizationAdmin') return actor.permission === 'admin';
  return one['actor_type'] === 'RepositoryRole' && typeof id === 'number' && ROLES[id] === actor.permission;
}

function patternsOf(payload: JsonObject): readonly string[] {
  const { conditions } = payload;
  const names = isObject(conditions) ? conditions['ref_name'] : undefined;
  const include = isObject(names) ? names['include'] : undefined;
  return Array.isArray(include) ? include.map(String) : [];
}

function excludes(payload: JsonObject): readonly string[] {
  const { conditions } = payload;
  const names = isObject(conditions) ? conditions['ref_name'] : undefined;
  const exclude = isObject(names) ? names['exclude'] : undefined;
  return Array.isArray(exclude) ? exclude.map(String) : [];
}

function fits(pattern: string, ref: string, payload: JsonObject): boolean {
  if (excludes(payload).some((one) => new RegExp(source(one, payload)).test(ref))) return false;
  return new RegExp(source(pattern, payload)).test(ref);
}

/** A pattern as a regular expression that `grep -E` reads too: a star stays within one part of a name, two span parts. */
function source(pattern: string, payload: JsonObject): string {
  const prefix = payload['target'] === 'tag' ? 'refs/tags/' : 'refs/heads/';
  if (pattern === '~ALL') return `^${prefix}`;
  if (pattern === '~DEFAULT_BRANCH') return `^refs/heads/${DEFAULT_BRANCH}$`;
  // A pattern of the other kind of ref matches nothing.
  if (!pattern.startsWith(prefix)) return '^$';
  const parts = pattern.match(/\*\*\/|\*|\?|[^*?]+/g) ?? [];
  const words: Readonly<Record<string, string>> = { '**/': '([^/]+/)*', '*': '[^/]*', '?': '[^/]' };
  return `^${parts.map((part) => words[part] ?? part.replaceAll(/[.\\+^$()[\]{}|]/g, '\\$&')).join('')}$`;
}

/** A ref that the pattern fits, to ask which rules stand behind it. */
function sampleRef(pattern: string, payload: JsonObject): string {
  if (pattern === '~DEFAULT_BRANCH') return `refs/heads/${DEFAULT_BRANCH}`;
  if (pattern === '~ALL') return payload['target'] === 'tag' ? 'refs/tags/x' : 'refs/heads/x';
  return pattern.replaceAll('**/', '').replaceAll(/[*?]/g, 'x');
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((item: Json): item is JsonObject => isObject(item)) : [];
}
