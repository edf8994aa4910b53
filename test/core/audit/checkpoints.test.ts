// The signed checkpoints of the commits: by the pinned key, of this very ledger, over exactly the records so far.
import { describe, expect, it } from 'vitest';
import { checkpointsCover, pinnedKey, yearsContinue } from '../../../scripts/core/audit/checkpoints.ts';
import { type History, type LedgerYear, mainLine } from '../../../scripts/core/audit/history.ts';
import { ledgerOrigin, signCheckpoint } from '../../../scripts/core/checkpoint.ts';
import { rootOf } from '../../../scripts/core/merkle.ts';
import { generateLedgerKey } from '../../../scripts/ports/ledger-key.ts';
import { BASE, historyOfYears, said, type Sketch } from './situation.ts';

const { key, vkey } = generateLedgerKey(BASE);
const TRUST = { key, keyText: vkey, originBase: BASE };
const note: Sketch = { type: 'gate-failure' };

/** One year of two records whose one commit, after `size` of them, leaves this checkpoint. */
function leaving(checkpoint: (ledger: LedgerYear) => string | null, size = 2): History {
  const history = historyOfYears({ 2026: [note, note] }, TRUST);
  const ledgers = history.ledgers.map((year): LedgerYear => {
    const leaves = year.entries.map(({ leaf }) => leaf);
    const roots = [0, 1, 2].map((count) => Buffer.from(rootOf(leaves.slice(0, count))).toString('base64'));
    const ledger = { ...year, roots };
    const commit = { sha: 'c', parents: [], message: '', changes: [], size, checkpoint: checkpoint(ledger) };
    return { ...ledger, commits: [commit] };
  });
  return { ...history, ledgers };
}

/** The checkpoint over the first records, as its key signs it. */
function signed(ledger: LedgerYear, size: number, by = key, year = 2026, of = size): string {
  return signCheckpoint({ origin: ledgerOrigin(BASE, year), size, root: ledger.roots.at(of) ?? '' }, by);
}

describe('a checkpoint', () => {
  it.each([
    ['over all records', (ledger: LedgerYear) => signed(ledger, 2), []],
    ['that is absent, which another check tells', () => null, []],
    [
      'by another key',
      (ledger: LedgerYear) => signed(ledger, 2, generateLedgerKey(BASE).key),
      ['checkpoint-unsigned The checkpoint of commit c does not hold: no known key has signed it.'],
    ],
    [
      'of another year',
      (ledger: LedgerYear) => signed(ledger, 2, key, 2025),
      [
        `checkpoint-unsigned The checkpoint of commit c does not hold: it speaks of ${BASE}/ledger/2025, not of ${BASE}/ledger/2026.`,
      ],
    ],
    [
      'over fewer records than there are',
      (ledger: LedgerYear) => signed(ledger, 1),
      ['checkpoint-size The checkpoint of commit c does not hold: it counts 1 records, and there are 2.'],
    ],
    [
      'over other records',
      (ledger: LedgerYear) => signed(ledger, 2, key, 2026, 1),
      ['checkpoint-root The checkpoint of commit c does not hold: the records up to there have another root.'],
    ],
  ])('%s is judged', (_name, checkpoint, sentences) => {
    expect(said(checkpointsCover(leaving(checkpoint)))).toEqual(sentences.map((text) => `2026/1 ${text}`));
  });

  it('of a commit before the first record concerns none', () => {
    expect(checkpointsCover(leaving((ledger) => signed(ledger, 0), 0))).toEqual([]);
    expect(said(checkpointsCover(leaving((ledger) => signed(ledger, 1), 0)))).toEqual([
      'null checkpoint-size The checkpoint of commit c does not hold: it counts 1 records, and there are 0.',
    ]);
  });
});

describe('the pinned key', () => {
  const main = mainLine({ head: 'm', commits: [], pins: [] });
  const pinned = (...keys: readonly string[]): History => ({
    ...leaving(() => null),
    main: { ...main, pins: keys.map((text, at) => ({ commit: `c${at}`, origin: BASE, key: text })) },
  });

  it.each([
    ['as it is trusted', [vkey], []],
    [
      'and replaced',
      [vkey, 'other'],
      ['undefined key-replaced Commit c1 pins another key than the one that is trusted here.'],
    ],
    ['nowhere', [], []],
  ])('%s is judged', (_name, keys, sentences) => {
    expect(said(pinnedKey(pinned(...keys)))).toEqual(sentences);
  });

  it('is nobody’s where there is none, and needs no main where it was given', () => {
    const history = { ...pinned(vkey), trust: { ...TRUST, key: null, keyText: null } };
    expect(pinnedKey(history)).toEqual([
      {
        code: 'key-missing',
        file: 'policies/keys.yaml',
        sentence: 'No public key is pinned on main, and none was given, so no signature can be checked.',
      },
    ]);
    expect(pinnedKey({ ...pinned(), main: null })).toEqual([]);
  });
});

describe('a year whose first record cannot be read', () => {
  it('is not founded by its second', () => {
    const history = historyOfYears({ 2026: [note, { type: 'key-enrolled', key: vkey }] }, TRUST);
    expect(yearsContinue({ ...history, known: history.known.slice(1) })).toMatchObject([{ code: 'year-unfounded' }]);
  });

  it('is told with its first commit', () => {
    expect(yearsContinue(leaving(() => null))).toMatchObject([{ code: 'year-unfounded', commit: 'c' }]);
  });
});

describe('a year without records', () => {
  it('does not begin at all', () => {
    const history = historyOfYears({ 2026: [] }, TRUST);
    expect(yearsContinue(history)).toMatchObject([
      {
        code: 'year-unfounded',
        record: '2026/0',
        file: null,
        sentence: 'ledger/2026 does not begin with key-enrolled.',
      },
    ]);
  });
});
