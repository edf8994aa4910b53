// Records of every kind against main: what each merge brought, what nobody approved, and what closes a gate failure.
import { describe, expect, it } from 'vitest';
import { differences } from '../../../scripts/core/audit/decision.ts';
import {
  type Change,
  type HeadFile,
  type HistoryCommit,
  type MainLine,
  mainLine,
} from '../../../scripts/core/audit/history.ts';
import { mainIsTouchedByMerges, mergesAreOnMain, permitsAreApproved } from '../../../scripts/core/audit/main-files.ts';
import { gateFailures } from '../../../scripts/core/audit/requests.ts';
import { decide } from '../../../scripts/core/decide.ts';
import type { Digest } from '../../../scripts/core/facts.ts';
import { recordedApprovals, recordedVerdict } from '../../../scripts/core/snapshots.ts';
import { formatInstant } from '../../../scripts/core/time.ts';
import { review, situation } from '../../fixtures/situation.ts';
import { historyOf, said, type Sketch } from './situation.ts';

const D = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
const merge = { commit: 'c1', base: 'm', head: 'h1' };
const judged = { pull: { number: 7 }, merge };
const FILES = [
  { path: 'policies/a.yaml', status: 'modified', digest: D('a') },
  { path: 'policies/b.yaml', status: 'removed', digest: null },
  { path: 'policies/c.yaml', status: 'added', digest: D('c') },
] as const;
const policyChanged: Sketch = { ...judged, type: 'policy-changed', change: 'policy', files: FILES };
const change = (path: string, status: string, blob: string, mode = '100644'): Change => ({ path, status, mode, blob });
const AS_APPROVED = [
  change('policies/a.yaml', 'M', 'ba'),
  change('policies/b.yaml', 'D', 'bb', '000000'),
  change('policies/c.yaml', 'A', 'bc'),
];
const base: HistoryCommit = { sha: 'm', parents: [], message: 'first', changes: [] };
const merged = (changes: readonly Change[]): HistoryCommit => ({
  sha: 'c1',
  parents: ['m', 'h1'],
  message: '',
  changes,
});

function mainOf(commits: readonly HistoryCommit[], files: readonly HeadFile[] = []): MainLine {
  const digests = new Map(['a', 'c', 'e'].map((letter) => [`b${letter}`, D(letter)]));
  return mainLine({ head: 'c1', commits, pins: [] }, files, digests);
}

describe('the merge of several files', () => {
  const code: Sketch = { ...policyChanged, change: 'code' };
  it.each<readonly [string, Sketch, readonly Change[], string | null]>([
    ['as approved', policyChanged, AS_APPROVED, null],
    ['in another order', policyChanged, AS_APPROVED.toReversed(), null],
    [
      'with one that may be run',
      code,
      [...AS_APPROVED.slice(0, 2), change('policies/c.yaml', 'A', 'bc', '100755')],
      null,
    ],
    ['with one file less', policyChanged, AS_APPROVED.slice(1), 'changes policies/b.yaml, policies/c.yaml instead of'],
    [
      'with one more',
      policyChanged,
      [...AS_APPROVED, change('x', 'A', 'bx')],
      'policies/c.yaml, x instead of policies/a.yaml, policies/b.yaml, policies/c.yaml.',
    ],
    ['with another fate', policyChanged, [change('policies/a.yaml', 'A', 'ba'), ...AS_APPROVED.slice(1)], 'instead of'],
    [
      'with a link',
      policyChanged,
      [change('policies/a.yaml', 'M', 'ba', '120000'), ...AS_APPROVED.slice(1)],
      'instead of',
    ],
    [
      'with other bytes',
      policyChanged,
      [change('policies/a.yaml', 'M', 'bc'), ...AS_APPROVED.slice(1)],
      'brought other bytes than the approved ones',
    ],
    [
      'with bytes that nobody can read',
      policyChanged,
      [change('policies/a.yaml', 'M', 'b?'), ...AS_APPROVED.slice(1)],
      'brought other bytes',
    ],
    [
      'with a digest left out',
      { ...policyChanged, files: [{ ...FILES[0], digest: null }, ...FILES.slice(1)] },
      AS_APPROVED,
      'brought other bytes',
    ],
    [
      'with a status that git does not know',
      { ...policyChanged, files: [{ ...FILES[0], status: 'renamed' }, ...FILES.slice(1)] },
      AS_APPROVED,
      'instead of',
    ],
    ['that brings nothing', policyChanged, [], 'changes nothing instead of'],
  ])('%s is judged', (_name, sketch, changes, words) => {
    const remarks = mergesAreOnMain({ ...historyOf(sketch), main: mainOf([base, merged(changes)]) });
    expect(remarks.map(({ sentence }) => sentence).join()).toContain(words ?? '');
    expect(remarks).toHaveLength(words === null ? 0 : 1);
  });

  it('names a few of many files', () => {
    const files = Array.from({ length: 7 }, (_, at) => ({ path: `f${at}`, status: 'added', digest: D('a') }));
    const remarks = mergesAreOnMain({ ...historyOf({ ...policyChanged, files }), main: mainOf([base, merged([])]) });
    expect(remarks[0]?.sentence).toBe('Its merge c1 changes nothing instead of f0, f1, f2, f3, f4 and 2 more.');
  });

  it('of no file at all is one that cannot have been approved', () => {
    const remarks = mergesAreOnMain({
      ...historyOf({ ...policyChanged, files: [] }),
      main: mainOf([base, merged(AS_APPROVED)]),
    });
    expect(remarks).toMatchObject([{ code: 'merge-differs', file: null }]);
  });
});

