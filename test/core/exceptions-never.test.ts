// What no exception ever does, tried on arbitrary files, approvals, ledgers and moments.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../scripts/core/canonical.ts';
import { classify } from '../../scripts/core/classify.ts';
import { decide } from '../../scripts/core/decide.ts';
import { exceptionPath } from '../../scripts/core/exception-file.ts';
import type { Review } from '../../scripts/core/facts.ts';
import type { Person, Policy, PolicyException } from '../../scripts/core/policy-model.ts';
import type { GateInput } from '../../scripts/core/verdict-model.ts';
import { readException } from '../../scripts/proposals-of-kinds.ts';
import {
  basePolicy,
  basePull,
  commit,
  HEAD,
  HOUR,
  NOTHING_SAID,
  OPENED,
  OPERATIONS,
  PEOPLE,
  situation,
  target,
} from '../fixtures/situation.ts';
import { realPolicy } from './real-policy.ts';

const DAY = 24 * HOUR;

/** With one who holds both roles, and one who has left. */
const REAL: Policy = (() => {
  const policy = realPolicy();
  const extra = (id: string, account: number, over: Partial<Person>): Person => {
    return { id, account, name: id, login: id, roles: ['risk-owner'], lead: null, active: true, absences: [], ...over };
  };
  const both = extra('both', 1, { roles: ['security-lead', 'risk-owner'] });
  const people = [...policy.people.values(), both, extra('left', 2, { active: false })];
  return { ...policy, people: new Map(people.map((one) => [one.id, one])) };
})();

const day = (most: number) =>
  fc.integer({ min: -2, max: most }).map((days) => new Date(OPENED + days * DAY).toISOString().slice(0, 10));
const WHO = ['tess', 'sam', 'sven', 'rita', 'olga', 'both', 'left'] as const;

