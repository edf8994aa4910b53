// What may take the place of a human answer, and where it ends: windows and exceptions (gate.md rules 5 and 6).
import { describe, expect, it } from 'vitest';
import { classify } from '../../scripts/core/classify.ts';
import type { Action } from '../../scripts/core/action-model.ts';
import type { LedgerFacts } from '../../scripts/core/facts.ts';
import type { MaintenanceWindow, PolicyException } from '../../scripts/core/policy-model.ts';
import { at, basePolicy, NOW, situation, target, verdictOn, withPerson } from '../fixtures/situation.ts';

const WINDOW: MaintenanceWindow = {
  id: 'w-1',
  title: 'November patches',
  operations: ['patch'],
  clients: ['acme', 'globex'],
  from: at('10:30'),
  to: at('11:30'),
};

interface WindowCase {
  readonly window?: Partial<MaintenanceWindow>;
  readonly approvedBy?: readonly string[];
  readonly action?: Partial<Action>;
  readonly now?: number;
  readonly policy?: ReturnType<typeof basePolicy>;
}

function patching({ window = {}, approvedBy = ['olga'], action = {}, now = NOW, policy = basePolicy() }: WindowCase) {
  return situation({
    action: { operation: 'patch', window: 'w-1', ...action },
    policy: { ...policy, windows: new Map([['w-1', { ...WINDOW, ...window }]]) },
    ledger: {
      windowApprovals: [
        { window: 'w-2', approvedBy: ['olga'] },
        { window: 'w-1', approvedBy },
      ],
    },
    now,
  });
}

describe('a maintenance window', () => {
  const OPEN = 'The window w-1 (November patches), approved by Olga Petrov, is open until 2026-11-20T11:30:00Z.';
  const passes: readonly (readonly [string, WindowCase])[] = [
    ['while it is open', {}],
    ['from its very start', { now: at('10:30') }],
    ['until right before its end', { now: at('11:30') - 1 }],
    ['for several of its clients', { action: { targets: [target('acme'), target('globex')] } }],
    ['approved by one holder among others', { approvedBy: ['rita', 'olga'] }],
  ];
  it.each(passes)('lets Tier 2 pass %s', (_, one) => {
    const found = classify(patching(one));
    expect(found).toMatchObject({ tier: 2, gate: 'auto-and-log', window: 'w-1', exception: null });
    expect(found.because[1]).toBe(OPEN);
  });

  const fails: readonly (readonly [string, WindowCase, string])[] = [
    ['that is not cited', { action: { window: null } }, 'It cites no maintenance window or change request.'],
    ['that is not there', { action: { window: 'w-9' } }, 'The window w-9 is not on the default branch.'],
    ['before it opens', { now: at('10:30') - 1 }, 'The window w-1 (November patches) opens at 2026-11-20T10:30:00Z.'],
    ['at its end', { now: at('11:30') }, 'The window w-1 (November patches) closed at 2026-11-20T11:30:00Z.'],
    [
      'for another operation',
      { window: { operations: ['reroute'] } },
      'The window w-1 (November patches) does not cover patch.',
    ],
    [
      'for other clients',
      { action: { targets: ['acme', 'initech', 'hooli'].map(target) } },
      'The window w-1 (November patches) does not cover initech, hooli.',
    ],
    [
      'for the portfolio',
      { action: { portfolio: true, targets: [] } },
      'The window w-1 (November patches) does not cover the whole portfolio.',
    ],
    ['that nobody approved', { approvedBy: [] }, NOBODY()],
    ['approved by somebody else', { approvedBy: ['rita', 'stranger'] }, NOBODY()],
    ['approved by somebody who has left', { policy: withPerson('olga', { active: false }) }, NOBODY()],
  ];
  it.each(fails)('lets nothing pass %s', (_, one, because) => {
    const found = classify(patching(one));
    expect(found).toMatchObject({ tier: 1, gate: 'human-approval', window: null });
    expect(found.because[1]).toBe(because);
  });

  it('may be approved by somebody who holds another role too', () => {
    expect(classify(patching({ approvedBy: ['duo'] }))).toMatchObject({ gate: 'auto-and-log', window: 'w-1' });
  });

  it('is no way around the gate of Tier 1', () => {
    const one = { window: { operations: ['isolate'] }, action: { operation: 'isolate' } };
    expect(classify(patching(one))).toMatchObject({ tier: 1, gate: 'human-approval', window: null });
  });
});

function NOBODY(): string {
  return 'The window w-1 (November patches) was not approved by anybody who may approve windows.';
}

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

  const fails: readonly (readonly [string, ExceptionCase])[] = [
    ['without an expiry', { exception: { expires: null } }],
    ['before its start', { now: at('10:30') - 1 }],
    ['at its expiry', { now: at('11:30') }],
    ['of another operation', { exception: { operations: ['disable'] } }],
    ['of other clients', { action: { targets: [target('acme'), target('initech')] } }],
    ['for the portfolio', { action: { portfolio: true, targets: [] } }],
    ['that nobody approved', { approval: { approvedBy: [] } }],
    ['whose approval is for another', { approval: { exception: 'ex-9' } }],
    ['with one approver', { approval: { approvedBy: ['sam'] } }],
    ['with one approver twice', { approval: { approvedBy: ['sam', 'sam'] } }],
    ['with two approvers of one seat', { approval: { approvedBy: ['sam', 'sven'] } }],
    ['approved by its requestor', { approval: { requestor: 'rita' } }],
    ['approved by strangers', { approval: { approvedBy: ['sam', 'stranger'] } }],
    ['approved by somebody who has left', { policy: withPerson('rita', { active: false }) }],
    ['of a policy that has no seats for exceptions', { policy: seatless() }],
  ];
  it.each(fails)('changes nothing %s', (_, one) => {
    expect(classify(excepted(one))).toMatchObject({ gate: 'human-approval', exception: null });
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

function seatless() {
  const policy = basePolicy();
  return { ...policy, authority: { ...policy.authority, exceptionSeats: [] } };
}
