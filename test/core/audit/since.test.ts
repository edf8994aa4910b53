// A saved checkpoint against histories made by hand: what it saves, and what today's ledger has to continue.
import { describe, expect, it } from 'vitest';
import type { History, Trust } from '../../../scripts/core/audit/history.ts';
import {
  consistencyFrom,
  continues,
  readSaved,
  type Saved,
  verifiedBefore,
} from '../../../scripts/core/audit/since.ts';
import { ledgerOrigin, signCheckpoint } from '../../../scripts/core/checkpoint.ts';
import { rootOf } from '../../../scripts/core/merkle.ts';
import { verifyConsistency } from '../../../scripts/core/merkle-proofs.ts';
import { generateLedgerKey } from '../../../scripts/ports/ledger-key.ts';
import { BASE, historyOfYears, said, type Sketch } from './situation.ts';

const { key, vkey } = generateLedgerKey(BASE);
const second = generateLedgerKey(BASE);
const TRUST: Trust = { key, keyText: vkey, originBase: BASE };
const enrolled = (text: string): Sketch => ({ type: 'key-enrolled', key: text });
const note: Sketch = { type: 'gate-failure' };

/** One year of records with their true roots. */
function ledgerOf(sketches: readonly Sketch[], trust = TRUST, year = 2026): History {
  const history = historyOfYears({ [year]: sketches }, trust);
  const ledgers = history.ledgers.map((ledger) => {
    const leaves = ledger.entries.map(({ leaf }) => leaf);
    const roots = ['', ...leaves].map((_, size) => Buffer.from(rootOf(leaves.slice(0, size))).toString('base64'));
    return { ...ledger, roots };
  });
  return { ...history, ledgers };
}

const today = ledgerOf([enrolled(vkey), note, enrolled(second.vkey), note]);

/** The checkpoint over the first records of a ledger, as an auditor has kept it. */
function savedOf(size: number, { ledgers } = today, by = key): Saved {
  const root = ledgers[0]?.roots.at(size) ?? expect.fail(`there is no root over ${size}`);
  const text = signCheckpoint({ origin: ledgerOrigin(BASE, 2026), size, root }, by);
  return readSaved(text) ?? expect.fail('the checkpoint cannot be read');
}

describe('a saved checkpoint', () => {
  it('is read with its year, size and root', () => {
    expect(savedOf(2)).toMatchObject({ year: 2026, size: 2, root: today.ledgers[0]?.roots.at(2) });
  });

  it.each([
    ['no note', 'x'],
    ['a checkpoint of no year', signCheckpoint({ origin: BASE, size: 2, root: savedOf(2).root }, key)],
    [
      'a checkpoint of something below a year',
      signCheckpoint({ origin: `${ledgerOrigin(BASE, 2026)}/x`, size: 2, root: savedOf(2).root }, key),
    ],
  ])('that is %s is none', (_name, text) => {
    expect(readSaved(text)).toBeNull();
  });
});

describe('the records that need not be verified again', () => {
  const before = (saved: Saved | null, trust = TRUST): readonly number[] =>
    [2025, 2026, 2027].map(verifiedBefore(saved, trust));

  it('are all of the earlier years, those it covers in its own, and none of a later one', () => {
    expect(before(savedOf(2))).toEqual([Number.POSITIVE_INFINITY, 2, 0]);
  });

  it.each([
    ['there is no checkpoint', null, TRUST],
    ['another key than the trusted one has signed it', savedOf(3, today, second.key), TRUST],
    ['its text is no signed note', { ...savedOf(2), note: 'x' }, TRUST],
    ['it is not known which ledger this is', savedOf(2), { ...TRUST, originBase: null }],
    ['no key is trusted', savedOf(2), { ...TRUST, key: null, keyText: null }],
    ['the trusted key cannot be read', savedOf(2), { ...TRUST, key: null, keyText: 'x' }],
  ])('are none where %s', (_name, saved, trust) => {
    expect(before(saved, trust)).toEqual([0, 0, 0]);
  });
});

describe('the proof that a ledger continues a checkpoint', () => {
  it('is one of RFC 6962', () => {
    const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
    const proof = consistencyFrom(savedOf(3), today.ledgers)?.map(bytes) ?? [];
    expect(proof).toHaveLength(3);
    const roots = today.ledgers[0]?.roots;
    expect(verifyConsistency(3, 4, bytes(roots?.at(3)), bytes(roots?.at(4)), proof)).toBe(true);
    expect(consistencyFrom(savedOf(4), today.ledgers)).toEqual([]);
  });

  it.each([
    ['that year is not there', { ...savedOf(2), year: 2025 }, today.ledgers],
    ['there are fewer records', savedOf(4), ledgerOf([note]).ledgers],
    ['there are other records', savedOf(2), ledgerOf([note, note, note]).ledgers],
    ['the year has no root', savedOf(0), today.ledgers.map((ledger) => ({ ...ledger, roots: [] }))],
  ])('is none where %s', (_name, saved, ledgers) => {
    expect(consistencyFrom(saved, ledgers)).toBeNull();
  });
});

describe('a ledger', () => {
  it.each([
    ['the newest records', savedOf(4)],
    ['the first record', savedOf(1)],
    ['no record', savedOf(0)],
    ['records under a key that the ledger enrolled later', savedOf(3, today, second.key)],
  ])('continues a checkpoint over %s', (_name, saved) => {
    expect(continues(saved, today)).toEqual([]);
  });

  const unsigned = (size: number): string =>
    `saved-unsigned The saved checkpoint of ${size} records is not one that this ledger's key has signed.`;
  const anew = 'are not those that the checkpoint was saved over: it was written anew.';
  it.each([
    ['by a key it never enrolled', savedOf(2, today, generateLedgerKey(BASE).key), today, `2026/1 ${unsigned(2)}`],
    ['of nothing, by such a key', savedOf(0, today, second.key), ledgerOf([note]), `null ${unsigned(0)}`],
    [
      'where no one knows which ledger it is',
      savedOf(2),
      ledgerOf([note], { ...TRUST, originBase: null }),
      `2026/1 ${unsigned(2)}`,
    ],
    [
      'over more records than it has',
      savedOf(4),
      ledgerOf([enrolled(vkey), note]),
      '2026/3 ledger-shrunk ledger/2026 has 2 records, and had 4 when the checkpoint was saved: it was cut off.',
    ],
    [
      'of a year that is gone',
      savedOf(2),
      ledgerOf([note], TRUST, 2027),
      '2026/1 ledger-shrunk ledger/2026 has 0 records, and had 2 when the checkpoint was saved: it was cut off.',
    ],
    [
      'over other records',
      savedOf(2),
      ledgerOf([note, note]),
      `2026/1 ledger-forked The first 2 records of ledger/2026 ${anew}`,
    ],
    [
      'of nothing, of a year that is gone',
      savedOf(0),
      ledgerOf([note], TRUST, 2027),
      `null ledger-forked The first 0 records of ledger/2026 ${anew}`,
    ],
  ])('does not continue a checkpoint %s', (_name, saved, history, sentence) => {
    expect(said(continues(saved, history))).toEqual([sentence]);
    expect(continues(saved, history)).toMatchObject([{ file: 'checkpoint' }]);
  });
});
