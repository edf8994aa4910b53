// Who had to sign which commit: each thing in which a handover may be less than one, and what is followed all the same.
import { describe, expect, it } from 'vitest';
import type { Known } from '../../../scripts/core/audit/history.ts';
import { walkKeys } from '../../../scripts/core/audit/keys.ts';
import { ledgerOrigin, signCheckpoint } from '../../../scripts/core/checkpoint.ts';
import { a, b, handedOver, root, rotation, stepsOf, TRUST } from './key-steps.ts';
import { BASE, said } from './situation.ts';

describe('the keys of a ledger', () => {
  it('are checked where the reader has found good what only one of two keys has signed', () => {
    const taken = stepsOf({ 2026: [...handedOver.slice(0, 2), [rotation, a.key]] });
    const ledgers = taken.ledgers.map((ledger) => ({
      ...ledger,
      commits: ledger.commits.map((commit) => ({ ...commit, signedBy: [a.vkey] })),
    }));
    expect(walkKeys({ ...taken, ledgers })).toMatchObject({
      keys: { current: a.vkey },
      remarks: [{ code: 'checkpoint-unsigned', file: 'checkpoint', commit: '2026c2', record: '2026/2' }],
    });
  });

  it.each<readonly [string, string, readonly string[], readonly string[]]>([
    ['of this log, signed', ledgerOrigin(BASE, 2026), [a.vkey], []],
    ['of another log', ledgerOrigin(BASE, 2025), [a.vkey], ['checkpoint-unsigned']],
    ['that another key has signed', ledgerOrigin(BASE, 2026), [b.vkey], ['checkpoint-unsigned']],
    ['that nobody has signed', ledgerOrigin(BASE, 2026), [], ['checkpoint-unsigned']],
  ])('find a checkpoint that was read as one %s', (_name, covers, signedBy, codes) => {
    const history = stepsOf({ 2026: handedOver.slice(0, 1) });
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      commits: ledger.commits.map((commit) => ({ ...commit, checkpoint: 'gone', covers, signedBy })),
    }));
    expect(walkKeys({ ...history, ledgers })?.remarks.map(({ code }) => code)).toEqual(codes);
  });

  it('stay as they were where the enrolment is not the first record of its commit', () => {
    const history = stepsOf({ 2026: handedOver.slice(0, 3) });
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      commits: ledger.commits.filter((_, at) => at !== 1),
    }));
    const known = history.known.map((one): Known => {
      return { ...one, entry: { ...one.entry, commit: one.entry.position === 0 ? '2026c0' : '2026c2' } };
    });
    expect(walkKeys({ ...history, ledgers, known })).toMatchObject({
      keys: { current: a.vkey },
      faults: [{ code: 'key-rotation-refused', sentence: 'It is not the first record of its commit.' }],
    });
  });

  it.each<readonly [string, { readonly size: number; readonly root: string }, string]>([
    ['size', { size: 9, root: root(3) }, 'checkpoint-size it counts 9 records, and there are 3.'],
    ['root', { size: 3, root: root(9) }, 'checkpoint-root the records up to there have another root.'],
  ])('are handed over by both, also where the checkpoint has another %s', (_name, wrong, why) => {
    const history = stepsOf({ 2026: handedOver });
    const checkpoint = signCheckpoint({ origin: ledgerOrigin(BASE, 2026), ...wrong }, a.key, b.key);
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      commits: ledger.commits.map((commit) => (commit.size === 3 ? { ...commit, checkpoint } : commit)),
    }));
    const walk = walkKeys({ ...history, ledgers });
    expect(walk?.keys.current).toBe(b.vkey);
    const [code, ...words] = why.split(' ');
    expect(said(walk?.remarks ?? [])).toEqual([
      `2026/2 ${code} The checkpoint of commit 2026c2 does not hold: ${words.join(' ')}`,
    ]);
  });

  it('are followed where nobody knows what the ledger is called, which is said elsewhere', () => {
    expect(walkKeys(stepsOf({ 2026: handedOver }, { ...TRUST, originBase: null }))).toMatchObject({
      keys: { current: b.vkey },
      remarks: [],
    });
  });
});
