// What the two branches show and nobody reported: each finding with its kind, its words and its name, and each only once.
import { describe, expect, it } from 'vitest';
import { type HistoryCommit, mainLine } from '../../scripts/core/audit/history.ts';
import { tipsAreOnMain } from '../../scripts/core/audit/main-line.ts';
import { digestOf } from '../../scripts/core/canonical.ts';
import { detected } from '../../scripts/core/detect.ts';
import { historyOf } from './audit/situation.ts';
import type { Sketch } from './audit/situation.ts';

const change = { path: 'docs/a.md', status: 'A', mode: '100644', blob: 'b' };
const base: HistoryCommit = { sha: 'm', parents: [], message: '', changes: [] };
const pushed: HistoryCommit = { sha: 'c1', parents: ['m'], message: '', changes: [change] };
const LATER = Date.parse('2026-11-20T23:00:00Z');
const founded: Sketch = { type: 'key-enrolled' };
const failure: Sketch = {
  type: 'gate-failure',
  kind: 'merged-without-verdict',
  detectedBy: 'detect',
  main: 'c1',
  action: null,
};

const action = { id: 'A1', operation: 'ninjarmm/isolate-endpoint', path: 'actions-queue/A1.yaml' };
const plan = digestOf([]);
const auto: Sketch = {
  type: 'action-auto',
  action,
  plan,
  decidedAt: 't',
  pull: { number: 7 },
  merge: { commit: 'c0' },
  approvals: [],
};
const intent: Sketch = { type: 'action-intended', action, approval: '2026/0', plan, steps: [] };
const outcome: Sketch = {
  type: 'action-executed',
  action,
  approval: '2026/0',
  intent: '2026/1',
  plan,
  outcome: 'succeeded',
  approvers: [],
  times: { decided: 't', intended: '2026-11-20T11:00:00Z', finished: '2026-11-20T11:00:01Z' },
};

function found(line: readonly HistoryCommit[], ...sketches: readonly Sketch[]) {
  return detected(line, historyOf(...sketches).known, LATER).map(({ kind, target, how }) => ({ kind, target, how }));
}

describe('a commit that no record knows', () => {
  const finding = {
    kind: 'merged-without-verdict',
    target: 'commit c1',
    how: 'Commit c1 of main changes docs/a.md, and no record knows it.',
  };
  const trailer = 'Commit c1 of main has the trailer "Countersign-Id", and no record knows it.';
  it.each<[string, HistoryCommit, readonly Sketch[], readonly object[]]>([
    ['is found', pushed, [founded], [finding]],
    [
      'is one finding with all that is wrong with it',
      { ...pushed, message: 'Countersign-Id: A1' },
      [founded],
      [{ ...finding, how: `${finding.how} ${trailer}` }],
    ],
    ['is known once it is recorded', pushed, [founded, failure], []],
    ['is known where the merge verb recorded it', pushed, [founded, { ...failure, detectedBy: 'merge' }], []],
    ['is not known by what somebody said after it', pushed, [founded, { ...failure, kind: 'reported' }], [finding]],
    [
      'is not known by a failure of another file there',
      pushed,
      [founded, { ...failure, main: 'm', action: { path: change.path } }],
      [finding],
    ],
  ])('%s', (_name, commit, sketches, findings) => {
    expect(found([base, commit], ...sketches)).toEqual(findings);
  });
});

describe('an execution', () => {
  const named = (id: string) => `ninjarmm/isolate-endpoint, A1, record ${id}`;
  it.each<[string, readonly Sketch[], readonly (readonly [string, string, RegExp])[]]>([
    [
      'of which nobody says what became of it',
      [auto, intent],
      [['other', named('2026/1'), /^It was intended at 2026-11-20T11:00:00Z, and nothing says/]],
    ],
    [
      'without an approval',
      [founded, { ...intent, steps: [] }, { ...outcome, approval: '2026/0' }],
      [
        ['ran-without-approval', named('2026/1'), /names 2026\/0 as its approval/],
        ['ran-without-approval', named('2026/2'), /names 2026\/0 as its approval/],
      ],
    ],
    [
      'without an intent',
      [auto, outcome],
      [['outcome-without-intent', named('2026/1'), /names 2026\/1 as its intent/]],
    ],
  ])('%s is found', (_name, sketches, wanted) => {
    const findings = found([base], ...sketches);
    expect(findings.map(({ kind, target }) => [kind, target])).toEqual(wanted.map(([kind, target]) => [kind, target]));
    for (const [at, [, , how]] of wanted.entries()) expect(findings[at]?.how).toMatch(how);
    const told = findings.map((one) => ({ ...failure, ...one, main: 'm' }));
    expect(found([base], ...sketches, ...told)).toEqual([]);
    const others = findings.map((one) => ({ ...failure, ...one, main: 'm', detectedBy: 'inbox' }));
    expect(found([base], ...sketches, ...others)).toHaveLength(findings.length);
  });

  it('that has only just begun is left alone', () => {
    const now = Date.parse('2026-11-20T11:05:00Z');
    expect(detected([base], historyOf(auto, intent).known, now)).toEqual([]);
  });
});

it('a failure about a commit names it however late it is written, and no other record may', () => {
  const main = mainLine({ head: 'c1', commits: [base, pushed], pins: [] });
  const late = (sketch: Sketch) => historyOf({ type: 'x', main: 'c1' }, founded, { ...sketch, main: 'm' });
  const codes = (sketch: Sketch) =>
    tipsAreOnMain({ ...late(sketch), main }).map(({ code, record }) => `${code} ${record}`);
  expect(codes({ ...failure })).not.toContain('main-behind 2026/2');
  expect(codes({ ...failure, kind: 'other' })).toContain('main-behind 2026/2');
});
