// A window takes the place of a human answer while it is open, and never otherwise (gate.md rule 5).
import { describe, expect, it } from 'vitest';
import { classify } from '../../scripts/core/classify.ts';
import type { Action } from '../../scripts/core/action-model.ts';
import type { MaintenanceWindow } from '../../scripts/core/policy-model.ts';
import { at, basePolicy, NOW, situation, target, withPerson } from '../fixtures/situation.ts';

const WINDOW: MaintenanceWindow = {
  id: 'w-1',
  title: 'November patches',
  operations: ['patch'],
  clients: ['acme', 'globex'],
  from: at('10:30'),
  to: at('11:30'),
};

const RECURS: Partial<MaintenanceWindow> = {
  occurrences: () => [
    { from: at('10:30'), to: at('11:30') },
    { from: at('12:30'), to: at('13:30') },
  ],
};

interface WindowCase {
  readonly window?: Partial<MaintenanceWindow>;
  readonly approvedBy?: readonly string[];
  readonly approvedAt?: number;
  readonly action?: Partial<Action>;
  readonly now?: number;
  readonly policy?: ReturnType<typeof basePolicy>;
}

function patching(one: WindowCase) {
  const { window = {}, approvedBy = ['olga'], approvedAt = at('09:00') } = one;
  const { action = {}, now = NOW, policy = basePolicy() } = one;
  return situation({
    action: { operation: 'patch', window: 'w-1', ...action },
    policy: { ...policy, windows: new Map([['w-1', { ...WINDOW, ...window }]]) },
    ledger: {
      windowApprovals: [
        { window: 'w-2', approvedBy: ['olga'], at: at('09:00') },
        { window: 'w-1', approvedBy, at: approvedAt },
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
    ['approved when it had begun', { approvedAt: at('10:31') }, LATE('10:31')],
    ['approved in the moment in which it began', { approvedAt: at('10:30') }, LATE('10:30')],
    ['that recurs, before it opens', { window: RECURS, now: at('10:29') }, OPENS('10:30')],
    ['that recurs, in between', { window: RECURS, now: at('11:30') }, OPENS('12:30')],
    [
      'that recurs, after the last time',
      { window: RECURS, now: at('13:30') },
      'The window w-1 (November patches) closed at 2026-11-20T13:30:00Z.',
    ],
    [
      'that recurs, in the time that had begun when it was approved',
      { window: RECURS, approvedAt: NOW },
      LATE('11:00'),
    ],
    [
      'whose rule gives no time',
      { window: { occurrences: () => [] } },
      'The window w-1 (November patches) is never open.',
    ],
  ];
  it.each(fails)('lets nothing pass %s', (_, one, because) => {
    const found = classify(patching(one));
    expect(found).toMatchObject({ tier: 1, gate: 'human-approval', window: null });
    expect(found.because[1]).toBe(because);
  });

  it('that recurs lets Tier 2 pass each time after its approval', () => {
    const found = classify(patching({ window: RECURS, approvedAt: at('11:00'), now: at('12:30') }));
    expect(found).toMatchObject({ tier: 2, gate: 'auto-and-log', window: 'w-1' });
    expect(found.because[1]).toBe(OPEN.replace('T11:30', 'T13:30'));
  });

  it('may be approved by somebody who holds another role too', () => {
    expect(classify(patching({ approvedBy: ['duo'] }))).toMatchObject({ gate: 'auto-and-log', window: 'w-1' });
  });

  it('is no way around the gate of Tier 1', () => {
    const one = { window: { operations: ['isolate'] }, action: { operation: 'isolate' } };
    expect(classify(patching(one))).toMatchObject({ tier: 1, gate: 'human-approval', window: null });
  });
});

function OPENS(time: string): string {
  return `The window w-1 (November patches) opens at 2026-11-20T${time}:00Z.`;
}

function LATE(time: string): string {
  const when = `opened at 2026-11-20T10:30:00Z and was approved at 2026-11-20T${time}:00Z`;
  return `The window w-1 (November patches) ${when}; it covers only what opens after its approval.`;
}

function NOBODY(): string {
  return 'The window w-1 (November patches) was not approved by anybody who may approve windows.';
}
