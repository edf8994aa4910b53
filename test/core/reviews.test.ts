// Which answer counts: one difference a row, the first failing rule as the reason (gate.md rules 7 to 15).
import { describe, expect, it } from 'vitest';
import {
  at,
  basePull,
  BOT,
  commit,
  accountOf,
  HEAD,
  notCounted,
  review,
  verdictOn,
  withPerson,
} from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const YES = review('lena', 'APPROVED', '10:20');
const WORKED_ON_IT = 'Lena Brandt opened this request, had a hand in one of its commits, or pushed to its branch.';
const ANOTHER = 'Ask another of the named approvers.';
const REJECTED: readonly (readonly [string, Differences, string, string, string])[] = [
  [
    'of a stranger',
    { reviews: [review('mallory', 'APPROVED', '10:20')] },
    'not-named',
    'mallory was not named before the request was queued.',
    'Propose anew and name them, if they are to decide.',
  ],
  [
    'of somebody who was not named',
    { reviews: [review('liam', 'APPROVED', '10:20')] },
    'not-named',
    'Liam Lowe was not named before the request was queued.',
    'Propose anew and name them, if they are to decide.',
  ],
  [
    'of somebody without a seat',
    { action: { approvers: ['lena', 'rita'] }, reviews: [review('rita', 'APPROVED', '10:20')] },
    'no-seat',
    'Rita Rossi holds none of the roles that this request needs.',
    'Ask the people whose seats are still open.',
  ],
  [
    'of a stand-in who was not called',
    { action: { standIns: ['nina'] }, reviews: [review('nina', 'APPROVED', '10:20')] },
    'stand-in-not-called',
    'Nina Novak is a stand-in and had not been called when answering.',
    'Answer again once called, or let the named approver answer.',
  ],
  [
    'that is a comment',
    { reviews: [review('lena', 'COMMENTED', '10:20')] },
    'comment-only',
    'Lena Brandt commented, which is neither an approval nor a denial.',
    'Approve or deny explicitly.',
  ],
  [
    'that was dismissed',
    { reviews: [review('lena', 'DISMISSED', '10:20', { was: 'APPROVED' })] },
    'dismissed',
    'The approval of Lena Brandt was dismissed.',
    'Approve again, if it still stands.',
  ],
  [
    'that denies',
    { reviews: [review('lena', 'CHANGES_REQUESTED', '10:20')] },
    'denied',
    'Lena Brandt denied it.',
    'A denial is final; propose something else.',
  ],
  [
    'of the requester',
    { action: { requester: 'lena' }, reviews: [YES] },
    'is-requester',
    'Lena Brandt asked for this action, or it is their own work.',
    ANOTHER,
  ],
  [
    'of the technician, lead of herself',
    { action: { technician: 'lena' }, reviews: [YES] },
    'is-requester',
    'Lena Brandt asked for this action, or it is their own work.',
    ANOTHER,
  ],
  [
    'of an author',
    { pull: basePull({ commits: [commit({ author: accountOf('lena') })], reviews: [YES] }) },
    'is-contributor',
    WORKED_ON_IT,
    ANOTHER,
  ],
  [
    'of whoever opened it',
    { pull: basePull({ opener: accountOf('lena'), reviews: [YES] }) },
    'is-contributor',
    WORKED_ON_IT,
    ANOTHER,
  ],
  [
    'of whoever pushed to its branch, whatever its commits say',
    { pull: basePull({ pushers: [BOT, accountOf('lena')], reviews: [YES] }) },
    'is-contributor',
    WORKED_ON_IT,
    ANOTHER,
  ],
  [
    'of a bot',
    { reviews: [{ ...YES, by: { ...YES.by, type: 'Bot' } }] },
    'not-human',
    'The account of Lena Brandt is a bot.',
    'A person has to answer.',
  ],
  [
    'of somebody who has left',
    { policy: withPerson('lena', { active: false }), reviews: [YES] },
    'not-in-role',
    'Lena Brandt is no longer active in the roster.',
    ANOTHER,
  ],
  [
    'of somebody without write access',
    { pull: basePull({ writers: [1], reviews: [YES] }) },
    'no-write-access',
    'Lena Brandt has no write access to the repository.',
    'Give the account write access and answer again, or ask another of the named approvers.',
  ],
  [
    'where nobody knows who may write',
    { pull: basePull({ writers: null, reviews: [YES] }) },
    'no-write-access',
    'Lena Brandt has no write access to the repository.',
    'Give the account write access and answer again, or ask another of the named approvers.',
  ],
  [
    'of another commit',
    { reviews: [{ ...YES, commit: 'b'.repeat(40) }] },
    'stale',
    'Lena Brandt approved another commit than the current head aaaaaaaaaaaa.',
    'Look at what changed and approve again.',
  ],
  [
    'of a commit that is gone, or before the request was turned to this branch',
    { reviews: [{ ...YES, commit: null }] },
    'stale',
    'Lena Brandt approved what is not there any more: another commit, or the request as it went to another branch.',
    'Look at what changed and approve again.',
  ],
  [
    'after the deadline',
    { reviews: [{ ...YES, at: at('14:00') + 1 }] },
    'late',
    'Lena Brandt answered after the deadline, 2026-11-20T14:00:00Z.',
    'Propose it again.',
  ],
];

