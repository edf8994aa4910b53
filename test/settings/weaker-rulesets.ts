// Every way in which a ruleset can be weaker than wanted, with what the doctor says of it.
import { ADMINS, EXEMPT, bypass, gone, rule, ruleset, without } from './edits.ts';
import type { Weaker } from './edits.ts';
import { GATE, MERGE } from './rig.ts';

export const WEAKER_RULESETS: readonly Weaker[] = [
  ['a ruleset is deleted', gone('main-core'), 'The ruleset "main-core" does not exist.', 'past the gate'],
  [
    'another is deleted',
    gone('main-only-merge-app'),
    'The ruleset "main-only-merge-app" does not exist.',
    'past the merge bot',
  ],
  ['the ledger is open', gone('ledger-append'), 'The ruleset "ledger-append" does not exist.', 'stop every verb'],
  [
    'the ledger may be rewritten',
    gone('ledger-no-rewrite'),
    'The ruleset "ledger-no-rewrite" does not exist.',
    'rewritten or deleted',
  ],
  [
    'tags may be made',
    gone('ledger-tags-append'),
    'The ruleset "ledger-tags-append" does not exist.',
    'A tag that vouches',
  ],
  [
    'tags may be moved',
    gone('ledger-tags-fixed'),
    'The ruleset "ledger-tags-fixed" does not exist.',
    'A tag that vouches',
  ],
  [
    'a ruleset is off',
    ruleset('main-core', (one) => ({ ...one, enforcement: 'disabled' })),
    'The ruleset "main-core": enforcement is "disabled" and should be "active".',
    'forbids nothing',
  ],
  [
    'a ruleset only looks',
    ruleset('main-core', (one) => ({ ...one, enforcement: 'evaluate' })),
    'enforcement is "evaluate" and should be "active"',
    'forbids nothing',
  ],
  [
    'main is left out',
    ruleset('main-core', (one) => ({
      ...one,
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: ['refs/heads/main'] } },
    })),
    'conditions.ref_name.exclude is ["refs/heads/main"] and should be [].',
    'not protected by it',
  ],
  [
    'another branch is named',
    ruleset('main-core', (one) => ({
      ...one,
      conditions: { ref_name: { include: ['refs/heads/other'], exclude: [] } },
    })),
    'conditions.ref_name.include is ["refs/heads/other"]',
    'not protected by it',
  ],
  [
    'tags instead of branches',
    ruleset('main-core', (one) => ({ ...one, target: 'tag' })),
    'target is "tag" and should be "branch"',
    'not protected by it',
  ],
  [
    'administrators may bypass',
    bypass('main-core', ADMINS),
    'The ruleset "main-core": bypass_actors is [{"actor_id":5,"actor_type":"RepositoryRole","bypass_mode":"always"}] and should be [].',
    'held by none of its rules',
  ],
  [
    'somebody is exempt',
    bypass('main-core', EXEMPT),
    '"bypass_mode":"exempt"}] and should be [].',
    'not even a trace is left',
  ],
  [
    'the merge App may push',
    ruleset('main-only-merge-app', (one) => ({
      ...one,
      bypass_actors: [{ actor_id: MERGE.id, actor_type: 'Integration', bypass_mode: 'always' }],
    })),
    'The ruleset "main-only-merge-app": bypass_actors is [{"actor_id":72,"actor_type":"Integration","bypass_mode":"always"}]',
    'held by none',
  ],
  [
    'another App keeps the ledger',
    bypass('ledger-append', { actor_id: 90001, actor_type: 'Integration', bypass_mode: 'always' }),
    'The ruleset "ledger-append": bypass_actors is',
    'held by none',
  ],
  [
    'main may be deleted',
    without('main-core', 'deletion'),
    'The ruleset "main-core": rules.deletion is not there or not shown',
    'rewritten or deleted past the gate',
  ],
  [
    'main may be rewritten',
    without('main-core', 'non_fast_forward'),
    'rules.non_fast_forward is not there',
    'past the gate',
  ],
  [
    'no pull request is needed',
    without('main-core', 'pull_request'),
    'rules.pull_request is not there',
    'past a pull request',
  ],
  [
    'no check is needed',
    without('main-core', 'required_status_checks'),
    'rules.required_status_checks is not there',
    'without the gate’s verdict',
  ],
  [
    'any App’s check will do',
    rule('main-core', 'required_status_checks', { required_status_checks: [{ context: 'countersign/gate' }] }),
    'required_status_checks is [{"context":"countersign/gate"}] and should be [{"context":"countersign/gate","integration_id":71}].',
    'Any workflow can post',
  ],
  [
    'another check will do',
    rule('main-core', 'required_status_checks', {
      required_status_checks: [{ context: 'ci', integration_id: GATE.id }],
    }),
    'required_status_checks is [{"context":"ci"',
    'only the gate App’s own',
  ],
  [
    'requests have to be up to date',
    rule('main-core', 'required_status_checks', { strict_required_status_checks_policy: true }),
    'strict_required_status_checks_policy is true and should be false',
    'void its approvals',
  ],
  [
    'a branch may begin unchecked',
    rule('main-core', 'required_status_checks', { do_not_enforce_on_create: true }),
    'do_not_enforce_on_create is true and should be false',
    'without the gate’s verdict',
  ],
  [
    'squashing is allowed by the rule',
    rule('main-core', 'pull_request', { allowed_merge_methods: ['merge', 'squash'] }),
    'allowed_merge_methods is ["merge","squash"] and should be ["merge"]',
    'no longer part of main',
  ],
  [
    'old reviews stay',
    rule('main-core', 'pull_request', { dismiss_stale_reviews_on_push: false }),
    'dismiss_stale_reviews_on_push is false and should be true',
    'outdated review',
  ],
  [
    'main may be moved by hand',
    without('main-only-merge-app', 'update'),
    'The ruleset "main-only-merge-app": rules.update is not there',
    'merge a request by hand',
  ],
  [
    'main may follow another repository',
    rule('main-only-merge-app', 'update', { update_allows_fetch_and_merge: true }),
    'update_allows_fetch_and_merge is true and should be false',
    'merge a request by hand',
  ],
];
