// Rows of the matrix and their seats: each row by itself, nobody in two seats, as many filled as can be (gate.md rule 7).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applicableRows } from '../../scripts/core/rows.ts';
import { completedAt, fillRows, missingRoles } from '../../scripts/core/seating.ts';
import { fillSeats } from '../../scripts/core/seats.ts';
import type { ChangeKind } from '../../scripts/core/policy-model.ts';
import { at, basePolicy, HEAD, matrixRow, review, situation, target, verdictOn } from '../fixtures/situation.ts';

describe('the rows of the matrix', () => {
  const question = { change: 'action', tier: 1, clients: 'one', reversible: true, incidentRunbook: false } as const;
  it.each([
    ['one client, reversible', {}, ['single-reversible']],
    ['one client, irreversible', { reversible: false }, ['single-irreversible']],
    ['many clients, reversible', { clients: 'many' }, ['many-clients']],
    ['many clients, irreversible', { clients: 'many', reversible: false }, ['many-clients']],
    ['a runbook for one client, which replaces the rows for one', { incidentRunbook: true }, ['runbook']],
    [
      'a runbook for many, which adds to the row for many',
      { incidentRunbook: true, clients: 'many' },
      ['many-clients', 'runbook'],
    ],
    ['another tier', { tier: null }, []],
    ['another kind of change', { change: 'window' as ChangeKind, tier: null }, ['window']],
    ['a change without rows', { change: 'code' as ChangeKind, tier: null }, []],
  ] as const)('are, for %s', (_, over, rows) => {
    expect(applicableRows({ ...question, ...over }, basePolicy()).map(({ id }) => id)).toEqual(rows);
  });
});

it('a row without a condition holds for whatever the request is', () => {
  const policy = basePolicy();
  const rows = [matrixRow('any', { tier: null }), matrixRow('other', { change: 'window' })];
  const question = { change: 'action', tier: 1, clients: 'one', reversible: true, incidentRunbook: false } as const;
  const found = applicableRows(question, { ...policy, authority: { ...policy.authority, rows } });
  expect(found.map(({ id }) => id)).toEqual(['any']);
});

describe('seats', () => {
  it.each([
    ['are filled one by one', [['a'], ['b']], ['a', 'b']],
    ['prefer those named first', [['a', 'b']], ['a']],
    ['make room by moving somebody', [['a', 'b'], ['a']], ['b', 'a']],
    ['make room along a chain', [['a', 'b'], ['b', 'c'], ['a']], ['b', 'c', 'a']],
    ['stay open where nobody is left', [['a'], ['a']], ['a', null]],
    ['stay open where nobody fits', [[], ['a']], [null, 'a']],
    ['take no person twice, named twice or not', [['a', 'a'], ['a']], ['a', null]],
    ['may be none at all', [], []],
  ] as const)('%s', (_, seats, filled) => {
    expect(fillSeats(seats)).toEqual(filled);
  });

  it('are filled as many as possible, by different people who fit', () => {
    const people = fc.subarray(['a', 'b', 'c', 'd']);
    fc.assert(
      fc.property(fc.array(people, { maxLength: 5 }), (seats) => {
        const filled = fillSeats(seats);
        const seated = filled.filter((one) => one !== null);
        expect(filled).toHaveLength(seats.length);
        expect(new Set(seated).size).toBe(seated.length);
        filled.forEach((one, seat) => expect(one === null || seats[seat]?.includes(one)).toBe(true));
        expect(seated).toHaveLength(mostByTrying(seats, []));
      }),
    );
  });
});

function mostByTrying(seats: readonly (readonly string[])[], taken: readonly string[]): number {
  const [first, ...rest] = seats;
  if (first === undefined) return 0;
  const free = first.filter((one) => !taken.includes(one));
  return Math.max(mostByTrying(rest, taken), ...free.map((one) => 1 + mostByTrying(rest, [...taken, one])));
}

