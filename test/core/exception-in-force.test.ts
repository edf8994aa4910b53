// An exception replaces the gate of what it covers while it is in force, and of nothing else (gate.md rule 6).
import { describe, expect, it } from 'vitest';
import type { Action } from '../../scripts/core/action-model.ts';
import { classify } from '../../scripts/core/classify.ts';
import type { LedgerFacts } from '../../scripts/core/facts.ts';
import type { PolicyException } from '../../scripts/core/policy-model.ts';
import { at, basePolicy, NOW, situation, target, verdictOn, withPerson } from '../fixtures/situation.ts';

const EXCEPTION: PolicyException = {
  id: 'ex-1',
  operations: ['isolate'],
  clients: ['acme', 'globex'],
  gate: 'auto-and-log',
  from: at('10:30'),
  expires: at('11:30'),
};

type Approval = Partial<LedgerFacts['exceptionApprovals'][number]>;

interface ExceptionCase {
  readonly exception?: Partial<PolicyException>;
  readonly approval?: Approval;
  readonly action?: Partial<Action>;
  readonly now?: number;
  readonly policy?: ReturnType<typeof basePolicy>;
}

function excepted({ exception = {}, approval = {}, action = {}, now = NOW, policy = basePolicy() }: ExceptionCase) {
  const approved = { exception: 'ex-1', requestor: 'tess', approvedBy: ['sam', 'rita'], ...approval };
  return situation({
    action,
    policy: {
      ...policy,
      exceptions: [
        { ...EXCEPTION, id: 'ex-0', operations: ['mail'] },
        { ...EXCEPTION, ...exception },
      ],
    },
    ledger: { exceptionApprovals: [approved] },
    now,
  });
}

