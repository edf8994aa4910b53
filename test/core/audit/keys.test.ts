// The keys as the ledger itself hands them over: who had to sign which commit, and what the loss of a key costs.
import { describe, expect, it } from 'vitest';
import { judgeAnchors } from '../../../scripts/core/audit/anchors.ts';
import { yearsContinue } from '../../../scripts/core/audit/checkpoints.ts';
import type { History, Known, LedgerYear } from '../../../scripts/core/audit/history.ts';
import { keysHold, walkKeys } from '../../../scripts/core/audit/keys.ts';
import { ledgerOrigin, signCheckpoint } from '../../../scripts/core/checkpoint.ts';
import type { SigningKey } from '../../../scripts/core/note-keys.ts';
import { generateLedgerKey } from '../../../scripts/ports/ledger-key.ts';
import { BASE, historyOfYears, said, type Sketch } from './situation.ts';

const [a, b] = [generateLedgerKey(BASE), generateLedgerKey(BASE)];
const TRUST = { key: a.key, keyText: a.vkey, originBase: BASE };
const root = (size: number): string => Buffer.alloc(32, size).toString('base64');

const founding = (key: string, year = 2026, previous: object | null = null): Sketch => ({
  type: 'key-enrolled',
  origin: ledgerOrigin(BASE, year),
  key,
  previous,
});
const note: Sketch = { type: 'gate-failure' };
const rotation: Sketch = { type: 'key-enrolled', role: 'rotation', key: b.vkey, replaces: a.vkey };
const lost = (key: string, from: number): Sketch => ({
  type: 'key-compromised',
  key,
  year: 2026,
  from,
  reason: 'The laptop was stolen.',
});

/** A commit of one record, and who signs the checkpoint that it leaves. */
type Step = readonly [Sketch, SigningKey, ...SigningKey[]];

/** A history in which every record has a commit of its own, `c0` and so on. */
function stepsOf(years: Readonly<Record<number, readonly Step[]>>, trust: History['trust'] = TRUST): History {
  const sketches = Object.entries(years).map(([year, steps]) => [year, steps.map(([sketch]) => sketch)] as const);
  const { known, ...made } = historyOfYears(Object.fromEntries(sketches), trust);
  const ledgers = made.ledgers.map((ledger): LedgerYear => {
    const commits = (years[ledger.year] ?? []).map(([, by, ...others], at) => {
      const signed = { origin: ledgerOrigin(BASE, ledger.year), size: at + 1, root: root(at + 1) };
      const checkpoint = signCheckpoint(signed, by, ...others);
      return { sha: `${ledger.year}c${at}`, parents: [], message: '', changes: [], size: at + 1, checkpoint };
    });
    return { ...ledger, commits, roots: Array.from({ length: ledger.roots.length }, (_, size) => root(size)) };
  });
  const placed = known.map(({ entry, ...rest }): Known => {
    return { ...rest, entry: { ...entry, commit: `${entry.year}c${entry.position}` } };
  });
  return { ...made, ledgers, known: placed };
}

const handedOver: readonly Step[] = [
  [founding(a.vkey), a.key],
  [note, a.key],
  [rotation, a.key, b.key],
  [note, b.key],
];

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

  it('costs nothing from where another had taken over', () => {
    const history = stepsOf({ 2026: [...handedOver, [lost(a.vkey, 3), b.key]] });
    expect(said(keysHold(history))).toEqual([
      `2026/4 key-lost The key ${a.key.id} is compromised from record 2026/3 on: The laptop was stolen. It signed nothing alone from there on; the other 5 records are still good.`,
    ]);
  });
});
