// One request of each kind that brings no action, as people would bring it, with realistic texts.
import { houseFiles } from '../../scripts/local/files.ts';
import type { WantedKind } from './pages-kinds.ts';

const WINDOW = `id: globex-patches
title: Globex, monthly patches
operations: [ninjarmm/deploy-patches]
clients: [globex]
zone: Europe/London
from: 2026-12-19T22:00
to: 2026-12-20T04:00
recurrence: { rule: "FREQ=WEEKLY;COUNT=8", except: [2026-12-26] }
requestor: tess
approvers: [olga]
justification: Agreed with the client; their offices are closed on Saturday nights.
`;

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

export const EVENT_PATH = 'exceptions/gate-failures/2026-12-12-acme-fs01.yaml';

export function eventText(remediation = 'null'): string {
  return `id: 2026-12-12-acme-fs01
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
}

export const REMEDY =
  '{ text: Console access is by request now., by: tomas, completed: 2026-12-13, configurationChange: The console asks for a ticket. }';

const REVIEW = {
  format: 1,
  quarter: '2026-Q4',
  period: { from: '2026-10-01T00:00:00Z', until: '2027-01-01T00:00:00Z' },
  lastReview: '2026-Q3',
  version: '1.0',
  attendance: [
    { seat: ['security-lead'], people: ['sam', 'sven'] },
    { seat: ['risk-owner'], people: ['rita'] },
  ],
  gateFailures: [
    { record: '2026/17', how: 'Started by hand in the console.', remediated: true, at: '2026-12-12T08:30:00Z' },
  ],
  population: { 'action-proposed': 120, 'action-approved': 80 },
  openItems: [{ id: 'gate-failure-2026-9', what: 'No remediation is approved.', since: '2026-Q3' }],
};

/** By name; the review and the policy change several files. */
export const SAMPLES: Readonly<Record<string, WantedKind>> = {
  window: { kind: 'window', files: { 'policies/windows/globex-patches.yaml': WINDOW } },
  exception: { kind: 'exception', files: { 'exceptions/isolate-acme.yaml': EXCEPTION } },
  report: { kind: 'gate-event', files: { [EVENT_PATH]: eventText() } },
  remediation: {
    kind: 'gate-event',
    before: { [EVENT_PATH]: eventText() },
    files: { [EVENT_PATH]: eventText(REMEDY) },
  },
  policy: {
    kind: 'policy',
    title: 'One approver is enough',
    files: {
      'policies/authority.yaml': (houseFiles().get('policies/authority.yaml') ?? '').replace(
        /(when: \{ change: policy \}\n\s+seats: ).*/,
        '$1[[security-lead, operations-owner]]',
      ),
      'policies/standard.yaml': (houseFiles().get('policies/standard.yaml') ?? '').replace(
        'decideWithin: 4h',
        'decideWithin: 8h',
      ),
    },
  },
  code: {
    kind: 'code',
    title: 'A script that says hello',
    before: { 'docs/old.md': '# Old\n\nNobody reads it.\n' },
    files: { 'scripts/hello.sh': 'echo hello\n', 'docs/old.md': null },
  },
  review: {
    kind: 'review',
    title: 'Review of 2026-Q4',
    files: {
      'exceptions/reviews/2026-q4.md': '# Review of 2026-Q4\n',
      'exceptions/reviews/2026-q4.json': `${JSON.stringify(REVIEW, null, 2)}\n`,
    },
  },
};
