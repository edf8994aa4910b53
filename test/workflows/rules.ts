// The rules that every workflow keeps. Each says what is wrong with a workflow; `broken.ts` shows that each can say it.
import { appRights, condition, credentials, keys, open, secrets, tokenRights, unexplained } from './rules-rights.ts';
import { following, naming, schedules, triggers, turns } from './rules-start.ts';
import {
  caches,
  checkouts,
  inScripts,
  installs,
  machines,
  pins,
  scripts,
  timeLimit,
  untrusted,
} from './rules-steps.ts';
import { differs, jobsOf } from './workflow.ts';
import type { Job, Workflow } from './workflow.ts';

/** @returns what is wrong, nothing where the rule is kept */
type Rule = (workflow: Workflow) => readonly string[];

export const RULES = {
  'is named after its file, and says in its first line what it is for': naming,
  'is started by what its row allows, and by nothing else': triggers,
  'follows only what it is meant to follow': following,
  'comes round at other times than the full hour': schedules,
  'cancels nobody’s turn': turns,
  'gives no job a permission by default': ({ tree }) => differs('permissions', tree['permissions'], {}),
  'lets the token of a job read the repository at most': eachJob(tokenRights),
  'gives a reason for every permission': unexplained,
  'asks for an App’s rights one by one, and for the strong ones only where they belong': appRights,
  'gives a secret only to a step of a job in an environment': secrets,
  'gives a job the credentials of its own platform alone': eachJob(credentials),
  'gives no secret where a pull request brings the workflow': open,
  'runs what has secrets from main alone, and nothing twice that acts': eachJob(condition),
  'keeps the ledger’s key in a file that nobody else reads': keys,
  'runs actions of known releases only, pinned by commit': pins,
  'has no expression in a script': inScripts,
  'names nothing untrusted in any expression': untrusted,
  'checks out main and nothing of a pull request, and keeps no credentials': checkouts,
  'fetches nothing by a script': scripts,
  'installs from the lockfile without running anything of it': installs,
  'uses no cache': caches,
  'ends within its time': eachJob(timeLimit),
  'runs on a named runner with a named shell': machines,
} satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;

function eachJob(problems: (job: Job) => readonly string[]): Rule {
  return (flow) => jobsOf(flow).flatMap((job) => problems(job).map((one) => `${job.name}: ${one}`));
}
