// The keys as the ledger itself hands them over: who had to sign which commit, and what the loss of a key costs.
import { describe, expect, it } from 'vitest';
import { judgeAnchors } from '../../../scripts/core/audit/anchors.ts';
import { rotationsQuote, yearsContinue } from '../../../scripts/core/audit/checkpoints.ts';
import type { History } from '../../../scripts/core/audit/history.ts';
import { keysHold, walkKeys } from '../../../scripts/core/audit/keys.ts';
import { ledgerOrigin, signCheckpoint } from '../../../scripts/core/checkpoint.ts';
import { generateLedgerKey } from '../../../scripts/ports/ledger-key.ts';
import { a, b, founding, handedOver, lost, note, root, rotation, type Step, stepsOf, TRUST } from './key-steps.ts';
import { BASE, said } from './situation.ts';

describe('the keys of a ledger', () => {
  it('are followed through a rotation that both sign', () => {
    const walk = walkKeys(stepsOf({ 2026: handedOver }));
    expect(walk).toMatchObject({ keys: { current: b.vkey }, faults: [], remarks: [] });
    expect(keysHold(stepsOf({ 2026: handedOver }))).toEqual([]);
  });

  it('stay as they were where the new one alone signs its own enrolment', () => {
    const taken: readonly Step[] = [...handedOver.slice(0, 2), [rotation, b.key]];
    const walk = walkKeys(stepsOf({ 2026: taken }));
    expect(walk?.keys.current).toBe(a.vkey);
    expect(said(walk?.remarks ?? [])).toEqual([
      `2026/2 checkpoint-unsigned The checkpoint of commit 2026c2 does not hold: no known key has signed it (of the key ${a.key.id}, which has to sign too).`,
    ]);
  });

  it('are followed once for each history, and not at all where none is trusted', () => {
    const history = stepsOf({ 2026: handedOver });
    expect(walkKeys(history)).toBe(walkKeys(history));
    const blind = stepsOf({ 2026: handedOver }, { key: null, keyText: null, originBase: null });
    expect([walkKeys(blind), keysHold(blind)]).toEqual([null, []]);
  });

  it('verify nothing where the pinned text is no key', () => {
    const history = stepsOf({ 2026: [[note, a.key]] }, { ...TRUST, keyText: 'no key' });
    expect(said(walkKeys(history)?.remarks ?? [])).toEqual([
      '2026/0 checkpoint-unsigned The checkpoint of commit 2026c0 does not hold: no known key has signed it.',
    ]);
  });

  it('need no second check where the reader has found the signature good', () => {
    const history = stepsOf({ 2026: [[founding(a.vkey), b.key]] });
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      commits: ledger.commits.map((commit) => ({ ...commit, signedBy: [a.vkey] })),
    }));
    expect(walkKeys(history)?.remarks).toHaveLength(1);
    expect(walkKeys({ ...history, ledgers })?.remarks).toEqual([]);
  });

  it('are named where a record about them may not stand, but for a founding, which is judged with its year', () => {
    const history = stepsOf({
      2026: [
        [founding(b.vkey), a.key],
        [founding(a.vkey), a.key],
      ],
    });
    expect(walkKeys(history)?.faults).toHaveLength(2);
    expect(said(keysHold(history))).toEqual([
      '2026/1 key-differs It founds a year that has begun; only a rotation enrols a key here.',
    ]);
  });

  it('go on into the next year, which may not enrol one that was replaced', () => {
    const quote = { origin: ledgerOrigin(BASE, 2026), size: 4, root: root(4) };
    const next = (key: string): History => stepsOf({ 2026: handedOver, 2027: [[founding(key, 2027, quote), b.key]] });
    expect(yearsContinue(next(b.vkey))).toEqual([]);
    expect(said(yearsContinue(next(a.vkey)))).toEqual([
      `2027/0 key-differs It enrols another key than the one in force, ${b.key.id}.`,
    ]);
  });
});

describe('an anchor over a rotation', () => {
  it.each([
    ['the old key', a.key, []],
    ['the new key', b.key, []],
    [
      'a stranger',
      generateLedgerKey(BASE).key,
      ['2026/2 anchor-foreign The time stamp is over no checkpoint of this ledger.'],
    ],
  ])('that %s has signed is judged by all keys of the ledger', (_name, by, sentences) => {
    const signed = signCheckpoint({ origin: ledgerOrigin(BASE, 2026), size: 3, root: root(3) }, by);
    const proof = { kind: 'proven', at: 0, by: 'somebody' } as const;
    const evidence = { kind: 'timestamp', year: 2026, size: 3, note: signed, file: 'f', proof } as const;
    const { remarks, grade } = judgeAnchors(stepsOf({ 2026: handedOver }), [evidence], true);
    expect(said(remarks)).toEqual(sentences);
    expect(grade).toBe(sentences.length === 0 ? 'anchored' : 'signed');
  });
});

