// The states of a request, their precedence, and the exact moments at which one becomes another (gate.md "States").
import { describe, expect, it } from 'vitest';
import { passes } from '../../scripts/core/decide.ts';
import { at, basePolicy, NOW, review, situation, target, verdictOn, withPerson } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const YES = [review('lena', 'APPROVED', '10:20')];
const NO = [review('lena', 'CHANGES_REQUESTED', '10:20')];
const LATER = at('16:00');

describe('only two states', () => {
  it.each([
    ['approved', true],
    ['auto', true],
    ['refused', false],
    ['waiting', false],
    ['denied', false],
    ['expired', false],
  ] as const)('let pass: %s, %s', (state, answer) => {
    expect(passes({ state })).toBe(answer);
  });
});

it('what somebody has to review before it is sent passes for nobody else', () => {
  const verdict = verdictOn({ action: { operation: 'mail' } });
  expect([verdict.state, verdict.classification.gate]).toEqual(['waiting', 'human-review-before-send']);
});

describe('the state of a request', () => {
  const states: readonly (readonly [string, Differences, string, string])[] = [
    ['waits for the people named', {}, 'waiting', 'Waiting for Lena Brandt until 2026-11-20T14:00:00Z.'],
    ['is approved by them', { reviews: YES }, 'approved', 'Approved by Lena Brandt.'],
    ['is denied by them', { reviews: NO }, 'denied', 'Denied by Lena Brandt. Nothing ran and nothing will.'],
    [
      'passes where nobody is needed',
      { action: { operation: 'health' } },
      'auto',
      'Passes without a human: The action table puts health in Tier 3.',
    ],
    [
      'expires without an answer',
      { now: LATER },
      'expired',
      'Expired: no sufficient answer by 2026-11-20T14:00:00Z. Nothing ran and nothing will.',
    ],
    [
      'expires with an approval that nobody used',
      { reviews: YES, now: LATER },
      'expired',
      'Expired: the approval was not used by 2026-11-20T11:20:00Z. Nothing ran and nothing will.',
    ],
    ['waits as a draft', { pull: { draft: true }, reviews: YES }, 'waiting', 'Waiting: the request is still a draft.'],
    [
      'waits as a draft where nobody is needed',
      { pull: { draft: true }, action: { operation: 'health' } },
      'waiting',
      'Waiting: the request is still a draft.',
    ],
    [
      'is refused with its reason',
      { pull: { fork: true }, reviews: YES },
      'refused',
      'Refused: The pull request comes from a fork.',
    ],
    [
      'is refused with two reasons',
      { pull: { fork: true, base: 'next' } },
      'refused',
      'Refused: The pull request comes from a fork. And 1 more reason.',
    ],
    [
      'is refused with many reasons',
      { pull: { fork: true, base: 'next', files: [] } },
      'refused',
      'Refused: The pull request does not bring the file actions-queue/2026/11/act-1.yaml. And 2 more reasons.',
    ],
    [
      'is refused rather than denied',
      { pull: { fork: true }, reviews: NO },
      'refused',
      'Refused: The pull request comes from a fork.',
    ],
    [
      'is refused rather than expired',
      { pull: { fork: true }, now: LATER },
      'refused',
      'Refused: The pull request comes from a fork.',
    ],
    [
      'is denied rather than expired',
      { reviews: NO, now: LATER },
      'denied',
      'Denied by Lena Brandt. Nothing ran and nothing will.',
    ],
    [
      'is denied rather than a draft',
      { reviews: NO, pull: { draft: true } },
      'denied',
      'Denied by Lena Brandt. Nothing ran and nothing will.',
    ],
    [
      'is expired rather than a draft',
      { now: LATER, pull: { draft: true } },
      'expired',
      'Expired: no sufficient answer by 2026-11-20T14:00:00Z. Nothing ran and nothing will.',
    ],
    [
      'does not expire where nobody is asked',
      { now: LATER, action: { operation: 'health' } },
      'auto',
      'Passes without a human: The action table puts health in Tier 3.',
    ],
  ];
  it.each(states)('%s', (_, differences, state, summary) => {
    expect(verdictOn(differences)).toMatchObject({ state, summary });
  });
});

