// What may be missing from a record: nothing that no approved erasure names, and no more than it names; and what the policy said of it.
import { describe, expect, it } from 'vitest';
import {
  erasuresHold,
  erasuresHoldHere,
  partsAreHeld,
  PARTS_GONE,
  withErasures,
} from '../../../scripts/core/audit/erasures.ts';
import type { History, Known, Remark } from '../../../scripts/core/audit/history.ts';
import { lapsesFollowApprovals } from '../../../scripts/core/audit/requests.ts';
import type { Digest } from '../../../scripts/core/facts.ts';
import { approved, denied } from './erasure-sketches.ts';
import { historyOf, said, type Sketch } from './situation.ts';

const DIGEST: Digest = `sha256:${'0'.repeat(64)}`;

const part = { record: '2026/0', path: 'reason', commitment: DIGEST };
const erased: Sketch = { type: 'record-erased', erasure: 'e1', approval: '2026/1', parts: [part] };

/** A history in which the first record cannot open these parts. */
function closing(
  why: 'missing' | 'altered',
  sketches: readonly Sketch[],
  paths: readonly string[] = ['reason'],
): History {
  const history = historyOf(...sketches);
  const closed = paths.map((path) => ({ path, commitment: DIGEST, why }) as const);
  const known = history.known.map((one, at): Known => (at === 0 ? { ...one, closed } : one));
  return { ...history, known };
}

const look = (history: History): readonly string[] => said([...partsAreHeld(history), ...erasuresHold(history)]);

describe('a personal part', () => {
  it.each([
    [
      'missing' as const,
      '2026/0 sealed-part-missing Its part reason is not on sealed/2026, and no record says that it was erased.',
    ],
    ['altered' as const, '2026/0 sealed-part-altered What is held for its part reason is not what was sealed in it.'],
  ])('that is %s is told', (why, sentence) => {
    expect(look(closing(why, [denied]))).toEqual([sentence]);
  });

  it('that two people let go is told as known, with their names', () => {
    expect(look(closing('missing', [denied, approved, erased]))).toEqual([
      '2026/2 record-erased Erased 1 personal part of 1 record as "e1" asks; approved by Sam Sato and Rita Rossi.',
    ]);
    expect(erasuresHold(closing('missing', [denied, approved, erased]))[0]?.severity).toBe('reported');
  });

  it('is told together with all others of its year where the whole branch is not there', () => {
    const unsealed = (history: History): History => ({
      ...history,
      ledgers: history.ledgers.map((ledger) => ({ ...ledger, isUnsealed: true })),
    });
    expect(look(unsealed(closing('missing', [denied], ['reason', 'file'])))).toEqual([
      'undefined sealed-part-missing There is no branch sealed/2026 here, so 2 personal parts of 1 record cannot be opened, and no record says that they were erased. Where git ls-remote origin shows it, get it with: git fetch origin "+refs/heads/*:refs/remotes/origin/*"',
    ]);
    const { known, ...rest } = closing('missing', [denied, denied]);
    const closed = known[0]?.closed ?? [];
    const both = unsealed({ ...rest, known: known.map((one) => ({ ...one, closed })) });
    expect(look(both)).toEqual([expect.stringContaining('so 2 personal parts of 2 records cannot be opened')]);
    expect(look(unsealed(historyOf(denied)))).toEqual([]);
    const [elsewhere] = closing('missing', [denied]).known.map((one) => ({
      ...one,
      entry: { ...one.entry, year: 2025 },
    }));
    const history = unsealed(historyOf(denied));
    expect(partsAreHeld({ ...history, known: elsewhere === undefined ? [] : [elsewhere] })).toHaveLength(1);
  });

  it('that belongs to nobody is told', () => {
    const [ledger] = historyOf(denied).ledgers;
    const ledgers = ledger === undefined ? [] : [{ ...ledger, foreignParts: ['more.txt'] }];
    expect(partsAreHeld({ ...historyOf(denied), ledgers })).toMatchObject([
      {
        code: 'sealed-part-foreign',
        sentence: 'sealed/2026 holds more.txt, which belongs to no personal part of a record.',
      },
    ]);
  });
});