describe('a commit of main', () => {
  const push: HistoryCommit = { sha: 'c2', parents: ['c1'], message: '', changes: [change('scripts/x.ts', 'M', 'bx')] };
  const founded: Sketch = { type: 'key-enrolled', main: 'm' };
  const sentence = 'undefined main-uncovered Commit c2 of main changes scripts/x.ts, and no record knows it.';

  it.each<readonly [string, readonly Sketch[], readonly string[], readonly string[]]>([
    ['of nobody', [founded, policyChanged], [sentence], ['failure']],
    [
      'of a known gate failure',
      [founded, policyChanged, { type: 'gate-failure', pull: 8, action: null, main: 'c2' }],
      [sentence],
      ['reported'],
    ],
    ['that was there when the ledger was founded', [{ ...founded, main: 'c2' }, policyChanged], [], []],
  ])('%s is judged', (_name, sketches, sentences, severities) => {
    const remarks = mainIsTouchedByMerges({
      ...historyOf(...sketches),
      main: mainOf([base, merged(AS_APPROVED), push]),
    });
    expect(said(remarks)).toEqual(sentences);
    expect(remarks.map(({ severity }) => severity)).toEqual(severities);
  });

  it('that changes nothing hides nothing', () => {
    const empty = { ...push, changes: [] };
    const main = mainOf([base, merged(AS_APPROVED), empty]);
    expect(mainIsTouchedByMerges({ ...historyOf(founded, policyChanged), main })).toEqual([]);
  });
});

describe('an exception on main', () => {
  const path = 'exceptions/e.yaml';
  const approved: Sketch = { ...judged, type: 'exception-approved', exception: 'e', path, digest: D('e') };
  const files = [path, 'exceptions/gate-failures/g.yaml', 'exceptions/README.md'];
  const main = mainOf(
    [base],
    files.map((file) => ({ path: file, blob: 'be', mode: '100644' })),
  );

  it('is told of where nobody approved it', () => {
    expect(permitsAreApproved({ ...historyOf(approved), main })).toEqual([]);
    const [remark, ...more] = permitsAreApproved({ ...historyOf(), main });
    expect(more).toEqual([]);
    expect(remark).toMatchObject({
      code: 'exception-unapproved',
      severity: 'reported',
      sentence: 'The exception on main was never approved, so the gate does not count it.',
    });
  });
});

describe('a gate failure', () => {
  const failure: Sketch = {
    type: 'gate-failure',
    pull: null,
    action: null,
    how: 'It ran',
    detectedBy: 'sweep',
    remediation: null,
  };
  const filed: Sketch = { ...judged, type: 'gate-event-filed', event: 'g', records: ['2026/0'] };
  const done: Sketch = { ...judged, type: 'gate-failure-remediated', event: 'g', remediation: 'Mended.' };

  it.each<readonly [string, readonly Sketch[], string]>([
    ['open', [failure], 'not remediated yet'],
    ['filed', [failure, filed], 'not remediated yet'],
    ['remediated', [failure, filed, done], 'remediated: Mended.'],
    ['remediated by the event of another', [failure, { ...filed, records: ['2026/5'] }, done], 'not remediated yet'],
    ['remediated before it was filed', [failure, done], 'not remediated yet'],
  ])('that is %s is told so', (_name, sketches, words) => {
    expect(gateFailures(historyOf(...sketches))[0]?.sentence).toBe(`Gate failure, found by sweep: It ran (${words}).`);
  });

  it('whose own words name who found it says so once', () => {
    const how = 'Patches: Started by hand. Detected by the night shift. (report r)';
    expect(gateFailures(historyOf({ ...failure, how, detectedBy: 'the night shift' }))[0]?.sentence).toBe(
      `Gate failure: ${how} (not remediated yet).`,
    );
  });
});

describe('a recorded change', () => {
  const PATH = 'policies/windows/w.yaml';
  const fields = { type: 'exception-approved', exception: 'e', path: PATH, digest: D('a'), requestor: 'tess' } as const;
  const input = situation({
    proposal: { kind: 'window', id: 'e', path: PATH, action: null, payload: null, approvers: ['olga'] },
    pull: { files: [{ path: PATH, status: 'added', mode: '100644' }] },
    reviews: [review('olga', 'APPROVED', '10:20')],
  });
  const verdict = decide(input);
  const again = { input, verdict, digest: D('a'), fields };
  const evidence = {
    decidedAt: formatInstant(input.now),
    verdict: recordedVerdict(verdict),
    approvals: recordedApprovals(verdict),
  };
  const parts = (over: object, derived: object = {}) =>
    historyOf({ ...evidence, ...fields, ...over }).known.flatMap((known) =>
      differences(known, { ...again, ...derived }).map(({ sentence }) => /^Its (.+?) cannot/.exec(sentence)?.[1]),
    );

  it('says what its files say', () => {
    expect(verdict.state).toBe('approved');
    expect(parts({})).toEqual([]);
    expect(parts({ requestor: 'tomas' })).toEqual(['change']);
    expect(parts({ type: 'window-approved' })).toEqual(['change']);
    expect(parts({}, { fields: null })).toEqual(['change']);
  });
});