/** What is as it should be, and now and then something else. */
const mostly = <T>(good: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** A file that is now and then as it should be, and people who answer it. */
const asked: fc.Arbitrary<GateInput> = fc
  .record({
    operations: mostly(['ninjarmm/isolate-endpoint'], ['ninjarmm/isolate-endpoint', 'ninjarmm/wipe-device']),
    clients: mostly(['acme', 'globex'], ['acme', 'acne']),
    gate: fc.constantFrom('auto', 'auto-and-log', 'human-approval'),
    requestor: fc.constantFrom('tess', 'tess', 'sam', 'rita', 'both'),
    approvers: fc.oneof(fc.constantFrom(['sam', 'rita'], ['both', 'rita']), fc.subarray([...WHO], { minLength: 1 })),
    from: fc.oneof(fc.constant('2026-11-20'), day(2)),
    expires: fc.option(day(120), { nil: undefined, freq: 10 }),
    said: fc.oneof(fc.constant<readonly string[]>(['sam', 'rita', 'both']), fc.subarray<string>([...WHO])),
    opener: mostly('tess', 'sam'),
    stale: mostly<string | null>(null, 'sam', 'rita'),
    late: mostly<string | null>(null, 'sam', 'rita'),
  })
  .map(({ said, opener, stale, late, ...fields }) => {
    const texts = {
      id: 'x',
      title: 'X',
      justification: 'Why not.',
      compensates: 'Somebody watches.',
      zone: 'Europe/London',
    };
    const entries = Object.entries({ ...texts, ...fields }).filter(([, value]) => value !== undefined);
    const bytes = Buffer.from(entries.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join(''));
    const account = (who: string) => ({ id: REAL.people.get(who)?.account ?? 0, login: who, type: 'User' }) as const;
    const by = account(opener);
    const reviews = [...said].map((who, place): Review => {
      const at = OPENED + (who === late ? 15 * DAY : HOUR) + place;
      const on = who === stale ? 'b'.repeat(40) : HEAD;
      return { id: place + 1, by: account(who), state: 'APPROVED', was: null, commit: on, at, body: '' };
    });
    const path = exceptionPath('x');
    const pull = basePull({
      opener: by,
      files: [{ path, status: 'added', mode: '100644' }],
      commits: [commit({ author: by, committer: by })],
      reviews,
      writers: [...REAL.people.values()].map((one) => one.account),
    });
    const { proposal } = readException({ path, bytes, digest: sha256(bytes), policy: REAL, pull, base: 'added' });
    return { proposal, policy: REAL, pull, ledger: NOTHING_SAID, now: OPENED + 2 * HOUR };
  });

function fields(input: GateInput): { readonly words: string; readonly gone: readonly string[] } {
  return { words: (input.proposal.brings ?? []).join('\n'), gone: input.proposal.problems.map(({ code }) => code) };
}

describe('no exception is ever approved', () => {
  it('but some are, or the rest would mean nothing', () => {
    const states = fc.sample(asked, { numRuns: 1_000, seed: 11 }).map((input) => decide(input).state);
    for (const state of ['approved', 'waiting', 'refused']) {
      expect(states.filter((one) => one === state).length, state).toBeGreaterThan(20);
    }
  });

  it('without two different active people in both roles, on this commit, in time, who neither asked for it nor wrote it', () => {
    fc.assert(
      fc.property(asked, (input) => {
        const { state, rows } = decide(input);
        if (state !== 'approved') return;
        const [row, ...more] = rows;
        expect(more).toEqual([]);
        const filled = (row?.seats ?? []).map(({ filledBy, roles }) => ({
          roles,
          person: REAL.people.get(filledBy ?? ''),
        }));
        expect(filled.map(({ roles }) => roles)).toEqual([['security-lead'], ['risk-owner']]);
        expect(new Set(filled.map(({ person }) => person?.id)).size).toBe(2);
        for (const { roles, person } of filled) {
          expect(person?.active).toBe(true);
          expect(person?.roles).toEqual(expect.arrayContaining([...roles]));
          expect([input.proposal.requester, input.pull.opener.login]).not.toContain(person?.id);
          const review = input.pull.reviews?.find(({ by }) => by.id === person?.account);
          expect(review).toMatchObject({ state: 'APPROVED', commit: HEAD, at: expect.any(Number) });
          expect(review?.at).toBeLessThanOrEqual(OPENED + 14 * DAY);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('for a prohibited operation, an unknown client, the past, or without an end in sight', () => {
    fc.assert(
      fc.property(asked, (input) => {
        if (decide(input).state !== 'approved') return;
        const { words, gone } = fields(input);
        expect(gone).toEqual([]);
        expect(words).not.toMatch(/wipe-device|acne|for ever/);
        const [, from = '', until = ''] = /From (\S+) until (\S+),/.exec(words) ?? [];
        expect(Date.parse(from)).toBeGreaterThanOrEqual(OPENED - (OPENED % DAY));
        expect(Date.parse(until) - Date.parse(from)).toBeGreaterThan(0);
        expect(Date.parse(until) - Date.parse(from)).toBeLessThanOrEqual(90 * DAY);
      }),
      { numRuns: 1_500 },
    );
  });
});

const moment = fc.integer({ min: -3, max: 6 }).map((hours) => OPENED + hours * HOUR);
const clients = fc.subarray(['acme', 'globex', 'initech'], { minLength: 1 });
const ids = fc.constantFrom('e1', 'e2');

const exception: fc.Arbitrary<PolicyException> = fc.record({
  id: ids,
  operations: fc.subarray(
    OPERATIONS.map(({ id }) => id),
    { minLength: 5 },
  ),
  clients: fc.oneof(fc.constant(['acme', 'globex', 'initech']), clients),
  gate: fc.constantFrom('auto', 'auto-and-log', 'human-approval', 'human-review-before-send'),
  from: moment,
  expires: fc.option(moment, { nil: null, freq: 8 }),
});

const person = fc.constantFrom(...PEOPLE.map(({ id }) => id), 'sam', 'rita', 'both', 'left', 'nobody');
const roster: readonly Person[] = [
  ...PEOPLE,
  ...[
    { id: 'both', account: 1, roles: ['security-lead', 'risk-owner'], active: true },
    { id: 'left', account: 2, roles: ['risk-owner'], active: false },
  ].map((one) => ({ ...one, name: one.id, login: one.id, lead: null, absences: [] })),
];

const used: fc.Arbitrary<GateInput> = fc
  .record({
    exceptions: fc.array(exception, { maxLength: 3 }),
    approvals: fc.array(
      fc.record({
        exception: ids,
        requestor: fc.constantFrom('tess', 'tess', 'sam', null),
        approvedBy: fc.oneof(fc.constant(['sam', 'rita']), fc.array(person, { maxLength: 3 })),
      }),
      { maxLength: 2 },
    ),
    action: fc.record({
      operation: fc.constantFrom(...OPERATIONS.map(({ id }) => id), 'wipe'),
      targets: clients.map((names) => names.map(target)),
      portfolio: fc.constantFrom(false, false, false, true),
    }),
    now: moment,
  })
  .map(({ exceptions, approvals, action, now }) => {
    const policy = basePolicy({ exceptions, people: new Map(roster.map((one) => [one.id, one])) });
    return situation({ policy, action, ledger: { exceptionApprovals: approvals }, now });
  });

describe('no exception ever works', () => {
  it('but some do, or the rest would mean nothing', () => {
    const found = fc.sample(used, { numRuns: 3_000, seed: 11 }).map((input) => classify(input).exception);
    expect(found.filter((one) => one !== null).length).toBeGreaterThan(30);
  });

  it('outside its time, its operations and its clients, or without two different people who both still count', () => {
    fc.assert(
      fc.property(used, (input) => {
        const { exception: id, gate } = classify(input);
        if (id === null) return;
        const { action } = input.proposal;
        const mine = input.policy.exceptions.filter(
          (one) =>
            one.id === id &&
            one.gate === gate &&
            one.expires !== null &&
            one.from <= input.now &&
            input.now < one.expires &&
            one.operations.includes(action?.operation ?? '') &&
            action?.targets.every(({ client }) => one.clients.includes(client)),
        );
        expect(mine).not.toEqual([]);
        expect(action?.portfolio).toBe(false);
        const approvals = input.ledger.exceptionApprovals.filter((one) => one.exception === id);
        const people = [...new Set(approvals.flatMap(({ approvedBy }) => approvedBy))]
          .flatMap((one) => input.policy.people.get(one) ?? [])
          .filter((one) => one.active && !approvals.some(({ requestor }) => requestor === one.id));
        const pairs = people.flatMap((a) => people.map((b) => [a, b] as const)).filter(([a, b]) => a.id !== b.id);
        expect(pairs.some(([a, b]) => a.roles.includes('security-lead') && b.roles.includes('risk-owner'))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('on a prohibited operation', () => {
    fc.assert(
      fc.property(used, (input) => {
        if (input.proposal.action?.operation !== 'wipe') return;
        expect(decide(input)).toMatchObject({ state: 'refused', classification: { exception: null, gate: null } });
      }),
      { numRuns: 3_000 },
    );
  });
});
