// What let an action pass must still hold when it runs: asked by the executor, and afterwards by the auditor.
import { describe, expect, it } from 'vitest';
import { conditionOver } from '../../scripts/core/condition.ts';
import type { PolicyException } from '../../scripts/core/policy-model.ts';
import { at, basePolicy, situation, withPerson } from '../fixtures/situation.ts';

const EXCEPTION: PolicyException = {
  id: 'ex-1',
  operations: ['isolate', 'health'],
  clients: ['acme'],
  gate: 'auto-and-log',
  from: at('10:30'),
  expires: at('11:30'),
};

function under(now: string, policy = basePolicy(), exceptions = [EXCEPTION], operation = 'isolate') {
  const exceptionApprovals = exceptions.map(({ id }) => ({
    exception: id,
    requestor: 'tess',
    approvedBy: ['sam', 'rita'],
  }));
  return situation({
    policy: { ...policy, exceptions },
    ledger: { exceptionApprovals },
    now: at(now),
    action: { operation },
  });
}

const passed = (state: 'auto' | 'approved', exception: string | null) =>
  ({ state, classification: { exception } }) as const;

describe('an action that passed under an exception', () => {
  it.each(['auto', 'approved'] as const)('may run while that is in force (%s)', (state) => {
    expect(conditionOver(passed(state, 'ex-1'), under('11:29'))).toBeNull();
  });

  it.each([
    ['has ended', under('11:30'), 'The exception ex-1 ended at 2026-11-20T11:30:00Z.'],
    ['is gone', under('11:00', basePolicy(), []), 'The exception ex-1 is not on the default branch any more.'],
    [
      'has begun anew at another time',
      under('11:00', basePolicy(), [{ ...EXCEPTION, from: at('11:10') }]),
      'The exception ex-1 begins at 2026-11-20T11:10:00Z.',
    ],
    [
      'covers another operation now',
      under('11:00', basePolicy(), [{ ...EXCEPTION, operations: ['disable'] }]),
      'The exception ex-1 does not cover isolate.',
    ],
    [
      'has lost an approver',
      under('11:00', withPerson('rita', { active: false })),
      'The exception ex-1 does not count: of those who approved it nobody active fills the seat of risk-owner.',
    ],
    [
      'has ended, even where another has begun',
      under('11:45', basePolicy(), [EXCEPTION, { ...EXCEPTION, id: 'ex-2', from: at('11:30'), expires: at('12:30') }]),
      'The exception ex-1 ended at 2026-11-20T11:30:00Z.',
    ],
    [
      'has ended, even where nobody needs to be asked without it',
      under('11:30', basePolicy(), [EXCEPTION], 'health'),
      'The exception ex-1 ended at 2026-11-20T11:30:00Z.',
    ],
  ])('may not run once that %s', (_, input, why) => {
    for (const state of ['auto', 'approved'] as const) {
      const said = conditionOver(passed(state, 'ex-1'), input);
      expect(said).toMatch(/^At 2026-11-20T11:\d\d:00Z its exception is not in force: /);
      expect(said).toContain(why);
    }
  });

  it('asks for a human after all where another asks for more by then', () => {
    const both = [EXCEPTION, { ...EXCEPTION, id: 'ex-2', gate: 'human-approval' as const }];
    expect(conditionOver(passed('auto', 'ex-1'), under('11:00', basePolicy(), both))).toBe(
      'It would need a human at 2026-11-20T11:00:00Z: The action table puts isolate in Tier 1. The approved exception ex-2 replaces its gate by human-approval.',
    );
    expect(conditionOver(passed('approved', 'ex-1'), under('11:00', basePolicy(), both))).toBeNull();
  });
});

it('an action that needs nobody by itself, or that people approved, needs no exception', () => {
  expect(conditionOver(passed('auto', null), situation({ action: { operation: 'health' } }))).toBeNull();
  expect(conditionOver(passed('approved', null), situation())).toBeNull();
  const { proposal, ...rest } = situation();
  expect(conditionOver(passed('auto', 'ex-1'), { ...rest, proposal: { ...proposal, action: null } })).toMatch(
    /^It would need a human at 2026-11-20T11:00:00Z: $/,
  );
});
