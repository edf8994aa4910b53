// Files and commits of main against the records that should have brought them, and records against main's line.
import { describe, expect, it } from 'vitest';
import { type History, type HistoryCommit, mainLine } from '../../../scripts/core/audit/history.ts';
import {
  mainIsTouchedByMerges,
  mergesAreOnMain,
  permitsAreApproved,
  queueIsCovered,
} from '../../../scripts/core/audit/main-files.ts';
import { mainIsWhole, pointersAgree, tipsAreOnMain } from '../../../scripts/core/audit/main-line.ts';
import { DIGEST, historyOf, said, type Sketch } from './situation.ts';

const FILE = 'actions-queue/2026/11/A1.yaml';
const WINDOW = 'policies/windows/w.yaml';
const added = { path: FILE, status: 'A', mode: '100644', blob: 'b1' };
const base: HistoryCommit = { sha: 'm', parents: [], message: 'first', changes: [] };
const merged: HistoryCommit = { sha: 'c1', parents: ['m', 'h1'], message: 'Merge', changes: [added] };
const brought: Sketch = {
  type: 'action-auto',
  action: { id: 'A1', path: FILE, digest: DIGEST },
  pull: { number: 7 },
  merge: { commit: 'c1', base: 'm', head: 'h1' },
  policy: { commit: 'm' },
};
const failure: Sketch = { type: 'gate-failure', pull: 3, action: null, main: 'm' };

interface Main {
  readonly commits?: readonly HistoryCommit[];
  readonly files?: readonly (readonly [path: string, blob: string])[];
}

function withMain(history: History, { commits = [base, merged], files = [[FILE, 'b1']] }: Main = {}): History {
  const present = files.map(([path, blob]) => ({ path, blob, mode: '100644' }));
  const digests = new Map([['b1', `sha256:${'0'.repeat(64)}` as const]]);
  return { ...history, main: mainLine({ head: 'c1', commits, pins: [] }, present, digests) };
}

describe('a file of the queue', () => {
  it.each([
    ['as it was approved', [brought], {}, []],
    ['that nobody approved', [], {}, ['null queue-file-uncovered The file is on main, and no record approves it.']],
    [
      'that two records approve',
      [brought, brought],
      {},
      ['2026/0 queue-file-covered-twice The file is approved by several records: 2026/0, 2026/1.'],
    ],
    [
      'that is gone',
      [brought],
      { files: [] },
      ['2026/0 queue-file-gone The file was approved and is not on main any more.'],
    ],
    [
      'with other bytes',
      [brought],
      { files: [[FILE, 'b2']] },
      ['2026/0 queue-file-changed The file on main is not the one that was approved.'],
    ],
    [
      "which is the folder's own explanation",
      [brought],
      {
        files: [
          [FILE, 'b1'],
          ['actions-queue/README.md', 'b9'],
        ],
      },
      [],
    ],
  ] as const)('%s is judged', (_name, sketches, main, sentences) => {
    const remarks = queueIsCovered(withMain(historyOf(...sketches), main));
    expect(said(remarks)).toEqual(sentences);
    for (const { severity } of remarks) expect(severity).toBe('failure');
  });
});

describe('a commit that touches the queue', () => {
  const push: HistoryCommit = {
    sha: 'c2',
    parents: ['c1'],
    message: 'push',
    changes: [{ ...added, path: `${FILE}2` }],
  };
  const sentence = 'undefined queue-touched Commit c2 of main touches the queue, and no record knows it.';

  it.each([
    ['of a record', [brought], [base, merged], [], []],
    ['of nobody', [brought], [base, merged, push], [sentence], ['failure']],
    ['of a known gate failure', [brought, { ...failure, main: 'c2' }], [base, merged, push], [sentence], ['reported']],
    [
      'on a file of a known gate failure',
      [brought, { ...failure, action: { path: `${FILE}2`, digest: DIGEST } }],
      [base, merged, push],
      [sentence],
      ['reported'],
    ],
    [
      'with other bytes than those of a known gate failure',
      [brought, { ...failure, action: { path: `${FILE}2`, digest: `sha256:${'1'.repeat(64)}` } }],
      [base, merged, push],
      [sentence],
      ['failure'],
    ],
    [
      'again, after a known gate failure brought it',
      [brought, { ...failure, action: { path: FILE, digest: DIGEST } }],
      [base, merged, { ...push, changes: [{ ...added, status: 'M' }] }],
      [sentence],
      ['failure'],
    ],
    [
      'and the policy, along with the file of a known gate failure',
      [brought, { ...failure, action: { path: `${FILE}2`, digest: DIGEST } }],
      [base, merged, { ...push, changes: [...push.changes, { ...added, path: 'policies/authority.yaml' }] }],
      [sentence],
      ['failure'],
    ],
  ] as const)('%s is judged', (_name, sketches, commits, sentences, severities) => {
    const remarks = mainIsTouchedByMerges(withMain(historyOf(...sketches), { commits }));
    expect(said(remarks)).toEqual(sentences);
    expect(remarks.map(({ severity }) => severity)).toEqual(severities);
  });

  it.each([
    ['a report that anybody could make', { kind: 'reported', detectedBy: 'the night shift' }],
    ['what went wrong with an execution', { detectedBy: 'execute' }],
  ])('is not made known by %s while it was the tip', (_name, told) => {
    const history = withMain(historyOf(brought, { ...failure, ...told, main: 'c2' }), {
      commits: [base, merged, push],
    });
    expect(mainIsTouchedByMerges(history)).toMatchObject([{ code: 'queue-touched', severity: 'failure' }]);
  });

  it('is told also where there is no record at all', () => {
    const history = withMain(historyOf(), { commits: [base, push] });
    expect(said(mainIsTouchedByMerges(history))).toEqual([sentence]);
  });

  it('is not looked for where there is no main', () => {
    expect(mainIsTouchedByMerges(historyOf(brought))).toEqual([]);
  });
});

