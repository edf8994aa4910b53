// The two branches against each other, and each record by itself: what the pure checks say of hand-made histories.
import { describe, expect, it } from 'vitest';
import { canonicalBytes, sameRepository, timeForward } from '../../../scripts/core/audit/content.ts';
import { type History, type HistoryCommit, type LedgerCommit, mainLine } from '../../../scripts/core/audit/history.ts';
import { mergesAreOnMain, queueIsCovered, permitsAreApproved } from '../../../scripts/core/audit/main-files.ts';
import { pointersAgree, tipsAreOnMain, trailersAgree } from '../../../scripts/core/audit/main-line.ts';
import { renderReport } from '../../../scripts/core/audit/report.ts';
import { ledgerStructure } from '../../../scripts/core/audit/structure.ts';
import { DIGEST, historyOf, said, type Sketch } from './situation.ts';

const FILE = 'actions-queue/2026/11/A1.yaml';
const added = { path: FILE, status: 'A', mode: '100644', blob: 'b1' };
const base: HistoryCommit = { sha: 'm', parents: [], message: 'first', changes: [] };
const message = `Merge\n\nCountersign-Request: 7\nCountersign-Id: A1\nCountersign-File: ${DIGEST}\n`;
const merged: HistoryCommit = { sha: 'c1', parents: ['m', 'h1'], message, changes: [added] };
const auto: Sketch = {
  type: 'action-auto',
  action: {
    id: 'A1',
    path: FILE,
    digest: DIGEST,
  },
  pull: { number: 7 },
  main: 'c1',
  merge: {
    commit: 'c1',
    base: 'm',
    head: 'h1',
  },
  policy: { commit: 'm' },
};

function withMain(history: History, commits: readonly HistoryCommit[], mode = '100644', blob = 'b1'): History {
  const digests = new Map([['b1', DIGEST]] as const) as ReadonlyMap<string, `sha256:${string}`>; // a digest of noughts
  return { ...history, main: mainLine({ head: 'c1', commits, pins: [] }, [{ path: FILE, blob, mode }], digests) };
}

describe('the merge of a record', () => {
  it.each([
    ['as recorded', merged, []],
    ['squashed into one parent', { ...merged, parents: ['m'] }, []],
    ['onto another base', { ...merged, parents: ['x', 'h1'] }, ['is not onto the recorded m.']],
    ['of another head', { ...merged, parents: ['m', 'h2'] }, ['brought another head than the recorded one.']],
    ['of a second head', { ...merged, parents: ['m', 'h1', 'h2'] }, ['a further head along, which nobody looked at.']],
    [
      'that brings more',
      { ...merged, changes: [added, { ...added, path: 'x' }] },
      [`changes ${FILE}, x instead of adding`],
    ],
    ['that brings nothing', { ...merged, changes: [] }, ['changes nothing instead of adding']],
    [
      'that brings a program',
      { ...merged, changes: [{ ...added, mode: '100755' }] },
      [`changes ${FILE} instead of adding ${FILE} alone.`],
    ],
    ['that brings a link', { ...merged, changes: [{ ...added, mode: '120000' }] }, ['instead of adding']],
    ['that brings other bytes', { ...merged, changes: [{ ...added, blob: 'b2' }] }, ['brought other bytes']],
  ])('%s is judged', (_name, commit, sentences) => {
    const remarks = mergesAreOnMain(withMain(historyOf(auto), [base, commit]));
    expect(remarks).toHaveLength(sentences.length);
    for (const [at, words] of sentences.entries()) expect(remarks[at]?.sentence).toContain(words);
  });

  it.each([
    ['of the bot', message, []],
    ['by hand', 'Merge', ['Its merge c1 has no trailers: it was not the merge bot that merged it.']],
    ['for two ids', `${message}Countersign-Id: A2\n`, ['Its merge c1 says "Countersign-Id: A1, A2", not A1.']],
    [
      'for an id without end',
      message.replace('A1', 'A'.repeat(200)),
      [`Its merge c1 says "Countersign-Id: ${'A'.repeat(120)}", not A1.`],
    ],
    ['for another id', message.replace('A1', 'A2'), ['Its merge c1 says "Countersign-Id: A2", not A1.']],
  ])('%s has pointers that lead to the record', (_name, text, sentences) => {
    const history = withMain(historyOf(auto), [base, { ...merged, message: text }]);
    expect(pointersAgree(history).map(({ sentence }) => sentence)).toEqual(sentences);
  });

  it('of a window or an exception is followed by its own id', () => {
    const { merge, pull, policy, main } = auto;
    const own = { merge, pull, policy, main, path: FILE, digest: DIGEST, approvals: [] };
    const window: Sketch = { ...own, type: 'window-approved', window: 'A1' };
    const exception: Sketch = { ...own, type: 'exception-approved', exception: 'A2' };
    const history = withMain(historyOf(window, exception), [base, merged]);
    expect(said(pointersAgree(history))).toEqual([
      '2026/1 trailer-differs Its merge c1 says "Countersign-Id: A1", not A2.',
    ]);
    expect(said(pointersAgree({ ...history, main: null }))).toEqual([]);
  });
});

