// Attempts that only GitHub itself could show: the setting that covers each, and the check that watches the setting.
import type { Surroundings } from '../../scripts/core/settings-checks.ts';
import type { RuleName } from '../workflows/rules.ts';
import type { AttemptNumber } from './attempt.ts';

export type Watch =
  /** A row of the doctor's table of weakenings, by its name: it is weakened so, and the doctor has to say it. */
  | { readonly by: 'doctor'; readonly weaker: string }
  /** What the doctor reads beside the settings, with one thing wrong, and its sentence. */
  | { readonly by: 'surroundings'; readonly seen: Partial<Surroundings>; readonly sentence: string }
  /** A rule of the workflows, and a text of one of them put so that the rule is broken. */
  | {
      readonly by: 'workflow';
      readonly rule: RuleName;
      readonly file: string;
      readonly from: string;
      readonly to: string;
    }
  /** The gate itself, told such facts. */
  | { readonly by: 'gate'; readonly fork: true; readonly code: string }
  /** Nothing can see it; it is said openly, in these words. */
  | { readonly by: 'stated'; readonly file: string; readonly words: string };

export interface OnlyGithub {
  readonly number: AttemptNumber;
  readonly why: string;
  /** What covers it. */
  readonly setting: string;
  readonly watched: readonly [Watch, ...Watch[]];
}

const CHECKOUT = 'ref: ${{ github.sha }}';
const MAIN = "if: github.ref == 'refs/heads/main'";
const known = <T>(value: T) => ({ known: true, value }) as const;

export const ONLY_GITHUB: readonly OnlyGithub[] = [
  {
    number: 6,
    why: 'Only GitHub starts a workflow because another one ended.',
    setting:
      'The gate follows the workflow "signal" by its name, takes nothing of it, and looks at everything by the API.',
    watched: [
      {
        by: 'workflow',
        rule: 'follows only what it is meant to follow',
        file: 'gate',
        from: 'workflows: [signal]',
        to: 'workflows: [signal, ci]',
      },
      {
        by: 'workflow',
        rule: 'names nothing untrusted in any expression',
        file: 'gate',
        from: 'steps.app.outputs.token',
        to: 'github.event.workflow_run.head_branch',
      },
      {
        by: 'workflow',
        rule: 'runs actions of known releases only, pinned by commit',
        file: 'gate',
        from: 'actions/create-github-app-token@',
        to: 'actions/download-artifact@',
      },
      { by: 'doctor', weaker: 'any App’s check will do' },
    ],
  },
  {
    number: 18,
    why: 'The API does not tell a person from that person’s token.',
    setting: 'The organisation’s policy on personal access tokens; no person’s token on a machine of agents.',
    watched: [
      {
        by: 'stated',
        file: '.github/SECURITY.md',
        words: "A person's access token in an agent's hands approves as that person",
      },
    ],
  },
  {
    number: 21,
    why: 'Only GitHub keeps the secrets of an environment from a job on another branch.',
    setting: 'Each environment may be used from main alone, and each job with secrets asks for main as well.',
    watched: [
      { by: 'doctor', weaker: 'an environment has every branch' },
      { by: 'doctor', weaker: 'an environment has one branch more' },
      { by: 'doctor', weaker: 'an environment has a tag called main' },
      {
        by: 'workflow',
        rule: 'runs what has secrets from main alone, and nothing twice that acts',
        file: 'execute',
        from: "github.ref == 'refs/heads/main' && ",
        to: '',
      },
      {
        by: 'workflow',
        rule: 'gives a secret only to a step of a job in an environment',
        file: 'execute',
        from: '    environment: execute-ninjarmm\n',
        to: '',
      },
    ],
  },
  {
    number: 25,
    why: 'Only GitHub has the cache and the runner.',
    setting:
      'No cache in any job, packages from the lockfile without their scripts, actions pinned by commit, nothing of a request checked out.',
    watched: [
      { by: 'workflow', rule: 'uses no cache', file: 'gate', from: 'cache-mode: none\n', to: '' },
      {
        by: 'workflow',
        rule: 'installs from the lockfile without running anything of it',
        file: 'setup',
        from: ' --ignore-scripts',
        to: '',
      },
      {
        by: 'workflow',
        rule: 'checks out main and nothing of a pull request, and keeps no credentials',
        file: 'gate',
        from: CHECKOUT,
        to: 'ref: ${{ github.event.workflow_run.head_sha }}',
      },
      { by: 'doctor', weaker: 'actions need no pin' },
      { by: 'doctor', weaker: 'any action may run' },
    ],
  },
  {
    number: 26,
    why: 'Only GitHub says who started a run.',
    setting: 'No condition asks for the name of an account; who sent a request for intake is its number.',
    watched: [
      {
        by: 'workflow',
        rule: 'names nothing untrusted in any expression',
        file: 'gate',
        from: MAIN,
        to: "if: github.actor == 'countersign[bot]'",
      },
      {
        by: 'workflow',
        rule: 'runs what has secrets from main alone, and nothing twice that acts',
        file: 'merge',
        from: MAIN,
        to: "if: github.triggering_actor == 'countersign[bot]'",
      },
    ],
  },
  {
    number: 36,
    why: 'Only GitHub hands a secret to a job.',
    setting:
      'Keys lie in environments of main; a workflow on main changes by two approvals; a token has the rights of its job alone.',
    watched: [
      { by: 'doctor', weaker: 'a secret is open to all' },
      { by: 'doctor', weaker: 'an environment of its own is open' },
      { by: 'doctor', weaker: 'administrators may pass an environment' },
      { by: 'doctor', weaker: 'no pull request is needed' },
      {
        by: 'surroundings',
        seen: {
          apps: known([
            { role: 'proposer', id: 3, slug: 'responder', permissions: { contents: 'write', workflows: 'write' } },
          ]),
        },
        sentence: 'The App "responder" (proposer) has workflows: write, and needs nothing of it.',
      },
      {
        by: 'workflow',
        rule: 'asks for an App’s rights one by one, and for the strong ones only where they belong',
        file: 'execute',
        from: '          permission-contents: write',
        to: '          permission-workflows: write # all\n          permission-contents: write',
      },
      {
        by: 'workflow',
        rule: 'gives a job the credentials of its own platform alone',
        file: 'gate',
        from: 'LEDGER_KEY: ${{ secrets.COUNTERSIGN_LEDGER_KEY }}',
        to: 'LEDGER_KEY: ${{ secrets.NINJARMM_CLIENT_SECRET }}',
      },
    ],
  },
  {
    number: 37,
    why: 'The embedded forge has no forks.',
    setting: 'Forks run nothing without leave, get no secret and no writing token; a request from a fork is refused.',
    watched: [
      { by: 'doctor', weaker: 'forks may run workflows' },
      { by: 'doctor', weaker: 'forks get secrets' },
      { by: 'doctor', weaker: 'forks get tokens' },
      {
        by: 'workflow',
        rule: 'gives no secret where a pull request brings the workflow',
        file: 'signal',
        from: '    timeout-minutes: 2\n',
        to: '    timeout-minutes: 2\n    environment: gate\n',
      },
      {
        by: 'workflow',
        rule: 'is started by what its row allows, and by nothing else',
        file: 'signal',
        from: '  pull_request:\n',
        to: '  pull_request_target:\n',
      },
      { by: 'gate', fork: true, code: 'pull-from-fork' },
    ],
  },
];
