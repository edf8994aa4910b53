// What must never happen, tried on arbitrary situations (SECURITY "What must never happen").
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../scripts/core/decide.ts';
import type { Account, PullFacts, Review } from '../../scripts/core/facts.ts';
import { inOrder } from '../../scripts/core/reviews.ts';
import type { GateInput, Verdict } from '../../scripts/core/verdict-model.ts';
import { accountOf, BOT, HEAD, OPENED, PEOPLE, target } from '../fixtures/situation.ts';
import { answers, likely, situations } from './situations.ts';

const any = fc.oneof(situations, likely);

function withReviews(input: GateInput, reviews: PullFacts['reviews']): GateInput {
  return { ...input, pull: { ...input.pull, reviews } };
}

function passes({ state }: Verdict): boolean {
  return state === 'approved' || state === 'auto';
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    const parts = value instanceof Map ? [...value.values()] : Object.values(value);
    parts.forEach(deepFrozen);
  }
  return value;
}

it('meets every state often enough to mean something', () => {
  const seen = new Map<string, number>();
  for (const input of fc.sample(any, { numRuns: 2_000, seed: 7 })) {
    const { state } = decide(input);
    seen.set(state, (seen.get(state) ?? 0) + 1);
  }
  for (const state of ['refused', 'waiting', 'approved', 'auto', 'denied', 'expired']) {
    expect(seen.get(state) ?? 0, state).toBeGreaterThan(20);
  }
});

