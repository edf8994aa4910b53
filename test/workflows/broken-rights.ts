// Broken copies of what a job may do: permissions, App tokens, secrets and the branch that it runs from.
import type { Change } from './broken.ts';

export const brokenRights = {
  'gives no job a permission by default': [
    ['gate', 'rights for every job', 'permissions: {}\n', 'permissions:\n  contents: read # why\n'],
  ],
  'lets the token of a job read the repository at most': [
    ['ci', 'a token that writes', 'contents: read #', 'contents: write #'],
    ['signal', 'everything', '    permissions: {}\n    steps', '    permissions: write-all\n    steps'],
    [
      'verify',
      'an identity for outside',
      '      contents: read #',
      '      id-token: write # why\n      contents: read #',
    ],
  ],
  'gives a reason for every permission': [
    [
      'sweep',
      'no reason',
      'permission-contents: write # the ledger',
      'permission-contents: write\n          # the ledger',
    ],
  ],
  'asks for an App’s rights one by one, and for the strong ones only where they belong': [
    [
      'gate',
      'the right to change workflows',
      'permission-checks: write',
      'permission-workflows: write # why\n          permission-checks: write',
    ],
    [
      'execute',
      'a verdict by the executor',
      'permission-contents: write',
      'permission-checks: write # why\n          permission-contents: write',
    ],
    [
      'doctor',
      'a recorder that changes the rules',
      'permission-contents: write',
      'permission-administration: write # why\n          permission-contents: write',
    ],
    ['sweep', 'answers on issues', 'permission-issues: read', 'permission-issues: write'],
    [
      'merge',
      'the whole organisation',
      '          permission-contents: write',
      '          owner: northwind\n          permission-contents: write',
    ],
    [
      'review',
      'every right of the App',
      "          permission-contents: write # the report's branch\n          permission-pull-requests: write # the report's request\n",
      '',
    ],
  ],
  'gives a secret only to a step of a job in an environment': [
    ['gate', 'no environment', '    environment: gate\n', ''],
    [
      'execute',
      'a secret for every step',
      '    runs-on: ubuntu-24.04\n',
      '    runs-on: ubuntu-24.04\n    env:\n      NINJARMM_CLIENT_SECRET: ${{ secrets.NINJARMM_CLIENT_SECRET }}\n',
    ],
    [
      'merge',
      'a secret for every job',
      'permissions: {}\n',
      'permissions: {}\n\nenv:\n  KEY: ${{ secrets.COUNTERSIGN_APP_KEY }}\n',
    ],
  ],
  'gives a job the credentials of its own platform alone': [
    [
      'gate',
      'a gate that could act',
      '          LEDGER_KEY:',
      '          NINJARMM_CLIENT_SECRET: ${{ secrets.NINJARMM_CLIENT_SECRET }}\n          LEDGER_KEY:',
    ],
    [
      'sweep',
      'a sweep that reads what platforms did',
      '          LEDGER_KEY:',
      '          NINJARMM_MONITOR_CLIENT_SECRET: ${{ secrets.NINJARMM_MONITOR_CLIENT_SECRET }}\n          LEDGER_KEY:',
    ],
    ['execute', 'another environment', 'environment: execute-ninjarmm', 'environment: gate'],
    ['execute', 'another platform’s job', '  execute-ninjarmm:\n', '  execute-sentinelone:\n'],
  ],
  'gives no secret where a pull request brings the workflow': [
    ['ci', 'an environment', '    timeout-minutes: 60\n', '    timeout-minutes: 60\n    environment: gate\n'],
    [
      'signal',
      'a secret',
      '      - run: echo "The gate will look."\n',
      '      - run: echo "The gate will look."\n        env:\n          KEY: ${{ secrets.COUNTERSIGN_APP_KEY }}\n',
    ],
  ],
  'runs what has secrets from main alone, and nothing twice that acts': [
    ['gate', 'any branch', "    if: github.ref == 'refs/heads/main'\n", ''],
    ['merge', 'a way around', "if: github.ref == 'refs/heads/main'", "if: github.ref == 'refs/heads/main' || true"],
    ['execute', 'an old run again', ' && github.run_attempt == 1', ''],
    [
      'intake',
      'any sender',
      "github.ref == 'refs/heads/main' && github.run_attempt == 1 &&\n      contains(fromJSON(vars.COUNTERSIGN_INTAKE_SENDERS || '[]'), github.event.sender.id)",
      "github.ref == 'refs/heads/main' && github.run_attempt == 1",
    ],
  ],
  'keeps the ledger’s key in a file that nobody else reads': [
    ['gate', 'a file for everybody', '          umask 077\n', ''],
    ['merge', 'a key in the checkout', '${{ runner.temp }}/ledger.pem', 'ledger.pem'],
  ],
} as const satisfies Readonly<Record<string, readonly Change[]>>;