describe('the loss of a key', () => {
  it('voids each record that it alone signed, and says why and what is still good', () => {
    const history = stepsOf({ 2026: [...handedOver, [lost(a.vkey, 1), b.key]] });
    expect(said(keysHold(history))).toEqual([
      `2026/4 key-lost The key ${a.key.id} is compromised from record 2026/1 on: The laptop was stolen. The records 2026/1 to 2026/1, which it alone signed, are void; the other 4 records are still good.`,
      `2026/1 key-compromised It was signed by the key ${a.key.id} alone, which is compromised from record 2026/1 on (so says 2026/4): it proves nothing.`,
    ]);
    expect(keysHold(history)[0]?.severity).toBe('reported');
  });

  it('is told with the reason that its own record gives', () => {
    const again = { ...lost(a.vkey, 2), reason: 'It was copied before.' };
    const history = stepsOf({ 2026: [...handedOver, [lost(a.vkey, 3), b.key], [again, b.key]] });
    expect(keysHold(history).map(({ record, sentence }) => `${record} ${/ on: (.+?\.) /.exec(sentence)?.[1]}`)).toEqual(
      ['2026/4 The laptop was stolen.', '2026/5 It was copied before.'],
    );
  });

  it('costs nothing from where another had taken over', () => {
    const history = stepsOf({ 2026: [...handedOver, [lost(a.vkey, 3), b.key]] });
    expect(said(keysHold(history))).toEqual([
      `2026/4 key-lost The key ${a.key.id} is compromised from record 2026/3 on: The laptop was stolen. It signed nothing alone from there on; the other 5 records are still good.`,
    ]);
  });
});

describe('a year that was quoted', () => {
  const quote = (size: number, of = size) => ({ origin: ledgerOrigin(BASE, 2026), size, root: root(of) });
  const first: readonly Step[] = [
    [founding(a.vkey), a.key],
    [note, a.key],
  ];
  const late: readonly Step[] = [...first, [note, a.key]];
  const next = (...more: readonly Step[]): readonly Step[] => [[founding(a.vkey, 2027, quote(2)), a.key], ...more];
  const rotates = (previous: object | null): Step => [{ ...rotation, previous }, a.key, b.key];
  const found = (years: Parameters<typeof stepsOf>[0]): readonly string[] => {
    const history = stepsOf(years);
    return said([...keysHold(history), ...rotationsQuote(history), ...yearsContinue(history)]);
  };

  it('is not gone on with by a key that was replaced since: retired is retired', () => {
    expect(found({ 2026: late, 2027: next() })).toEqual([]);
    expect(found({ 2026: first, 2027: next(rotates(null)) })).toEqual([]);
    expect(found({ 2026: late, 2027: next(rotates(null)) })).toEqual([
      `2026/2 year-reopened It was added to ledger/2026 behind the 2 records that record 2027/0 quotes, signed by the key ${a.key.id} alone, which has been replaced since: it proves nothing.`,
    ]);
  });

  it('is looked at too where another was quoted that has nothing more', () => {
    const quoted = { origin: ledgerOrigin(BASE, 2027), size: 2, root: root(2) };
    const third: readonly Step[] = [[founding(b.vkey, 2028, quoted), b.key]];
    expect(found({ 2026: first, 2027: next(rotates(null)), 2028: third })).toEqual([]);
    expect(found({ 2026: late, 2027: next(rotates(null)), 2028: third })).toEqual([
      expect.stringMatching(/^2026\/2 year-reopened /),
    ]);
  });

  it('has what the rotation quotes too, where that is what is here', () => {
    expect(found({ 2026: late, 2027: next(rotates(quote(3))) })).toEqual([]);
    const sentence =
      '2027/1 quote-differs It quotes 3 records of countersign/700001/ledger/2026, which never had that root or are not here.';
    expect(found({ 2026: late, 2027: next(rotates(quote(3, 9))) })).toEqual([sentence]);
    expect(found({ 2027: next(rotates(quote(3))) })).toContain(sentence);
    const own = { ...quote(1), origin: ledgerOrigin(BASE, 2027) };
    expect(found({ 2026: late, 2027: next(rotates(own)) })).toContain(
      '2027/1 quote-differs It quotes 1 records of countersign/700001/ledger/2027, which never had that root or are not here.',
    );
  });

  it('is not looked at where no key is known', () => {
    const trust = { key: null, keyText: null, originBase: null };
    expect(rotationsQuote(stepsOf({ 2027: next(rotates(quote(3))) }, trust))).toEqual([]);
  });
});
