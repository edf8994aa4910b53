// Preconditions as data: what bars a record, what a wish that waits has to bar, and what is no precondition.
import { describe, expect, it } from 'vitest';
import {
  admitted,
  barsItself,
  type Fields,
  isBarred,
  type Precondition,
  readPreconditions,
} from '../../scripts/core/ledger-precondition.ts';

const intended = (id: string): Fields => ({ type: 'action-intended', action: { id } });
const executed = (id: string, outcome: string): Fields => ({ type: 'action-executed', action: { id }, outcome });
const noIntent = (id: string): Precondition => ({ types: ['action-intended'], where: { 'action.id': id } });
const notEnded: Precondition = {
  types: ['action-executed'],
  where: { 'action.id': 'A1' },
  last: { field: 'outcome', in: ['succeeded', 'pending'] },
};

describe('a record is barred', () => {
  it.each<[string, readonly Precondition[], readonly Fields[], boolean]>([
    ['by nothing where nothing is asked', [], [intended('A1')], false],
    ['by one that says what is named', [noIntent('A1')], [intended('A1')], true],
    ['not by one of another action', [noIntent('A1')], [intended('A2')], false],
    ['not by one of another type', [noIntent('A1')], [executed('A1', 'failed')], false],
    ['by one of several types', [{ types: ['x', 'action-intended'], where: {} }], [intended('A1')], true],
    ['by a number', [{ types: ['x'], where: { pull: 7 } }], [{ type: 'x', pull: 7 }], true],
    ['not by the same digits as text', [{ types: ['x'], where: { pull: 7 } }], [{ type: 'x', pull: '7' }], false],
    ['not where the path ends early', [noIntent('A1')], [{ type: 'action-intended', action: null }], false],
    ['not where a list is on the way', [noIntent('A1')], [{ type: 'action-intended', action: ['A1'] }], false],
    [
      'not by what every object has',
      [{ types: ['x'], where: { 'constructor.name': 'Object' } }],
      [{ type: 'x' }],
      false,
    ],
    ['by the last one, where it says so', [notEnded], [executed('A1', 'unknown'), executed('A1', 'succeeded')], true],
    [
      'not by an earlier one, where only the last counts',
      [notEnded],
      [executed('A1', 'pending'), executed('A1', 'unknown')],
      false,
    ],
    ['not by the last one of another action', [notEnded], [executed('A2', 'succeeded')], false],
    ['by any of several preconditions', [noIntent('A2'), noIntent('A1')], [intended('A1')], true],
  ])('%s', (_, unless, records, wanted) => {
    expect(isBarred(unless, records)).toBe(wanted);
  });
});

describe('drafts are admitted', () => {
  it('each on what is there and on those before it', () => {
    const wishes = ['A1', 'A2', 'A2', 'A3'].map((id) => ({ draft: intended(id), unless: [noIntent(id)] }));
    expect(admitted(wishes, [intended('A1')])).toEqual([intended('A2'), intended('A3')]);
  });

  it.each([
    ['bars itself by its own fields', [noIntent('A1')], true],
    ['does not bar itself by those of another', [noIntent('A2')], false],
    ['does not bar itself by nothing', [], false],
  ])('and a wish that %s', (_, unless, wanted) => {
    expect(barsItself({ draft: intended('A1'), unless })).toBe(wanted);
  });
});

describe('preconditions from data', () => {
  it('are read as they were written', () => {
    expect(readPreconditions(JSON.parse(JSON.stringify([noIntent('A1'), notEnded])))).toEqual([
      noIntent('A1'),
      notEnded,
    ]);
    expect(readPreconditions([])).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no list', {}],
    ['a list of something else', [null]],
    ['no types', [{ where: {} }]],
    ['an empty list of types', [{ types: [], where: {} }]],
    ['a type that is no text', [{ types: [1], where: {} }]],
    ['no fields', [{ types: ['x'] }]],
    ['fields as a list', [{ types: ['x'], where: [] }]],
    ['a field that is looked for as an object', [{ types: ['x'], where: { a: {} } }]],
    ['a word nobody knows', [{ types: ['x'], where: {}, unless: 1 }]],
    ['a last that is no object', [{ types: ['x'], where: {}, last: 1 }]],
    ['a last without a field', [{ types: ['x'], where: {}, last: { in: [] } }]],
    ['a last whose values are no texts', [{ types: ['x'], where: {}, last: { field: 'a', in: [1] } }]],
    ['one good and one bad', [noIntent('A1'), 1]],
  ])('are none where there is %s', (_, value) => {
    expect(readPreconditions(value)).toBeNull();
  });
});
