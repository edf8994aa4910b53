// How the years hang together: each begins by enrolling the pinned key and quoting the last checkpoint of the year before.
import { describe, expect, it } from 'vitest';
import { checkpointsCover, pinnedKey, yearsContinue } from '../../../scripts/core/audit/checkpoints.ts';
import { generateLedgerKey } from '../../../scripts/ports/ledger-key.ts';
import { BASE, historyOfYears, said, type Sketch, TRUST } from './situation.ts';

const founding = (year: number, previous: object | null = null, more: object = {}): Sketch => ({
  type: 'key-enrolled',
  origin: `${BASE}/ledger/${year}`,
  key: TRUST.keyText,
  previous,
  ...more,
});
const note: Sketch = { type: 'gate-failure' };
const quote = (size: number, root = `root-${size}`, year = 2026) => ({ origin: `${BASE}/ledger/${year}`, size, root });

describe('a year of the ledger', () => {
  it.each([
    ['that quotes the whole year before', quote(2), []],
    ['that quotes the year before but for a late record', quote(1), []],
    ['that quotes nothing', null, ['2027/0 quote-differs It does not quote ledger/2026.']],
    ['that quotes another year', quote(2, 'root-2', 2025), ['2027/0 quote-differs It does not quote ledger/2026.']],
    [
      'that quotes another root',
      quote(2, 'root-x'),
      ['2027/0 quote-differs It quotes 2 records of ledger/2026 with a root that they do not have.'],
    ],
    [
      'that quotes more than there is',
      quote(9),
      ['2027/0 quote-differs It quotes 9 records of ledger/2026 with a root that they do not have.'],
    ],
  ])('%s is judged by its quote', (_name, previous, sentences) => {
    const history = historyOfYears({ 2026: [founding(2026), note], 2027: [founding(2027, previous)] });
    expect(said(yearsContinue(history))).toEqual(sentences);
  });

  it('whose predecessor was removed with its retention is told and does not fail', () => {
    const remarks = yearsContinue(historyOfYears({ 2027: [founding(2027, quote(2))] }));
    expect(said(remarks)).toEqual([
      '2027/0 year-absent countersign/700001/ledger/2026, which it continues, is not in this clone and was not checked.',
    ]);
    expect(remarks[0]?.severity).toBe('reported');
  });

  it('must found itself, with the pinned key', () => {
    expect(said(yearsContinue(historyOfYears({ 2026: [note] })))).toEqual([
      '2026/0 year-unfounded ledger/2026 does not begin with key-enrolled.',
    ]);
    const { vkey } = generateLedgerKey(BASE);
    const foreign = founding(2026, null, { origin: 'countersign/8/ledger/2026', key: vkey });
    expect(said(yearsContinue(historyOfYears({ 2026: [foreign] })))).toEqual([
      '2026/0 year-unfounded It founds countersign/8/ledger/2026, not countersign/700001/ledger/2026.',
      '2026/0 key-differs It enrols another key than the pinned one.',
    ]);
  });

  it('cannot be checked where no key is known, and that is what is said', () => {
    const trust = { key: null, keyText: null, originBase: null };
    const history = historyOfYears({ 2026: [founding(2026)], 2027: [founding(2027, quote(1))] }, trust);
    expect(checkpointsCover(history)).toEqual([]);
    expect(said(yearsContinue(history))).toEqual(['2027/0 quote-differs It does not quote ledger/2026.']);
    expect(pinnedKey(history)[0]?.code).toBe('key-missing');
  });
});