describe('nothing is ever approved', () => {
  it('without a distinct, independent, named human on the head commit in every seat of every row', () => {
    fc.assert(
      fc.property(any, (input) => {
        const verdict = decide(input);
        if (verdict.state !== 'approved') return;
        const { proposal, policy, pull } = input;
        const hands = (pull.commits ?? []).flatMap(({ author, committer, coAuthors }) => [
          author,
          committer,
          ...coAuthors,
        ]);
        expect(verdict.rows.length).toBeGreaterThan(0);
        for (const { seats } of verdict.rows) {
          const people = seats.map(({ filledBy }) => filledBy);
          expect(new Set(people).size).toBe(seats.length);
          for (const id of people) {
            const person = policy.people.get(id ?? '');
            const given = inOrder(pull.reviews ?? []).findLast(
              (one) => one.by.id === person?.account && one.state !== 'COMMENTED',
            );
            expect([...proposal.approvers, ...proposal.standIns]).toContain(id);
            expect([proposal.technician, proposal.requester, null]).not.toContain(id);
            const wrote = [pull.opener, ...hands, ...(pull.pushers ?? [])];
            expect(wrote.map((hand) => hand?.id)).not.toContain(person?.account);
            expect(person?.active).toBe(true);
            expect(given).toMatchObject({ state: 'APPROVED', commit: HEAD, by: { type: 'User' } });
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('because strangers, bots or people who were not named say so', () => {
    const crowd: readonly Account[] = [
      BOT,
      accountOf('mallory'),
      { ...accountOf('sam'), id: 6_000 },
      { ...accountOf('lena'), id: 6_001 },
    ];
    const loud = crowd.map((by, place): Review => ({
      id: 900 + place,
      by,
      state: 'APPROVED',
      was: null,
      commit: HEAD,
      at: OPENED + place,
      body: '',
    }));
    fc.assert(
      fc.property(any, (input) => {
        const before = decide(input);
        const named = new Set([...input.proposal.approvers, ...input.proposal.standIns]);
        const others = PEOPLE.filter(({ id }) => !named.has(id)).map(({ id }, place): Review => {
          return {
            id: 950 + place,
            by: accountOf(id),
            state: 'APPROVED',
            was: null,
            commit: HEAD,
            at: OPENED + place,
            body: '',
          };
        });
        const after = decide(withReviews(input, [...(input.pull.reviews ?? []), ...loud, ...others]));
        expect(after.state).toBe(before.state);
        expect(after.counted).toEqual(before.counted);
      }),
    );
  });

  it.each(['files', 'commits', 'reviews', 'writers', 'pushers', 'codeowners'] as const)(
    'and nothing passes, while %s are not known',
    (part) => {
      fc.assert(
        fc.property(any, (input) => {
          expect(passes(decide({ ...input, pull: { ...input.pull, [part]: null } }))).toBe(false);
        }),
      );
    },
  );

  it.each(['action', 'payload'] as const)('and nothing passes, while the %s is not known', (part) => {
    fc.assert(
      fc.property(any, (input) => {
        expect(passes(decide({ ...input, proposal: { ...input.proposal, [part]: null } }))).toBe(false);
      }),
    );
  });
});

describe('a denial is never undone', () => {
  it('by any answer that follows, by a dismissal, by a push or by time', () => {
    fc.assert(
      fc.property(
        situations,
        answers,
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 1e9 }),
        (input, more, dismissed, pushed, later) => {
          const { state, denial } = decide(input);
          if (state !== 'denied' || denial === null) return;
          const reviews = (input.pull.reviews ?? []).map((one): Review => {
            const gone = dismissed && one.state === 'CHANGES_REQUESTED';
            return gone ? { ...one, state: 'DISMISSED', was: 'CHANGES_REQUESTED' } : one;
          });
          const after = more.map((one) => ({ ...one, id: one.id + 1_000, at: one.at + 1e9 }));
          const head = 'f'.repeat(40);
          const commits = [
            ...(input.pull.commits ?? []),
            { sha: head, parents: [HEAD], author: BOT, committer: BOT, coAuthors: [] },
          ];
          const pull = { ...input.pull, reviews: [...reviews, ...after], ...(pushed ? { head, commits } : {}) };
          // A push may also make the request inadmissible; what it must not do is bring it back.
          expect(['denied', 'refused']).toContain(decide({ ...input, pull, now: input.now + later }).state);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('fewer people are never needed', () => {
  it('for more clients', () => {
    fc.assert(
      fc.property(likely, (input) => {
        const { action } = input.proposal;
        if (action === null) return;
        const wider = { ...action, targets: ['acme', 'globex', 'initech'].map(target) };
        const [before, after] = [decide(input), decide({ ...input, proposal: { ...input.proposal, action: wider } })];
        const seats = (verdict: Verdict) => verdict.rows.reduce((sum, row) => Math.max(sum, row.seats.length), 0);
        expect(seats(after)).toBeGreaterThanOrEqual(seats(before));
      }),
    );
  });

  it('after fewer answers, unless one more starts the time in which the approval may be used', () => {
    fc.assert(
      fc.property(likely, fc.nat(), (input, which) => {
        const yes = (input.pull.reviews ?? []).filter(({ state }) => state === 'APPROVED');
        const left = yes.filter((_, place) => place !== which % Math.max(1, yes.length));
        if (!passes(decide(withReviews(input, left)))) return;
        expect(['approved', 'auto', 'expired']).toContain(decide(withReviews(input, yes)).state);
      }),
    );
  });
});

describe('the decision', () => {
  it('is the same for the same facts, and changes none of them', () => {
    fc.assert(
      fc.property(any, (input) => {
        const twin = { ...structuredClone({ ...input, policy: null }), policy: input.policy };
        expect(decide(deepFrozen(input))).toEqual(decide(twin));
      }),
    );
  });

  it('does not depend on the order in which the forge lists the answers', () => {
    const shuffled = any.chain((input) => {
      const reviews = input.pull.reviews ?? [];
      return fc.tuple(fc.constant(input), fc.shuffledSubarray([...reviews], { minLength: reviews.length }));
    });
    fc.assert(
      fc.property(shuffled, ([input, reviews]) => {
        expect(decide(withReviews(input, reviews))).toEqual(decide(input));
      }),
    );
  });
});
