// Which of several answers of one person speaks for them (gate.md rule 10).
import { describe, expect, it } from 'vitest';
import { notCounted, review, verdictOn } from '../fixtures/situation.ts';

const YES = review('lena', 'APPROVED', '10:20');

describe('the latest answer of a person speaks', () => {
  const dismissed = { was: 'APPROVED' } as const;
  it.each([
    ['an approval before a comment', ['APPROVED', 'COMMENTED'], 'approved'],
    ['an approval after a comment', ['COMMENTED', 'APPROVED'], 'approved'],
    ['only comments', ['COMMENTED', 'COMMENTED'], 'waiting'],
    ['a dismissal after an approval, which revives nothing', ['APPROVED', 'DISMISSED'], 'waiting'],
    ['a dismissal after a comment', ['COMMENTED', 'DISMISSED'], 'waiting'],
    ['a dismissal before a comment', ['DISMISSED', 'COMMENTED'], 'waiting'],
    ['an approval after a dismissal', ['DISMISSED', 'APPROVED'], 'approved'],
  ] as const)('%s', (_, states, state) => {
    const reviews = states.map((one, place) =>
      review('lena', one, `10:2${place}`, one === 'DISMISSED' ? dismissed : {}),
    );
    expect(verdictOn({ reviews }).state).toBe(state);
    expect(verdictOn({ reviews: reviews.toReversed() }).state).toBe(state);
  });

  it('and the forge counts those of one moment by their number, wherever they stand in the list', () => {
    const yes = review('lena', 'APPROVED', '10:20', { id: 71 });
    const gone = review('lena', 'DISMISSED', '10:20', { ...dismissed, id: 72 });
    for (const reviews of [
      [yes, gone],
      [gone, yes],
    ])
      expect(notCounted(verdictOn({ reviews }))).toEqual({ lena: 'dismissed' });
    for (const reviews of [
      [yes, { ...gone, id: 70 }],
      [{ ...gone, id: 70 }, yes],
    ]) {
      expect(verdictOn({ reviews }).state).toBe('approved');
    }
  });

  it('even where it is only the later of two comments', () => {
    const comments = [review('lena', 'COMMENTED', '10:20'), review('lena', 'COMMENTED', '10:30')];
    expect(verdictOn({ reviews: comments }).notCounted).toMatchObject([
      { review: comments[1]?.id, code: 'comment-only' },
    ]);
  });

  it('by account, so that two accounts of one login are two', () => {
    const other = review('lena', 'DISMISSED', '10:30', { ...dismissed, by: { id: 9, login: 'lena', type: 'User' } });
    expect(verdictOn({ reviews: [YES, other] }).state).toBe('approved');
  });

  it('person by person, in the order in which they first answered', () => {
    const first = [review('rita', 'COMMENTED', '10:10'), review('liam', 'APPROVED', '10:15')];
    const verdict = verdictOn({ reviews: [...first, review('rita', 'APPROVED', '10:30')].toReversed() });
    expect(Object.keys(notCounted(verdict))).toEqual(['rita', 'liam']);
  });
});
