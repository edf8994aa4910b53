// The preconditions of the verbs' appends: each finds what it is about, and what ends a request is the same everywhere.
import { describe, expect, it } from 'vitest';
import { finalRecord } from '../../scripts/core/ledger-facts.ts';
import { barsItself, isBarred } from '../../scripts/core/ledger-precondition.ts';
import {
  accountedOnce,
  calledOnce,
  concludedOnce,
  endedOnce,
  erasedOnce,
  failedOnce,
  lapsedOnce,
  proposedOnce,
  toldOnce,
} from '../../scripts/core/once.ts';
import { CHANGE_TYPES, FINAL_TYPES } from '../../scripts/core/records.ts';
import type { Indexed } from '../../scripts/core/records.ts';

const ending = (type: string, pull: number) => ({ type, pull: type === 'action-withdrawn' ? pull : { number: pull } });

describe('what happens once', () => {
  it.each<[string, ReturnType<typeof proposedOnce>, Readonly<Record<string, unknown>>]>([
    ['a proposal', proposedOnce(7), { type: 'action-proposed', pull: 7 }],
    ['the call of a stand-in', calledOnce(7, 'nina'), { type: 'action-deferred', pull: 7, standIn: 'nina' }],
    [
      'a failure of the executor',
      failedOnce('A1'),
      { type: 'gate-failure', detectedBy: 'execute', action: { id: 'A1' } },
    ],
    [
      'a message',
      toldOnce('n1', 'nina', 'e-mail'),
      { type: 'contact-attempted', about: 'n1', person: 'nina', channel: 'e-mail' },
    ],
    ['an erasure', erasedOnce('2026/7'), { type: 'record-erased', approval: '2026/7' }],
    ['the lapse of an approval', lapsedOnce('A1'), { type: 'action-expired', action: { id: 'A1' } }],
    ['no lapse of what runs', lapsedOnce('A1'), { type: 'action-intended', action: { id: 'A1' } }],
    ['an account of a failure', accountedOnce(7), { type: 'gate-failure', pull: 7 }],
    ...FINAL_TYPES.map((type): [string, ReturnType<typeof proposedOnce>, Readonly<Record<string, unknown>>] => [
      `an ending (${type})`,
      endedOnce(7),
      ending(type, 7),
    ]),
    ...CHANGE_TYPES.map((type): [string, ReturnType<typeof proposedOnce>, Readonly<Record<string, unknown>>] => [
      `an account of a change (${type})`,
      accountedOnce(7),
      ending(type, 7),
    ]),
  ])('is %s', (_, unless, record) => {
    const stored = { type: String(record['type']), ...record };
    expect(isBarred(unless, [stored])).toBe(true);
    expect(isBarred(unless, [{ ...stored, type: 'other' }])).toBe(false);
    const others = [
      { ...stored, pull: 8, about: 'n2', action: { id: 'A2' }, approval: '2026/8' },
      { ...stored, pull: { number: 8 }, action: null, about: 'x', approval: null },
    ];
    expect(isBarred(unless, others)).toBe(false);
  });

  it('ends a request by what the gate takes for its end', () => {
    for (const type of FINAL_TYPES) {
      // A record as far as its end is asked about.
      const record = ending(type, 7) as unknown as Indexed;
      expect(finalRecord([record], 7)).toBe(record);
      expect(isBarred(accountedOnce(7), [{ ...ending(type, 7) }])).toBe(true);
    }
  });
});

describe('what became of an action', () => {
  const final = ['succeeded', 'failed'];
  const executed = (outcome: string, id = 'A1') => ({ type: 'action-executed', action: { id }, outcome });

  it.each<[string, readonly string[], string, boolean]>([
    ['said first', [], 'pending', false],
    ['not known, said again', ['pending'], 'pending', true],
    ['not known in another way', ['pending'], 'unknown', false],
    ['not known in the first way again', ['pending', 'unknown'], 'pending', false],
    ['known at last', ['pending'], 'succeeded', false],
    ['known, said again', ['succeeded'], 'succeeded', true],
    ['known otherwise', ['succeeded'], 'failed', true],
    ['not known after it was known', ['pending', 'failed'], 'unknown', true],
  ])('%s', (_, before, outcome, barred) => {
    const records = [executed('succeeded', 'A2'), ...before.map((one) => executed(one))];
    expect(isBarred(concludedOnce('A1', outcome, final), records)).toBe(barred);
  });

  it('may wait in the queue, whatever it is', () => {
    for (const outcome of [...final, 'pending']) {
      expect(barsItself({ draft: executed(outcome), unless: concludedOnce('A1', outcome, final) })).toBe(true);
    }
  });
});