describe('an answer does not count', () => {
  it.each(REJECTED)('%s', (_, differences, code, fact, remedy) => {
    const verdict = verdictOn(differences);
    expect(verdict.counted).toEqual([]);
    expect(verdict.notCounted).toHaveLength(1);
    expect(verdict.notCounted[0]).toMatchObject({ code, fact, remedy });
    expect(verdict.state).not.toBe('approved');
  });

  it('and names the account, and the person where it is one', () => {
    const [stranger, person] = [review('mallory', 'APPROVED', '10:20'), review('liam', 'APPROVED', '10:21')];
    expect(verdictOn({ reviews: [stranger, person] }).notCounted).toMatchObject([
      { person: null, account: { id: 5000, login: 'mallory' }, review: stranger.id },
      { person: 'liam', account: { id: 112, login: 'liam' }, review: person.id },
    ]);
  });

  it('and gives the first of several reasons, in the order of the rules', () => {
    const wrong = { ...YES, by: { ...YES.by, type: 'Bot' }, commit: null, at: at('15:00') } as const;
    const steps: readonly (readonly [Differences, string])[] = [
      [{ action: { approvers: ['sam'], requester: 'lena' }, reviews: [wrong] }, 'not-named'],
      [{ action: { technician: null, requester: 'lena' }, reviews: [wrong] }, 'no-seat'],
      [{ action: { requester: 'lena' }, reviews: [{ ...wrong, state: 'COMMENTED' }] }, 'comment-only'],
      [{ action: { requester: 'lena' }, reviews: [wrong] }, 'is-requester'],
      [{ pull: basePull({ opener: accountOf('lena'), writers: [], reviews: [wrong] }) }, 'is-contributor'],
      [{ pull: basePull({ writers: [], reviews: [wrong] }) }, 'not-human'],
      [{ pull: basePull({ writers: [], reviews: [{ ...wrong, by: YES.by }] }) }, 'no-write-access'],
      [{ reviews: [{ ...wrong, by: YES.by }] }, 'stale'],
    ];
    for (const [differences, code] of steps) expect(notCounted(verdictOn(differences))).toEqual({ lena: code });
  });
});

describe('an answer counts', () => {
  it('with who gave it, when, and for which commit', () => {
    expect(verdictOn({ reviews: [YES] }).counted).toEqual([
      {
        person: 'lena',
        name: 'Lena Brandt',
        account: 111,
        review: YES.id,
        commit: HEAD,
        at: at('10:20'),
        standIn: false,
      },
    ]);
  });

  it('of a person who was renamed, and not of a stranger who took the login', () => {
    expect(verdictOn({ reviews: [{ ...YES, by: { ...YES.by, login: 'lena-brandt' } }] }).state).toBe('approved');
    expect(verdictOn({ reviews: [{ ...YES, by: { ...YES.by, id: 4 } }] }).state).toBe('waiting');
  });

  it.each([
    ['the moment of the opening', '10:00'],
    ['the deadline itself', '14:00'],
  ])('at %s', (_, time) => {
    expect(verdictOn({ reviews: [{ ...YES, at: at(time) }] }).counted).toHaveLength(1);
  });
});
