// The plan that people approve: exactly what the connector computes from the rest of the file, or the request is refused.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Action, PlanStep } from '../scripts/core/action-model.ts';
import { completeDraft } from '../scripts/draft.ts';
import { planRefusals } from '../scripts/proposals.ts';
import { ROOT, realPolicy } from './core/real-policy.ts';

const POLICY = realPolicy();
const DIFFERS = 'The plan in the file is not what the connector computes from the rest of it.';

function completed(): Action {
  const automation = POLICY.automations.get('ransomware-responder');
  if (automation === undefined) throw new Error('the example policy has lost its ransomware responder');
  const path = 'test/fixtures/action.yaml';
  const nothing = {
    usedIds: [],
    denied: [],
    recent: [],
    called: [],
    windowApprovals: [],
    exceptionApprovals: [],
    usedExceptionIds: [],
  };
  const now = Date.parse('2026-11-20T10:00:00Z');
  const draft = completeDraft(readFileSync(join(ROOT, path)), path, {
    policy: POLICY,
    automation,
    ledger: () => nothing,
    now,
  });
  if (!draft.ok) throw new Error(draft.sentences.join(' '));
  return draft.action;
}

const ACTION = completed();
const [STEP] = ACTION.plan;

function changed(difference: Partial<PlanStep>): readonly PlanStep[] {
  if (STEP === undefined) throw new Error('the plan is empty');
  return [{ ...STEP, ...difference }];
}

describe('a plan', () => {
  it('that the connector computes is admissible', () => {
    expect(planRefusals(ACTION, POLICY)).toEqual([]);
  });

  it.each<[string, readonly PlanStep[]]>([
    ['calls another device', changed({ url: 'https://eu.ninjarmm.com/v2/device/4712/custom-fields' })],
    ['calls another host', changed({ url: 'https://evil.example/v2/device/4711/custom-fields' })],
    ['calls in another way', changed({ method: 'DELETE' })],
    ['says something else', changed({ body: { csIsolation: 'release' } })],
    ['does something more', [...ACTION.plan, ...ACTION.plan]],
    ['does nothing', []],
  ])('that %s is refused', (_, plan) => {
    const [refusal, ...more] = planRefusals({ ...ACTION, plan }, POLICY);
    expect(more).toEqual([]);
    expect(refusal).toMatchObject({ code: 'plan-differs', fact: DIFFERS });
  });

  it('that nobody can compute is refused, whatever it says', () => {
    const action = { ...ACTION, operation: 'aws/repair-public-bucket' };
    const fact = 'No connector can plan aws/repair-public-bucket yet.';
    expect(planRefusals(action, POLICY)).toMatchObject([{ code: 'plan-differs', fact }]);
  });

  it.each([
    [
      'a wide digit',
      '471\uff11',
      '"471\\uff11" is not a NinjaOne device id, which is a whole number in the digits 0 to 9, ',
    ],
    ['another path', '../5', '"../5" is not a NinjaOne device id, which is a whole number in the digits 0 to 9, '],
  ])('that cannot be computed for %s is refused for that', (_, id, fact) => {
    const targets = ACTION.targets.map((target) => ({ ...target, id }));
    expect(planRefusals({ ...ACTION, targets }, POLICY)).toEqual([
      {
        code: 'plan-differs',
        fact: `${fact}from 1 to 2147483647.`,
        remedy: 'Correct it, and propose the action anew.',
      },
    ]);
  });
});
