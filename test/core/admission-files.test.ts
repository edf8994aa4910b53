// What may become of a file, kind by kind: whatever is not allowed is refused with its reason and with what to do instead.
import { describe, expect, it } from 'vitest';
import { fileRefusals } from '../../scripts/core/admission-files.ts';
import type { ChangedFile } from '../../scripts/core/facts.ts';
import type { ChangeKind } from '../../scripts/core/policy-model.ts';
import { situation } from '../fixtures/situation.ts';

type Status = ChangedFile['status'];

const PATHS: Readonly<Record<ChangeKind, string>> = {
  action: 'actions-queue/2026/11/x.yaml',
  window: 'policies/windows/x.yaml',
  exception: 'exceptions/x.yaml',
  'gate-event': 'exceptions/gate-failures/x.yaml',
  erasure: 'exceptions/erasures/x.yaml',
  review: 'exceptions/reviews/2026-q3.md',
  policy: 'policies/people.yaml',
  code: 'scripts/x.ts',
};
const STATUSES = ['added', 'modified', 'removed', 'renamed'] as const;

const refused = (kind: ChangeKind, status: Status) => {
  const path = PATHS[kind];
  return fileRefusals(situation({ proposal: { kind, path }, pull: { files: [{ path, status, mode: '100644' }] } }));
};

describe('a file', () => {
  it.each<readonly [ChangeKind, readonly Status[], string, string]>([
    ['action', ['added'], 'and what is in the queue never changes', 'Propose a new action with a new id.'],
    [
      'window',
      ['added'],
      'and an approved window never changes',
      'Propose a new window with a new id; the old one is removed by a change of the policy.',
    ],
    [
      'exception',
      ['added'],
      'and an exception is never changed or renewed in place',
      'Propose a new one that names the old in `renews`; the old one is removed by a change of the policy.',
    ],
    [
      'gate-event',
      ['added', 'modified'],
      'and a gate event that was filed stays',
      'Leave the file where it is; its remediation closes it.',
    ],
    ['erasure', ['added'], 'and an approved erasure never changes', 'Propose a new one with a new id.'],
    ['review', ['added'], 'and a review that was signed never changes', 'Say it in the review of the next quarter.'],
    ['policy', ['added', 'modified', 'removed'], 'which nobody can follow', 'Add or remove it.'],
    ['code', ['added', 'modified', 'removed'], 'which nobody can follow', 'Add or remove it.'],
  ])('of the kind %s may be %j and nothing else', (kind, allowed, why, remedy) => {
    for (const status of STATUSES) {
      const fact = `The file ${PATHS[kind]} is ${status}, ${why}.`;
      const expected = allowed.includes(status) ? [] : [{ code: 'queue-file-not-added', fact, remedy }];
      expect(refused(kind, status), status).toEqual(expected);
    }
  });
});