describe('a file that a known gate failure brought', () => {
  it('is told and does not fail', () => {
    const history = historyOf({ ...failure, main: 'c1' });
    expect(queueIsCovered(withMain(history))).toMatchObject([{ code: 'queue-file-uncovered', severity: 'reported' }]);
  });

  it('is not known where that failure only changed it', () => {
    const push: HistoryCommit = { ...merged, sha: 'c2', parents: ['c1'], changes: [{ ...added, status: 'M' }] };
    const history = withMain(historyOf({ ...failure, main: 'c2' }), { commits: [base, merged, push] });
    expect(queueIsCovered(history)).toMatchObject([{ code: 'queue-file-uncovered', severity: 'failure' }]);
  });
});

describe('a file outside the queue', () => {
  it('may be gone, as others are', () => {
    const { action: _, ...rest } = brought;
    const approved = { ...rest, type: 'window-approved', window: 'w', path: WINDOW, digest: DIGEST };
    expect(queueIsCovered(withMain(historyOf(approved), { files: [] }))).toEqual([]);
  });
});

describe('a window on main', () => {
  it.each([
    ['policies/windows/change-freeze.yaml', ['window-unapproved']],
    ['exceptions/ex-1.yaml', ['exception-unapproved']],
    ['x/policies/windows/w.yaml', []],
    ['policies/windows/w.yaml.orig', []],
    ['x/exceptions/e.yaml', []],
    ['exceptions/e.yaml.orig', []],
  ])('is known by its path, as %s', (path, codes) => {
    const found = permitsAreApproved(withMain(historyOf(), { files: [[path, 'b1']] }));
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  it('with its approval says nothing, and other files of the folder are none', () => {
    const { action: _, ...rest } = brought;
    const approved = { ...rest, type: 'window-approved', window: 'w', path: WINDOW, digest: DIGEST };
    const files = [
      [WINDOW, 'b1'],
      ['policies/windows/README.md', 'b9'],
      [FILE, 'b9'],
    ] as const;
    expect(permitsAreApproved(withMain(historyOf(approved), { files }))).toEqual([]);
  });
});

describe("main's line", () => {
  it('has to be there, as a whole', () => {
    expect(said(mainIsWhole(historyOf()))).toEqual([
      'undefined main-missing There is no branch main here: nothing shows what was merged.',
    ]);
    expect(mainIsWhole(withMain(historyOf()))).toEqual([]);
    expect(said(mainIsWhole(withMain(historyOf(), { commits: [{ ...base, parents: ['x'] }, merged] })))).toEqual([
      "undefined main-incomplete Main's history breaks off before commit m: make a new clone of all of it.",
    ]);
  });

  it.each([
    ['a tip that is there', brought, []],
    ['no tip, as the founding record does', { type: 'key-enrolled', main: '' }, []],
    [
      'a tip that is gone',
      { ...failure, main: 'x' },
      ['2026/0 main-rewound Main had the commit x when this was written, and has it no more.'],
    ],
    [
      'a policy that is gone',
      { ...brought, policy: { commit: 'x' } },
      ['2026/0 main-rewound Main had the commit x when this was written, and has it no more.'],
    ],
  ])('is held against a record that names %s', (_name, sketch: Sketch, sentences) => {
    expect(said(tipsAreOnMain(withMain(historyOf(sketch))))).toEqual(sentences);
  });

  it('has the merge of each record, and records without one need none', () => {
    const gone = { ...brought, merge: { commit: 'x', base: 'm', head: 'h' } };
    expect(said(mergesAreOnMain(withMain(historyOf(failure, gone))))).toEqual([
      '2026/1 merge-absent Its merge x is not on main.',
    ]);
    expect(pointersAgree(withMain(historyOf(failure, gone)))).toEqual([]);
  });
});
