// Whatever programs do on a platform: what has an intent of its own is never reported, what has none always is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeActs, SKEW } from '../../scripts/core/activity.ts';
import type { Act } from '../../scripts/core/activity.ts';
import type { ActTarget } from '../../scripts/core/records-of-activity.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { AUTOMATION } from '../fixtures/situation.ts';
import { FS01, FS02, platform } from '../fixtures/watched.ts';

const TEN = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const policy = { automations: new Map([['a', { ...AUTOMATION, platformAccounts: { ninjarmm: ['7001'] } }]]) };
const act = (over: Pick<Act, 'id' | 'at' | 'operation' | 'target'> & Partial<Act>): Act => {
  return { account: '7000', what: 'SYSTEM NODE_UPDATED', ...over };
};

const OPERATIONS = ['ninjarmm/isolate-endpoint', 'ninjarmm/deploy-patches'] as const;
const devices = fc.constantFrom(FS01, FS02);
/** Intents at any moment of two hours, ended or not. */
const intents = fc.array(
  fc.record({
    operation: fc.constantFrom(...OPERATIONS),
    targets: fc.uniqueArray(devices, { minLength: 1, maxLength: 2, selector: ({ id }) => id }),
    minute: fc.nat(120),
    lasted: fc.option(fc.nat(30)),
  }),
  { maxLength: 8 },
);

function ledgerOf(
  all: readonly { operation: string; targets: readonly ActTarget[]; minute: number; lasted: number | null }[],
) {
  return all.flatMap(({ operation, targets, minute, lasted }, index): readonly Indexed[] => {
    const at = new Date(TEN + minute * MINUTE).toISOString();
    const intent = { v: 1, index, at, type: 'action-intended', action: { id: `A${index}`, operation, targets } };
    const finished = new Date(TEN + (minute + (lasted ?? 0)) * MINUTE).toISOString();
    const end = {
      v: 1,
      index: 100 + index,
      at,
      type: 'action-executed',
      intent: `2026/${index}`,
      outcome: 'succeeded',
    };
    // What the comparison reads of a record, and nothing else.
    return [intent, ...(lasted === null ? [] : [{ ...end, times: { finished } }])] as unknown as readonly Indexed[];
  });
}

describe('whatever happened', () => {
  it('an act with a matching intent is never reported', () => {
    fc.assert(
      fc.property(intents, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (all, chance) => {
        // One act for each target of each intent, some time between the intent and its end.
        const acts = all.flatMap(({ operation, targets, minute, lasted }, index) =>
          targets.map((target): Act => {
            const at = TEN + minute * MINUTE + Math.floor(chance.next().value * (lasted ?? 60) * MINUTE);
            return act({ id: `${index}-${target.id}`, at, operation, target });
          }),
        );
        const judged = judgeActs(acts, platform, policy, ledgerOf(all));
        expect(judged.flatMap(({ how }) => how ?? [])).toEqual([]);
        expect(new Set(judged.map(({ act: { intent, target } }) => `${intent} ${target?.id}`)).size).toBe(acts.length);
      }),
    );
  });

  it('an act without one is always reported, and no intent covers two', () => {
    const some = fc.array(
      fc.record({
        minute: fc.integer({ min: -30, max: 200 }),
        operation: fc.constantFrom(...OPERATIONS),
        target: devices,
        account: fc.constantFrom('7000', '7001', null),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(intents, some, (all, seen) => {
        const acts = seen.map(({ minute, ...one }, at) => act({ ...one, id: `${at}`, at: TEN + minute * MINUTE }));
        const judged = judgeActs(acts, platform, policy, ledgerOf(all));
        expect(judged).toHaveLength(acts.length);
        for (const { act: one, how } of judged) {
          expect(how === null).toBe(one.intent !== null);
          const at = Date.parse(one.at);
          const fits = all.some(({ operation, targets, minute, lasted }) => {
            const from = TEN + minute * MINUTE;
            const to = lasted === null ? Number.POSITIVE_INFINITY : from + lasted * MINUTE;
            const isSame = operation === one.operation && targets.some(({ id }) => id === one.target?.id);
            return isSame && from - SKEW <= at && at <= to + SKEW;
          });
          if (!fits || one.account === '7001') expect(how).not.toBeNull();
        }
        const used = judged.flatMap(({ act: { intent, target } }) =>
          intent === null ? [] : [`${intent} ${target?.id}`],
        );
        expect(new Set(used).size).toBe(used.length);
      }),
    );
  });
});