describe('the files on main', () => {
  it('must be plain, and a file that only a gate failure knows is told', () => {
    expect(queueIsCovered(withMain(historyOf(auto), [base, merged], '100755'))[0]?.code).toBe('queue-file-changed');
    const failure = { type: 'gate-failure', pull: 7, action: { path: FILE }, main: 'm' };
    const [remark] = queueIsCovered(withMain(historyOf(failure), [base]));
    expect(remark).toMatchObject({ code: 'queue-file-uncovered', severity: 'reported' });
  });

  it('tell of a window that nobody approved, or that was changed', () => {
    const path = 'policies/windows/w.yaml';
    const main = mainLine({ head: 'c1', commits: [], pins: [] }, [{ path, blob: 'b1', mode: '100644' }]);
    const { action: _, ...rest } = auto;
    const window: Sketch = { ...rest, type: 'window-approved', window: 'w', path, digest: DIGEST };
    const sentence = (history: History) => permitsAreApproved({ ...history, main })[0]?.sentence;
    expect(sentence(historyOf())).toBe('The window on main was never approved, so the gate does not count it.');
    expect(sentence(historyOf(window))).toContain('is not the one that was approved');
  });

  it('are not looked at where there is no main', () => {
    const history = historyOf(auto);
    const looks = [mergesAreOnMain, queueIsCovered, permitsAreApproved, tipsAreOnMain, trailersAgree];
    expect(looks.flatMap((look) => look(history))).toEqual([]);
  });
});

describe('a record by itself', () => {
  it('that canonical JSON cannot carry is not canonical', () => {
    const history = historyOf({ type: 'gate-failure' });
    const [ledger] = history.ledgers;
    const entries = (ledger?.entries ?? []).map((entry) => ({ ...entry, value: '\ud800' }));
    const changed = { ...history, ledgers: ledger === undefined ? [] : [{ ...ledger, entries }] };
    expect(canonicalBytes(changed)[0]?.code).toBe('record-not-canonical');
    expect(timeForward(changed)).toEqual([]);
  });

  it('of another year is told, and the first record speaks for the repository where no key does', () => {
    const history = historyOf({ type: 'gate-failure', at: '2025-12-31T23:59:59Z' });
    expect(said(timeForward(history))).toEqual([
      '2026/0 year-differs The record is of 2025-12-31T23:59:59Z and lies in ledger/2026.',
    ]);
    const trust = { key: null, keyText: null, originBase: null };
    const two = historyOf({ type: 'gate-failure' }, { type: 'gate-failure', repository: 8 });
    expect(said(sameRepository({ ...two, trust }))).toEqual([
      '2026/1 repository-differs The record is of repository 8, not 700001.',
    ]);
  });
});

describe('a commit of the ledger', () => {
  it('may bring plain files only, and stand nowhere but on the one before it', () => {
    const history = historyOf({ type: 'gate-failure' });
    const [ledger] = history.ledgers;
    const change = { path: ledger?.entries[0]?.path ?? '', status: 'A', mode: '120000', blob: 'b' };
    const commit: LedgerCommit = {
      sha: 'c',
      parents: ['x'],
      message: '',
      changes: [change],
      checkpoint: null,
      size: 1,
    };
    const orphan = { ...commit, sha: 'd', parents: [] };
    const ledgers = ledger === undefined ? [] : [{ ...ledger, commits: [commit, orphan] }];
    const sentences = ledgerStructure({ ...history, ledgers }).map(({ sentence }) => sentence);
    expect(sentences).toEqual(
      expect.arrayContaining([
        'Commit c of ledger/2026 is the first one and has a parent; the branch must be one line from nothing.',
        'Commit d of ledger/2026 has the parents none; the branch must be one line from nothing.',
        'The record is no plain file (mode 120000).',
      ]),
    );
  });

  it('says of its records what they say themselves', () => {
    const history = historyOf({ type: 'gate-failure', index: 5, at: '2026-12-01T10:00:00Z' });
    const [entry] = history.ledgers[0]?.entries ?? [];
    const value = { ...(entry?.value as object), type: 'party' };
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      entries: entry === undefined ? [] : [{ ...entry, value }],
    }));
    expect(ledgerStructure({ ...history, ledgers }).map(({ sentence }) => sentence)).toEqual([
      'The record says that it is number 5.',
      'The record says that its type is "party".',
      'The record says that it is of "2026-12-01T10:00:00Z", and lies under 11/20.',
    ]);
  });
});

describe('the report', () => {
  it('shows control characters and turned directions instead of obeying them', () => {
    const finding = {
      code: 'file-foreign',
      severity: 'failure',
      clause: 'clause',
      record: null,
      commit: null,
    } as const;
    const text = renderReport({
      ok: false,
      grade: 'signed',
      anchors: [],
      unanchored: { year: null, from: 0, records: 0 },
      size: 0,
      root: null,
      main: null,
      ledgers: [],
      records: 0,
      decisions: 0,
      files: 0,
      notRederivable: [],
      findings: [
        {
          ...finding,
          file: 'a‮b\x1B[2J',
          sentence: 'Odd.',
        },
      ],
    });
    expect(text).toContain('a\\u{202e}b\\u{1b}[2J: Odd. [file-foreign] (clause)');
    expect(text).toContain('1 thing wrong with this history.');
  });
});