describe('an erasure', () => {
  const two = [part, { ...part, path: 'file' }];
  const OTHER = { record: '2026/9', parts: ['reason'] };
  it.each([
    [
      'without an approval',
      [denied, erased],
      'erasure-unapproved It names 2026/1 as its approval, and no erasure approved before it is called that.',
    ],
    [
      'of another approval',
      [denied, { ...approved, erasure: 'e2' }, erased],
      'erasure-unapproved It names 2026/1 as its approval',
    ],
    [
      'that names another erasure as its approval',
      [denied, approved, erased, { ...erased, approval: '2026/2' }],
      '2026/3 erasure-unapproved It names 2026/2 as its approval, and no erasure approved before it is called that.',
    ],
    [
      'of a part that was approved of another record alone',
      [denied, { ...approved, targets: [OTHER] }, erased],
      'erasure-unapproved It erased reason of record 2026/0, and its approval does not name that.',
    ],
    [
      'that comes before its approval',
      [denied, { ...erased, approval: '2026/2' }, approved],
      'erasure-unapproved It names 2026/2',
    ],
    [
      'of a record that was written only after its approval',
      [
        { ...approved, targets: [{ record: '2026/1', parts: ['reason'] }] },
        denied,
        { ...erased, approval: '2026/0', parts: [{ ...part, record: '2026/1' }] },
      ],
      'erasure-unapproved It erased reason of record 2026/1, which was written only after record 2026/0 approved that: nobody had seen what would go.',
    ],
    [
      'of a part that was not approved',
      [denied, approved, { ...erased, parts: two }],
      'erasure-unapproved It erased file of record 2026/0, and its approval does not name that.',
    ],
    [
      'of a record that was not approved',
      [denied, { ...approved, targets: [] }, erased],
      'erasure-unapproved It erased reason of record 2026/0',
    ],
    [
      'that tells another commitment',
      [denied, approved, { ...erased, parts: [{ ...part, commitment: 'x' }] }],
      'erasure-differs It says that reason of record 2026/0 was something else than it was.',
    ],
  ])('%s is told', (_name, sketches, sentence) => {
    expect(look(closing('missing', sketches, ['reason', 'file'])).join('\n')).toContain(sentence);
  });

  it('of what is still there is told', () => {
    expect(look(historyOf(denied, approved, erased)).join('\n')).toContain(
      '2026/2 erased-part-held It says that reason of record 2026/0 is erased, and the part is still there.',
    );
    expect(look(closing('missing', [denied, approved, erased], ['file'])).join('\n')).toContain(
      '2026/2 erased-part-held It says that reason of record 2026/0 is erased, and the part is still there.',
    );
  });

  it('of several parts says how many, and of how many records', () => {
    const more = { ...approved, targets: [{ record: '2026/0', parts: ['reason', 'file'] }, OTHER] };
    const parts = [...two, { ...part, record: '2026/9' }];
    const history = closing('missing', [denied, more, { ...erased, parts }], ['reason', 'file']);
    expect(said(erasuresHoldHere(history))).toEqual([
      '2026/2 record-erased Erased 3 personal parts of 2 records as "e1" asks; approved by Sam Sato and Rita Rossi.',
    ]);
  });

  it('is held against what is at hand, also where that is not everything', () => {
    const differs = { ...erased, parts: [{ ...part, commitment: 'x' }] };
    expect(erasuresHoldHere(closing('missing', [denied, approved, differs])).map(({ code }) => code)).toEqual([
      'erasure-differs',
      'record-erased',
    ]);
  });

  it('of a record that does not exist is told, but not where only some records are at hand', () => {
    const target = { record: '2026/9', parts: ['reason'] };
    const history = historyOf(
      denied,
      { ...approved, targets: [target] },
      { ...erased, parts: [{ ...part, record: '2026/9' }] },
    );
    const codes = (remarks: readonly Remark[]): readonly string[] => remarks.map(({ code }) => code);
    expect(codes(erasuresHold(history))).toEqual(['erasure-differs', 'record-erased']);
    expect(codes(erasuresHoldHere(history))).toEqual(['record-erased']);
  });

  it('is named where a decision cannot be derived any more because of it', () => {
    const { known } = closing('missing', [denied, approved, erased]);
    const underived = [
      { record: '2026/0', why: PARTS_GONE },
      { record: '2026/1', why: PARTS_GONE },
      { record: '2026/0', why: 'another reason' },
    ];
    expect(withErasures(underived, known).map(({ why }) => why)).toEqual([
      'its evidence was erased by record 2026/2',
      'personal parts of its evidence are not here',
      'another reason',
    ]);
  });

  it('in an approval or in the expiry that ends it leaves the two uncompared', () => {
    const judged = {
      policy: {},
      pull: { number: 7 },
      decidedAt: '2026-11-20T10:00:00Z',
      verdict: { state: 'approved' },
      action: { id: 'A1' },
    };
    const sketches = [
      { type: 'action-approved', ...judged, file: null, approvals: [] },
      { type: 'action-expired', ...judged, file: 'eA==' },
    ];
    expect(lapsesFollowApprovals(historyOf(...sketches))).toHaveLength(1);
    expect(lapsesFollowApprovals(closing('missing', sketches))).toEqual([]);
    const { known, ...rest } = historyOf(...sketches);
    const closed = [{ path: 'file', commitment: DIGEST, why: 'missing' } as const];
    expect(
      lapsesFollowApprovals({ ...rest, known: known.map((one, at) => (at === 1 ? { ...one, closed } : one)) }),
    ).toEqual([]);
  });
});
