// One request of each kind, as people bring it: its files, who approves it, and what its record has to say.

export interface Change {
  readonly branch: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The text of a file on main now. */
export type MainText = (path: string) => Promise<string | null>;

const WINDOW = `id: globex-patches
title: Globex, patches
operations: [ninjarmm/deploy-patches]
clients: [globex]
zone: Europe/London
from: 2026-12-19T22:00
to: 2026-12-20T04:00
requestor: tess
approvers: [olga]
justification: Agreed with the client.
`;

/** An exception for two days from the start of the story. */
export const EXCEPTION = `id: isolate-acme
title: Isolation without waiting, while the attack lasts
operations: [ninjarmm/isolate-endpoint]
clients: [acme]
gate: auto-and-log
requestor: tess
approvers: [sam, rita]
justification: The attack is under way and every minute counts.
compensates: The shift lead watches every isolation.
zone: Europe/London
from: 2026-12-14
expires: 2026-12-16
`;

const event = (remediation: string) => `id: 2026-12-12-acme-fs01
title: A patch ran on ACME-FS01 without its window
kind: gate-failure
date: 2026-12-12T08:30:00Z
action: ninjarmm/deploy-patches
target: ACME-FS01
bypass: Started by hand in the console.
detectedBy: the nightly comparison
reportedBy: tess
automation: null
records: []
approvers: [sam, rita]
remediation: ${remediation}
`;
const REMEDY =
  '{ text: Console access is by request now., by: tomas, completed: 2026-12-13, configurationChange: null }';

export interface Kind {
  readonly kind: string;
  readonly change: (main: MainText) => Promise<Change>;
  /** Who approves, in this order; the last one completes it. */
  readonly by: readonly string[];
  readonly waitsFor: string;
  readonly record: Readonly<Record<string, unknown>>;
}

const path = 'exceptions/gate-failures/2026-12-12-acme-fs01.yaml';

export const KINDS: readonly Kind[] = [
  {
    kind: 'window',
    change: async () => ({
      branch: 'window/globex-patches',
      files: { 'policies/windows/globex-patches.yaml': WINDOW },
    }),
    by: ['olga'],
    waitsFor: 'Waiting for Olga Okafor until',
    record: { type: 'window-approved', window: 'globex-patches' },
  },
  {
    kind: 'gate-event',
    change: async () => ({ branch: 'gate-event/fs01', files: { [path]: event('null') } }),
    by: ['sam', 'rita'],
    waitsFor: 'Waiting for Rita Rossi until',
    record: { type: 'gate-event-filed', event: '2026-12-12-acme-fs01', path, records: [] },
  },
  {
    kind: 'gate-event, its remediation',
    change: async () => ({ branch: 'gate-event/fs01-remedy', files: { [path]: event(REMEDY) } }),
    by: ['rita', 'sven', 'sam'],
    waitsFor: 'Waiting for Sam Sato until',
    record: {
      type: 'gate-failure-remediated',
      event: '2026-12-12-acme-fs01',
      remediation: 'Console access is by request now.',
    },
  },
  {
    kind: 'policy',
    change: async (mainText) => {
      const [standard, table] = await Promise.all([
        mainText('policies/standard.yaml'),
        mainText('policies/actions/connectwise-psa.yaml'),
      ]);
      return {
        branch: 'raise-the-version',
        files: {
          'policies/standard.yaml': (standard ?? '').replace('version: "1.0"', 'version: "1.1"'),
          'policies/actions/connectwise-psa.yaml': `${table ?? ''}# reviewed\n`,
        },
      };
    },
    by: ['sven', 'oscar'],
    waitsFor: 'Waiting for Olga Okafor and Oscar Ortiz until',
    record: {
      type: 'policy-changed',
      change: 'policy',
      version: { from: '1.0', to: '1.1' },
      files: [
        { path: 'policies/actions/connectwise-psa.yaml', status: 'modified' },
        { path: 'policies/standard.yaml' },
      ],
    },
  },
  {
    kind: 'code',
    change: async () => ({
      branch: 'a-script',
      files: { 'scripts/hello.sh': 'echo hello\n', 'docs/hello.md': '# Hello\n' },
    }),
    by: ['olga', 'sam'],
    waitsFor: 'Waiting for Sam Sato and Sven Sorensen until',
    record: {
      type: 'policy-changed',
      change: 'code',
      version: { from: '1.1', to: '1.1' },
      files: [{ path: 'docs/hello.md', status: 'added' }, { path: 'scripts/hello.sh' }],
    },
  },
];
