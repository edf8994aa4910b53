// The one sentence about a verdict, also for verdicts that lack what they should have, and who is asked.
import { describe, expect, it } from 'vitest';
import { candidateIds } from '../../scripts/core/asked.ts';
import { summarise } from '../../scripts/core/summary.ts';
import { review, situation, target, verdictOn } from '../fixtures/situation.ts';

describe('the sentence', () => {
  it.each([
    ['a refusal without a reason', { state: 'refused' }, 'Refused: '],
    ['a denial by nobody', { state: 'denied' }, 'Denied by . Nothing ran and nothing will.'],
    ['an approval by nobody', { state: 'approved' }, 'Approved by nobody.'],
  ] as const)('survives %s', (_, over, sentence) => {
    expect(summarise({ ...verdictOn(), ...over }, situation())).toBe(sentence);
  });

  it('gives every reason for which something passes', () => {
    const { summary } = verdictOn({ action: { operation: 'health', targets: [target('acme'), target('globex')] } });
    expect(summary).toBe('Passes without a human: The action table puts health in Tier 3. It touches 2 clients.');
  });

  it('names all who approved', () => {
    const action = { targets: [target('acme'), target('globex')], approvers: ['sam', 'olga'] };
    const reviews = [review('olga', 'APPROVED', '10:20'), review('sam', 'APPROVED', '10:30')];
    expect(verdictOn({ action, reviews }).summary).toBe('Approved by Olga Petrov and Sam Sato.');
  });
});

describe('those who are asked', () => {
  it('are each asked once, in the order of the open seats', () => {
    const seat = (filledBy: string | null, candidates: readonly string[]) => ({ roles: ['x'], filledBy, candidates });
    const rows = [
      { row: 'a', title: 'A', seats: [seat('lena', ['lena', 'liam']), seat(null, ['sam', 'olga'])] },
      { row: 'b', title: 'B', seats: [seat(null, ['duo', 'sam'])] },
    ];
    expect(candidateIds({ rows })).toEqual(['sam', 'olga', 'duo']);
  });

  it('are not those who have answered, but whoever could take their seat where only they could take the open one', () => {
    const seat = (filledBy: string | null, candidates: readonly string[]) => ({ roles: ['x'], filledBy, candidates });
    const row = (...seats: readonly ReturnType<typeof seat>[]) => ({ rows: [{ row: 'a', title: 'A', seats }] });
    expect(candidateIds(row(seat('duo', ['duo', 'sam']), seat(null, ['duo', 'rita'])))).toEqual(['rita', 'sam']);
    expect(candidateIds(row(seat('duo', ['duo', 'sam']), seat(null, ['duo'])))).toEqual(['sam']);
    expect(candidateIds(row(seat('duo', ['duo']), seat(null, ['duo'])))).toEqual([]);
  });
});