describe('approvals in seats', () => {
  const many = { targets: [target('acme'), target('globex')], approvers: ['sam', 'sven', 'olga', 'duo'] };

  it.each([
    ['two people in two seats', ['sam', 'olga'], 'approved', []],
    ['the one who fits both where room is made', ['duo', 'sam'], 'approved', []],
    ['nobody in two seats', ['duo'], 'waiting', ['operations-owner']],
    ['no second person in one seat', ['sam', 'sven'], 'waiting', ['operations-owner']],
  ] as const)('put %s', (_, who, state, missing) => {
    const reviews = who.map((one) => review(one, 'APPROVED', '10:20'));
    expect(verdictOn({ action: many, reviews })).toMatchObject({ state, missing });
  });

  it('satisfy each row by itself, so that one person may be in seats of two rows', () => {
    const action = { ...many, operation: 'runbook' };
    const reviews = [review('sam', 'APPROVED', '10:20'), review('olga', 'APPROVED', '10:21')];
    const verdict = verdictOn({ action, reviews });
    expect(verdict.state).toBe('approved');
    expect(verdict.rows.map(({ seats }) => seats.map(({ filledBy }) => filledBy))).toEqual([['sam', 'olga'], ['sam']]);
  });

  it('are complete with the one that fills the last seat, not with a later one', () => {
    const reviews = [
      review('sven', 'APPROVED', '10:50'),
      review('olga', 'APPROVED', '10:30'),
      review('sam', 'APPROVED', '10:20'),
    ];
    expect(verdictOn({ action: many, reviews }).lapses).toBe(at('11:30'));
  });

  it('are complete with the last needed one, although its giver was the first to say anything', () => {
    const reviews = [
      review('sam', 'COMMENTED', '10:05'),
      review('olga', 'APPROVED', '10:20'),
      review('sam', 'APPROVED', '10:50'),
    ];
    expect(verdictOn({ action: many, reviews }).lapses).toBe(at('11:50'));
  });

  it('are not complete while one of two rows is', () => {
    const verdict = verdictOn({
      action: { ...many, operation: 'runbook' },
      reviews: [review('sam', 'APPROVED', '10:20')],
    });
    expect(verdict).toMatchObject({ state: 'waiting', lapses: null, missing: ['operations-owner'] });
  });

  it('count from the newer one where somebody approves anew', () => {
    const reviews = [review('lena', 'APPROVED', '10:20'), review('lena', 'APPROVED', '10:40')];
    expect(verdictOn({ reviews }).lapses).toBe(at('11:40'));
  });

  const approval = {
    person: 'lena',
    name: 'Lena Brandt',
    account: 111,
    review: 1,
    commit: HEAD,
    at: at('10:20'),
    standIn: false,
  };

  it('complete nothing where there is no row', () => {
    expect(completedAt([], [approval], situation())).toBeNull();
  });

  it('never complete a row with a seat that no role fills', () => {
    const row = matrixRow('odd', {}, { seats: [['lead-of-technician'], []] });
    expect(completedAt([row], [approval], situation())).toBeNull();
    expect(missingRoles(fillRows([row], [approval], situation()))).toEqual([]);
  });

  it('put nobody in a seat who is not in the roster', () => {
    const row = matrixRow('odd', {}, { seats: [['lead-of-technician']], standIn: 'senior-tech' });
    const policy = basePolicy({ onCall: () => ['ghost'] });
    const [filled] = fillRows([row], [{ ...approval, person: 'ghost', standIn: true }], situation({ policy }));
    expect(filled?.seats[0]?.filledBy).toBeNull();
  });

  it('name each missing role once', () => {
    const rows = [matrixRow('a', {}, { seats: [['x', 'y'], ['y']] }), matrixRow('b', {}, { seats: [['x']] })];
    expect(missingRoles(fillRows(rows, [], situation()))).toEqual(['x', 'y']);
  });
});
