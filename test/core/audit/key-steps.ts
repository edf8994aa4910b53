// A ledger in which every record has a commit of its own, signed by whom a test says, with a rotation to hand.
import type { History, Known, LedgerYear } from '../../../scripts/core/audit/history.ts';
import { ledgerOrigin, signCheckpoint } from '../../../scripts/core/checkpoint.ts';
import type { SigningKey } from '../../../scripts/core/note-keys.ts';
import { generateLedgerKey } from '../../../scripts/ports/ledger-key.ts';
import { BASE, historyOfYears, type Sketch } from './situation.ts';

export const [a, b] = [generateLedgerKey(BASE), generateLedgerKey(BASE)];
export const TRUST = { key: a.key, keyText: a.vkey, originBase: BASE };
export const root = (size: number): string => Buffer.alloc(32, size).toString('base64');

export const founding = (key: string, year = 2026, previous: object | null = null): Sketch => ({
  type: 'key-enrolled',
  origin: ledgerOrigin(BASE, year),
  key,
  previous,
});
export const note: Sketch = { type: 'gate-failure' };
export const rotation: Sketch = {
  type: 'key-enrolled',
  role: 'rotation',
  key: b.vkey,
  replaces: a.vkey,
  previous: null,
};
export const lost = (key: string, from: number): Sketch => ({
  type: 'key-compromised',
  key,
  year: 2026,
  from,
  reason: 'The laptop was stolen.',
});

/** A commit of one record, and who signs the checkpoint that it leaves. */
export type Step = readonly [Sketch, SigningKey, ...SigningKey[]];

/** A history in which every record has a commit of its own, `c0` and so on. */
export function stepsOf(years: Readonly<Record<number, readonly Step[]>>, trust: History['trust'] = TRUST): History {
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

export const handedOver: readonly Step[] = [
  [founding(a.vkey), a.key],
  [note, a.key],
  [rotation, a.key, b.key],
  [note, b.key],
];
