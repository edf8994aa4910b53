// Broken copies of what a job runs: actions, scripts, expressions, the checkout, the machine.
import type { Change } from './broken.ts';

export const brokenSteps = {
  'runs actions of known releases only, pinned by commit': [
    ['gate', 'a tag that can be moved', '@3d3c42e5aac5ba805825da76410c181273ba90b1 #', '@v7 #'],
    [
      'merge',
      'another commit',
      '@1b10c78c7865c340bc4f6099eb2f838309f1e8c3',
      '@0000000000000000000000000000000000000000',
    ],
    ['ci', 'a release that it is not', '# v7.0.1', '# v7.0.2'],
    ['setup', 'an action of a stranger', 'actions/setup-node@', 'acme/setup-node@'],
  ],
  'has no expression in a script': [
    [
      'gate',
      'the title of a request',
      'node scripts/countersign.mjs gate',
      'echo "${{ github.event.workflow_run.display_title }}"\n          node scripts/countersign.mjs gate',
    ],
  ],
  'names nothing untrusted in any expression': [
    ['gate', 'a payload', 'steps.app.outputs.token', 'github.event.client_payload.token'],
    [
      'intake',
      'an environment that the payload chooses',
      'environment: intake-${{ github.event.sender.id }}',
      'environment: intake-${{ github.event.client_payload.sender }}',
    ],
    ['merge', 'the whole event', '${{ runner.temp }}', '${{ toJSON(github.event) }}'],
    [
      'gate',
      'a branch’s name in a condition',
      "if: github.ref == 'refs/heads/main'",
      "if: github.event.workflow_run.head_branch == 'main'",
    ],
    ['form', 'the words of an issue', 'environment: form', 'environment: ${{ github.event.issue.title }}'],
    ['sweep', 'another spelling', '${{ runner.temp }}', "${{ github['head_ref'] }}"],
  ],
  'checks out main and nothing of a pull request, and keeps no credentials': [
    ['gate', 'the head of the request', 'ref: ${{ github.sha }}', 'ref: ${{ github.event.workflow_run.head_sha }}'],
    [
      'merge',
      'wherever main is by now',
      '          ref: ${{ github.sha }} # the commit of main that this file comes from\n',
      '',
    ],
    [
      'gate',
      'a fork’s code after all',
      '          ref: ${{ github.sha }} # the commit of main that this file comes from\n',
      '          ref: ${{ github.sha }} # the commit of main that this file comes from\n          allow-unsafe-pr-checkout: true\n',
    ],
    ['verify', 'kept credentials', '          persist-credentials: false\n', ''],
    [
      'sweep',
      'another repository',
      '          ref: ${{ github.sha }} # the commit of main that this file comes from\n',
      '          ref: ${{ github.sha }} # the commit of main that this file comes from\n          repository: acme/other\n',
    ],
  ],
  'fetches nothing by a script': [
    [
      'gate',
      'a pull request’s branch',
      'node scripts/countersign.mjs gate',
      'git fetch origin refs/pull/1/head\n          node scripts/countersign.mjs gate',
    ],
    ['merge', 'a package by name', 'umask 077', 'npx somebody-elses\n          umask 077'],
  ],
  'installs from the lockfile without running anything of it': [
    ['setup', 'lifecycle scripts', ' --ignore-scripts', ''],
    ['setup', 'tools for development', ' --omit=dev', ''],
  ],
  'uses no cache': [
    ['setup', 'a cache of packages', 'package-manager-cache: false', 'cache: npm'],
    ['gate', 'the default', 'cache-mode: none\n', ''],
    ['execute', 'a job with one', '    timeout-minutes: 30\n', '    timeout-minutes: 30\n    cache-mode: write\n'],
  ],
  'ends within its time': [
    ['gate', 'six hours', '    timeout-minutes: 10\n', ''],
    ['verify', 'too long', 'timeout-minutes: 60', 'timeout-minutes: 360'],
  ],
  'runs on a named runner with a named shell': [
    ['execute', 'a machine of one’s own', 'runs-on: ubuntu-24.04', 'runs-on: self-hosted'],
    ['gate', 'an image that changes', 'runs-on: ubuntu-24.04', 'runs-on: ubuntu-latest'],
    ['merge', 'the default shell', '\ndefaults:\n  run:\n    shell: bash\n', ''],
    [
      'sweep',
      'an image from somewhere',
      '    runs-on: ubuntu-24.04\n',
      '    runs-on: ubuntu-24.04\n    container: node:24\n',
    ],
  ],
} as const satisfies Readonly<Record<string, readonly Change[]>>;
