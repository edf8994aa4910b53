// Broken copies of when a workflow runs: triggers, times and lanes.
import type { Change } from './broken.ts';

export const brokenStart = {
  'is named after its file, and says in its first line what it is for': [
    ['gate', 'another name', 'name: gate', 'name: merge'],
    ['merge', 'no purpose', '# merge: ', '# '],
  ],
  'is started by what its row allows, and by nothing else': [
    [
      'gate',
      'the trigger that gives a fork secrets',
      '  workflow_dispatch:\n',
      '  workflow_dispatch:\n  pull_request_target:\n',
    ],
    ['execute', 'anybody’s comment', '  workflow_dispatch:\n', '  workflow_dispatch:\n  issue_comment:\n'],
    ['sweep', 'inputs from a caller', 'on:\n', 'on:\n  workflow_call:\n'],
    ['form', 'anybody’s comment', '  workflow_dispatch:\n', '  workflow_dispatch:\n  issue_comment:\n'],
  ],
  'follows only what it is meant to follow': [
    ['execute', 'what a pull request runs', 'workflows: [merge]', 'workflows: [ci]'],
    ['intake', 'any dispatch', '    types: [propose-action]\n', '    types: [anything]\n'],
    ['detect', 'any branch', 'branches: [main]', "branches: ['**']"],
    ['form', 'any label that somebody sets', 'types: [opened, edited, reopened]', 'types: [labeled]'],
  ],
  'comes round at other times than the full hour': [
    ['sweep', 'the full hour', "cron: '6-59/15 * * * *'", "cron: '0 * * * *'"],
    ['gate', 'every ten minutes', "cron: '3-59/10 * * * *'", "cron: '*/10 * * * *'"],
  ],
  'cancels nobody’s turn': [
    ['merge', 'a pending run dropped for a later one', '  queue: max\n', ''],
    ['execute', 'a run cut off', 'cancel-in-progress: false', 'cancel-in-progress: true'],
    ['intake', 'a lane that the sender chooses', 'group: intake', 'group: intake-${{ github.event.sender.id }}'],
    [
      'signal',
      'a signal that never ends',
      'permissions: {}\n\ncache',
      'permissions: {}\nconcurrency: { group: signal }\n\ncache',
    ],
  ],
} as const satisfies Readonly<Record<string, readonly Change[]>>;
