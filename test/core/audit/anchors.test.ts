// How far outsiders' words reach: the grade, the tail, and the anchors that speak against the ledger or say nothing.
import { describe, expect, it } from 'vitest';
import { type Evidence, judgeAnchors } from '../../../scripts/core/audit/anchors.ts';
import type { History } from '../../../scripts/core/audit/history.ts';
import { ledgerOrigin, signCheckpoint } from '../../../scripts/core/checkpoint.ts';
import type { SigningKey } from '../../../scripts/core/note-keys.ts';
import { generateLedgerKey } from '../../../scripts/ports/ledger-key.ts';
import { BASE, historyOfYears, said } from './situation.ts';

const { key, vkey } = generateLedgerKey(BASE);
const trust = { key, keyText: vkey, originBase: BASE };
const root = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

/** Two years of three and two records, with roots that are easy to write down. */
function history(): History {
  const note = { type: 'gate-failure' };
  const made = historyOfYears({ 2026: [note, note, note], 2027: [note, note] }, trust);
  const ledgers = made.ledgers.map((ledger) => ({
    ...ledger,
    roots: Array.from({ length: ledger.roots.length }, (_, size) => root(size)),
  }));
  return { ...made, ledgers };
}

function evidence(over: Partial<Evidence> & { readonly by?: SigningKey; readonly root?: string } = {}): Evidence {
  const { year = 2026, size = 2 } = over;
  const note = signCheckpoint(
    { origin: ledgerOrigin(BASE, year), size, root: over.root ?? root(size) },
    over.by ?? key,
  );
  const proof = { kind: 'proven', at: 0, by: 'somebody' } as const;
  return { kind: 'timestamp', year, size, note, file: 'f', proof, ...over };
}

describe('the grade', () => {
  it.each<readonly [string, readonly Evidence[], string, number]>([
    ['nothing', [], 'signed', 5],
    ['a time stamp', [evidence()], 'anchored', 3],
    ['a time stamp of the next year', [evidence({ year: 2027, size: 1 })], 'anchored', 1],
    ['a witness among others', [evidence({ kind: 'witness' }), evidence({ year: 2027 })], 'witnessed', 0],
    [
      'a witness whose key was not given',
      [evidence({ kind: 'witness', proof: { kind: 'unchecked', why: 'x' } })],
      'signed',
      5,
    ],
    ['a year that is not there', [evidence({ year: 2028, size: 1 })], 'signed', 5],
  ])('with %s', (_name, given, grade, records) => {
    expect(judgeAnchors(history(), given, true)).toMatchObject({ grade, unanchored: { records } });
  });

  it('is chained where signatures failed, or no key is known', () => {
    expect(judgeAnchors(history(), [evidence()], false).grade).toBe('chained');
    const blind = { ...history(), trust: { key: null, keyText: null, originBase: null } };
    expect(judgeAnchors(blind, [evidence()], true)).toMatchObject({ grade: 'chained', remarks: [] });
    const nameless = { ...history(), trust: { ...trust, originBase: null } };
    expect(judgeAnchors(nameless, [evidence({ root: root(9) })], true)).toMatchObject({ remarks: [] });
    const keyless = { ...history(), trust: { ...trust, key: null, keyText: null } };
    expect(judgeAnchors(keyless, [evidence({ root: root(9) })], true)).toMatchObject({ grade: 'chained', remarks: [] });
  });

  it('reaches as far as the farthest anchor, in whatever order they are given', () => {
    const given = [evidence({ size: 3 }), evidence({ size: 1 })];
    for (const order of [given, given.toReversed()]) {
      expect(judgeAnchors(history(), order, true).unanchored).toEqual({ year: 2027, from: 0, records: 2 });
    }
  });

  it('names the first record that nobody outside has seen', () => {
    const { unanchored } = judgeAnchors(history(), [evidence({ size: 3 })], true);
    expect(unanchored).toEqual({ year: 2027, from: 0, records: 2 });
    expect(judgeAnchors(history(), [], true).unanchored).toEqual({ year: 2026, from: 0, records: 5 });
    expect(judgeAnchors(history(), [evidence()], true).unanchored).toEqual({ year: 2026, from: 2, records: 3 });
    const all = judgeAnchors(history(), [evidence({ year: 2027, size: 2 })], true);
    expect(all.unanchored).toEqual({ year: null, from: 0, records: 0 });
  });
});

describe('an anchor', () => {
  it('is foreign to a ledger whose pinned text is no key: nothing can be signed by that', () => {
    const bent = { ...history(), trust: { ...trust, keyText: 'no key' } };
    const { remarks, grade } = judgeAnchors(bent, [evidence()], true);
    expect(said(remarks)).toEqual(['2026/1 anchor-foreign The time stamp is over no checkpoint of this ledger.']);
    expect(grade).toBe('signed');
  });

  it.each<readonly [string, Evidence, string]>([
    [
      'of more records than there are',
      evidence({ size: 4 }),
      '2026/3 anchor-ahead The time stamp has seen 4 records of ledger/2026, and there are 3 here: records were cut off.',
    ],
    [
      'with another root',
      evidence({ kind: 'tag', root: root(9) }),
      '2026/1 anchor-differs The signed tag has seen another ledger/2026 of 2 records: it was written anew, and its key signed both.',
    ],
    [
      'that does not hold',
      evidence({ kind: 'witness', proof: { kind: 'refused', why: 'it is bent' } }),
      '2026/1 anchor-refused The witness over 2 records of ledger/2026 does not hold: it is bent.',
    ],
    [
      'by another key',
      evidence({ kind: 'second', by: generateLedgerKey(BASE).key }),
      '2026/1 anchor-foreign The second repository is over no checkpoint of this ledger.',
    ],
    [
      'of another size than it says',
      { ...evidence(), size: 1 },
      '2026/0 anchor-foreign The time stamp is over no checkpoint of this ledger.',
    ],
    [
      'of no record, of a year that is not there',
      evidence({ year: 2028, size: 0 }),
      'null anchor-differs The time stamp has seen another ledger/2028 of 0 records: it was written anew, and its key signed both.',
    ],
    [
      'of nothing',
      { ...evidence(), size: 0, note: '' },
      'null anchor-foreign The time stamp is over no checkpoint of this ledger.',
    ],
  ])('%s is named', (_name, one, sentence) => {
    const { remarks, grade } = judgeAnchors(history(), [one], true);
    expect(said(remarks)).toEqual([sentence]);
    expect(remarks[0]?.severity).toBe(sentence.includes('anchor-foreign') ? 'reported' : 'failure');
    expect(grade).toBe('signed');
  });
});