describe('the moment', () => {
  const moments: readonly (readonly [string, Differences, string])[] = [
    ['of the deadline itself still waits', { now: at('14:00') }, 'waiting'],
    ['after the deadline is expired', { now: at('14:00') + 1 }, 'expired'],
    [
      'of the deadline is in time for an answer',
      { reviews: [review('lena', 'APPROVED', '14:00')], now: at('14:00') },
      'approved',
    ],
    [
      'after the deadline is too late for an answer',
      { reviews: [review('lena', 'APPROVED', '14:00:01')], now: at('14:00:01') },
      'expired',
    ],
    ['at which the approval lapses may still use it', { reviews: YES, now: at('11:20') }, 'approved'],
    ['after that may not', { reviews: YES, now: at('11:20') + 1 }, 'expired'],
    [
      'of an approval in time may use it after the deadline',
      { reviews: [review('lena', 'APPROVED', '13:50')], now: at('14:30') },
      'approved',
    ],
  ];
  it.each(moments)('%s', (_, differences, state) => {
    expect(verdictOn(differences).state).toBe(state);
  });

  it('tells the deadline, and until when an approval may be used', () => {
    expect(verdictOn()).toMatchObject({ deadline: at('14:00'), lapses: null });
    expect(verdictOn({ reviews: YES })).toMatchObject({ deadline: at('14:00'), lapses: at('11:20') });
  });
});

describe('another kind of change', () => {
  const window = { kind: 'window', action: null, payload: null } as const;

  it('has the rows of its own', () => {
    const verdict = verdictOn({
      proposal: { ...window, approvers: ['olga'] },
      reviews: [review('olga', 'APPROVED', '10:20')],
    });
    expect(verdict).toMatchObject({ state: 'approved', scope: 'window', summary: 'Approved by Olga Petrov.' });
    expect(verdict.classification).toMatchObject({
      automation: null,
      tier: null,
      gate: 'human-approval',
      clients: 'one',
      reversible: true,
      window: null,
      exception: null,
      because: ['It is a change of the kind window, which has rows of its own in the matrix.'],
    });
  });

  it('is of no tier, so that rows of a tier are not for it', () => {
    const policy = basePolicy();
    const rows = policy.authority.rows.map((row) => ({ ...row, when: { ...row.when, tier: 1 as const } }));
    const tiered = { ...policy, authority: { ...policy.authority, rows } };
    const verdict = verdictOn({ proposal: { ...window, approvers: ['olga'] }, policy: tiered });
    expect(verdict.refusals).toMatchObject([{ code: 'seat-unfilled' }]);
  });

  it('is refused where the matrix has no row for it', () => {
    const files = [{ path: 'scripts/gate.ts', status: 'modified', mode: '100644' }] as const;
    const verdict = verdictOn({ pull: { files }, proposal: { ...window, kind: 'code', approvers: ['olga'] } });
    expect(verdict.refusals.map(({ code }) => code)).toEqual(['seat-unfilled']);
    expect(verdict.scope).toBeNull();
  });
});

describe('the whole reasoning', () => {
  it('holds every seat with those who could fill it and who does', () => {
    const many = { targets: [target('acme'), target('globex')], approvers: ['sam', 'olga', 'duo'] };
    const verdict = verdictOn({ action: many, reviews: [review('olga', 'APPROVED', '10:20')] });
    expect(verdict.rows).toEqual([
      {
        row: 'many-clients',
        title: 'Row many-clients',
        seats: [
          { roles: ['security-lead'], filledBy: null, candidates: ['sam', 'duo'] },
          { roles: ['operations-owner'], filledBy: 'olga', candidates: ['olga', 'duo'] },
        ],
      },
    ]);
    expect(verdict.missing).toEqual(['security-lead']);
    expect(verdict.summary).toBe('Waiting for Sam Sato and Duo Diaz until 2026-11-20T14:00:00Z.');
  });

  it('asks for nobody where nobody is needed', () => {
    expect(verdictOn({ action: { operation: 'health', approvers: [] } })).toMatchObject({
      rows: [],
      missing: [],
      scope: null,
    });
  });

  it('does not refuse an action that passes for people who could not fill a seat', () => {
    const action = { operation: 'health', approvers: ['tess'], standIns: ['rita'] };
    expect(verdictOn({ action }).refusals).toEqual([]);
  });

  it('is the same for the same input', () => {
    const input = { reviews: YES, policy: basePolicy(), now: NOW };
    expect(verdictOn(input)).toEqual(verdictOn(input));
    expect(situation(input)).toEqual(situation(input));
  });

  it('follows the roster at the moment of the evaluation', () => {
    expect(verdictOn({ reviews: YES, policy: withPerson('lena', { active: false }) }).state).toBe('refused');
  });
});