describe('an exception', () => {
  const passes: readonly (readonly [string, ExceptionCase])[] = [
    ['while it holds', {}],
    ['from its very start', { now: at('10:30') }],
    ['until right before its expiry', { now: at('11:30') - 1 }],
    ['for several of its clients', { action: { targets: [target('acme'), target('globex')] } }],
    ['that somebody who holds both roles approved with another', { approval: { approvedBy: ['duo', 'rita'] } }],
  ];
  it.each(passes)('replaces the gate %s, and leaves the tier', (_, one) => {
    const found = classify(excepted(one));
    expect(found).toMatchObject({ tier: 1, gate: 'auto-and-log', exception: 'ex-1', window: null });
    expect(found.because.slice(0, 2)).toEqual([
      'The action table puts isolate in Tier 1.',
      'The approved exception ex-1 replaces its gate by auto-and-log.',
    ]);
  });

  const fails: readonly (readonly [string, ExceptionCase, string | null])[] = [
    ['without an expiry', { exception: { expires: null } }, 'has no end, so it does not count'],
    ['before its start', { now: at('10:30') - 1 }, null],
    ['at its expiry', { now: at('11:30') }, 'ended at 2026-11-20T11:30:00Z'],
    ['of another operation', { exception: { operations: ['disable'] } }, null],
    ['of another client', { action: { targets: [target('initech')] } }, null],
    ['of other clients', { action: { targets: [target('acme'), target('initech')] } }, 'does not cover initech'],
    ['for the portfolio', { action: { portfolio: true, targets: [] } }, 'does not cover the whole portfolio'],
    ['that nobody approved', { approval: { approvedBy: [] } }, unfilled('security-lead and risk-owner')],
    ['whose approval is for another', { approval: { exception: 'ex-9' } }, UNAPPROVED],
    ['with one approver', { approval: { approvedBy: ['sam'] } }, unfilled('risk-owner')],
    ['with one approver twice', { approval: { approvedBy: ['sam', 'sam'] } }, unfilled('risk-owner')],
    ['with two approvers of one seat', { approval: { approvedBy: ['sam', 'sven'] } }, unfilled('risk-owner')],
    ['approved by its requestor', { approval: { requestor: 'rita' } }, unfilled('risk-owner')],
    ['approved by strangers', { approval: { approvedBy: ['sam', 'stranger'] } }, unfilled('risk-owner')],
    ['approved by somebody who has left', { policy: withPerson('rita', { active: false }) }, unfilled('risk-owner')],
    [
      'of a policy that has no seats for exceptions',
      { policy: seatless() },
      'does not count: the matrix has no row that asks anybody for exceptions',
    ],
  ];
  it.each(fails)('changes nothing %s, and says why where somebody may wonder', (_, one, why) => {
    const found = classify(excepted(one));
    expect(found).toMatchObject({ gate: 'human-approval', exception: null });
    const said = found.because.filter((sentence) => sentence.startsWith('The exception'));
    expect(said).toEqual(why === null ? [] : [`The exception ex-1 ${why}.`]);
  });

  const several = (...exceptions: readonly Partial<PolicyException>[]) => {
    const policy = basePolicy({ exceptions: exceptions.map((one) => ({ ...EXCEPTION, ...one })) });
    const exceptionApprovals = policy.exceptions.map(({ id }) => {
      return { exception: id, requestor: 'tess', approvedBy: ['sam', 'rita'] };
    });
    return situation({ policy, ledger: { exceptionApprovals } });
  };

  it('does not win over a stricter one', () => {
    const strict = several({ id: 'a', gate: 'auto' }, { id: 'b', gate: 'human-approval' }, { id: 'c' });
    expect(classify(strict)).toMatchObject({ gate: 'human-approval', exception: 'b' });
    expect(classify(several({ id: 'a', gate: 'auto' }, { id: 'c' }))).toMatchObject({ exception: 'c' });
    expect(classify(several({ id: 'a' }, { id: 'c' }))).toMatchObject({ exception: 'a' });
  });

  it('that ended long ago is not spoken of beside a later one', () => {
    const ended = (time: string) => ({ expires: at(time) });
    const both = several({ id: 'a', ...ended('10:50') }, { id: 'b', ...ended('10:40') });
    expect(classify(both).because.slice(1)).toEqual(['The exception a ended at 2026-11-20T10:50:00Z.']);
    const current = several({ id: 'a', ...ended('10:50') }, { id: 'b', clients: ['globex', 'acme'] });
    expect(classify({ ...current, ledger: { ...current.ledger, exceptionApprovals: [] } }).because.slice(1)).toEqual([
      `The exception b ${UNAPPROVED}.`,
    ]);
  });

  it('needs two people even where one holds both roles', () => {
    const policy = withPerson('sam', { roles: ['security-lead', 'risk-owner'] });
    expect(classify(excepted({ policy, approval: { approvedBy: ['sam'] } })).exception).toBeNull();
  });

  it('opens no prohibited operation', () => {
    const one = { exception: { operations: ['wipe'] }, action: { operation: 'wipe' } };
    expect(classify(excepted(one))).toMatchObject({ gate: null, exception: null });
  });

  it('takes the place of a window in Tier 2', () => {
    const one = { exception: { operations: ['patch'] }, action: { operation: 'patch' } };
    expect(classify(excepted(one))).toMatchObject({ tier: 2, gate: 'auto-and-log', exception: 'ex-1', window: null });
  });

  it('may ask for people where the tier asks nobody', () => {
    const one = {
      exception: { operations: ['health'], gate: 'human-approval' },
      action: { operation: 'health' },
    } as const;
    const { policy, ledger } = excepted(one);
    expect(verdictOn({ action: { operation: 'health' }, policy, ledger })).toMatchObject({
      state: 'waiting',
      scope: 'single-reversible',
    });
  });
});

const UNAPPROVED = 'does not count: what is on the default branch was not approved, or was taken back';

function unfilled(roles: string): string {
  return `does not count: of those who approved it nobody active fills the seat of ${roles}`;
}

function seatless() {
  const policy = basePolicy();
  return { ...policy, authority: { ...policy.authority, exceptionSeats: [] } };
}
