// Acts on a platform against intents on the ledger: one difference a row.
import { describe, expect, it } from 'vitest';
import { failureTarget, judgeActs, SKEW, watchedOn } from '../../scripts/core/activity.ts';
import type { Act } from '../../scripts/core/activity.ts';
import type { Automation, Platform } from '../../scripts/core/policy-model.ts';
import type { ActTarget } from '../../scripts/core/records-of-activity.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { AUTOMATION } from '../fixtures/situation.ts';
import { FS01, FS02, platform } from '../fixtures/watched.ts';
import { historyOf } from './audit/situation.ts';
import type { Sketch } from './audit/situation.ts';

const TEN = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const ISOLATE = 'ninjarmm/isolate-endpoint';
const responder: Automation = { ...AUTOMATION, platformAccounts: { ninjarmm: ['7001'] } };
const elsewhere: Automation = { ...AUTOMATION, id: 'b', name: 'B', platformAccounts: { psa: ['7000'] } };
const policy = { automations: new Map([AUTOMATION, responder, elsewhere].map((one, at) => [`${at}`, one])) };

const act = (over: Partial<Act> = {}): Act => ({
  id: '1001',
  at: TEN + MINUTE,
  account: '7000',
  operation: ISOLATE,
  target: FS01,
  what: 'SYSTEM NODE_UPDATED',
  ...over,
});
/** Each record of a history is an hour after the one before; the first one is at ten. */
const intended = (...targets: readonly ActTarget[]): Sketch => {
  return { type: 'action-intended', action: { id: 'A', operation: ISOLATE, targets } };
};
const ended = (outcome: string, minutes: number): Sketch => {
  const finished = new Date(TEN + minutes * MINUTE).toISOString();
  return { type: 'action-executed', intent: '2026/0', outcome, times: { finished } };
};
const read = (...acts: readonly object[]): Sketch => ({ type: 'activity-read', platform: 'ninjarmm', acts });
const taken = { ...act(), id: '900', intent: '2026/0' };

function records(...sketches: readonly Sketch[]): readonly Indexed[] {
  return historyOf(...sketches).known.map(({ record }) => record);
}

function told(acts: readonly Act[], ...sketches: readonly Sketch[]): readonly (string | null)[] {
  return judgeActs(acts, platform, policy, records(...sketches)).map(({ how }) => how);
}

const EXECUTOR = "The executing job's account 7000 ran ninjarmm/isolate-endpoint on ACME-FS01 (device 4711)";
const UNCOVERED = `${EXECUTOR} at 2026-11-20T10:01:00Z, and no intent on the ledger covers it.`;

describe('two intents that are open', () => {
  const at = (minute: number): Sketch => {
    return { ...intended(FS01), at: new Date(TEN + minute * MINUTE).toISOString().replace('.000Z', 'Z') };
  };
  it.each([
    ['in the order of the ledger', [at(0), at(2)], '2026/0'],
    ['whatever the order of the ledger', [at(2), at(0)], '2026/1'],
  ] as const)('lose the older one to an act, %s', (_name, sketches, intent) => {
    const [judged] = judgeActs([act({ at: TEN + 3 * MINUTE })], platform, policy, records(...sketches));
    expect(judged?.act.intent).toBe(intent);
  });
});

describe('an act', () => {
  it.each<[string, Act, readonly Sketch[], readonly (string | null)[]]>([
    ['with its intent is none', act(), [intended(FS01)], [null]],
    ['as one target of several is none', act(), [intended(FS02, FS01)], [null]],
    ['by nobody in particular with an intent is none', act({ account: null }), [intended(FS01)], [null]],
    ['right before its intent by another clock is none', act({ at: TEN - SKEW }), [intended(FS01)], [null]],
    [
      'right after its outcome by another clock is none',
      act({ at: TEN + SKEW }),
      [intended(FS01), ended('succeeded', 0)],
      [null],
    ],
    [
      'long after an outcome that is still open is none',
      act({ at: TEN + 90 * MINUTE }),
      [intended(FS01), ended('pending', 0)],
      [null],
    ],
    ['without any intent', act(), [], [UNCOVERED]],
    ['on another device than intended', act(), [intended(FS02)], [UNCOVERED]],
    [
      'of another operation than intended',
      act({ operation: 'ninjarmm/wipe-device' }),
      [intended(FS01)],
      [
        "The executing job's account 7000 ran ninjarmm/wipe-device on ACME-FS01 (device 4711) at 2026-11-20T10:01:00Z, and no intent on the ledger covers it.",
      ],
    ],
    [
      'too long before its intent',
      act({ at: TEN - SKEW - 1 }),
      [intended(FS01)],
      [`${EXECUTOR} at 2026-11-20T09:54:59.999Z, and no intent on the ledger covers it.`],
    ],
    [
      'too long after its outcome',
      act({ at: TEN + SKEW + 1 }),
      [intended(FS01), ended('failed', 0)],
      [`${EXECUTOR} at 2026-11-20T10:05:00.001Z, and no intent on the ledger covers it.`],
    ],
    ['in the time of an execution that sent nothing', act(), [intended(FS01), ended('refused-drift', 2)], [UNCOVERED]],
    ['that is done already', act(), [intended(FS01), ended('already-in-state', 2)], [UNCOVERED]],
    [
      'whose intent was taken by an act of an earlier look',
      act(),
      [intended(FS01), read(taken)],
      [`${EXECUTOR} at 2026-11-20T10:01:00Z, and every intent that could cover it has another act.`],
    ],
    ['beside acts that have taken nothing', act(), [intended(FS01), read({ ...taken, intent: null })], [null]],
    ['beside acts of no operation', act(), [intended(FS01), read({ ...taken, operation: null })], [null]],
    ['beside acts on nothing', act(), [intended(FS01), read({ ...taken, target: null })], [null]],
    [
      'of an automation itself, whatever is intended',
      act({ account: '7001' }),
      [intended(FS01)],
      [
        'Responder, with its own account 7001, ran ninjarmm/isolate-endpoint on ACME-FS01 (device 4711) at 2026-11-20T10:01:00Z, and only the executing job may run it.',
      ],
    ],
    [
      'by nobody in particular',
      act({ account: null }),
      [],
      [
        'Somebody whom NinjaRMM does not name ran ninjarmm/isolate-endpoint on ACME-FS01 (device 4711) at 2026-11-20T10:01:00Z, and no intent on the ledger covers it.',
      ],
    ],
    [
      'on nothing that is named',
      act({ target: null }),
      [intended(FS01)],
      [
        "The executing job's account 7000 ran ninjarmm/isolate-endpoint on a target that is not named at 2026-11-20T10:01:00Z, and no intent on the ledger covers it.",
      ],
    ],
    ['in no tier is seen and no failure', act({ operation: null }), [], [null]],
    ['in no tier by nobody is left out', act({ operation: null, account: null }), [], []],
    ['of a person is left out', act({ account: '12' }), [], []],
  ])('%s', (_, one, sketches, expected) => {
    expect(told([one], ...sketches)).toEqual(expected);
  });

  it('takes the intent that ends first, so that a later one still finds the other', () => {
    const times = { finished: '2026-11-20T11:02:00Z' };
    const second: Sketch = { type: 'action-executed', intent: '2026/1', outcome: 'succeeded', times };
    const acts = [act({ at: TEN + 61 * MINUTE }), act({ id: '1002', at: TEN + 300 * MINUTE })];
    expect(told(acts, intended(FS01), intended(FS01), second)).toEqual([null, null]);
  });

  it('is recorded with whose account it was and what covers it', () => {
    const acts = [act({ id: '3', account: '7001' }), act({ id: '2' }), act({ id: '1', at: TEN })];
    const judged = judgeActs(acts, platform, policy, records(intended(FS01)));
    expect(judged.map((one) => one.act)).toMatchObject([
      { id: '1', at: '2026-11-20T10:00:00Z', account: '7000', automation: null, intent: '2026/0', target: FS01 },
      { id: '2', automation: null, intent: null },
      { id: '3', automation: 'responder', intent: null },
    ]);
    expect(failureTarget('ninjarmm', { id: '3', target: FS01 })).toBe(
      'ACME-FS01 (device 4711), activity 3 of ninjarmm',
    );
  });

  it('at the same moment as another is judged in the order of their names, however they come', () => {
    const acts = [act({ id: '2' }), act({ id: '1' }), act({ id: '3' })];
    for (const order of [acts, acts.toReversed()]) {
      expect(judgeActs(order, platform, policy, records(intended(FS01))).map((one) => one.act)).toMatchObject([
        { id: '1', intent: '2026/0' },
        { id: '2', intent: null },
        { id: '3', intent: null },
      ]);
    }
  });

  it('is nobody’s business on a platform that is not watched, or is the platform’s own where the policy says so', () => {
    const { activity: _, ...unwatched } = platform;
    expect(watchedOn(unwatched, policy)).toBeNull();
    expect(judgeActs([act(), act({ account: null })], unwatched, policy, [])).toEqual([]);
    const own: Platform = { ...platform, activity: { executor: '7000', unnamed: 'platform', people: null } };
    expect(watchedOn(own, policy)).toEqual({ accounts: ['7000', '7001'], unnamed: false, people: null });
    expect(judgeActs([act({ account: null })], own, policy, [])).toEqual([]);
  });

  it('by an account that nobody knows is a program’s, where the policy says who the people are', () => {
    const known: Platform = { ...platform, activity: { executor: '7000', unnamed: 'automation', people: ['12'] } };
    const acts = [act({ account: '12' }), act({ account: '7055' }), act({ id: '2', account: '7055', operation: null })];
    const judged = judgeActs(acts, known, policy, records(intended(FS01)));
    expect(judged.map(({ how }) => how)).toEqual([
      'The account 7055, which the policy names nowhere, ran ninjarmm/isolate-endpoint on ACME-FS01 (device 4711) at 2026-11-20T10:01:00Z, and only the executing job may run it.',
      null,
    ]);
    expect(judged.map((one) => one.act.intent)).toEqual([null, null]);
  });
});
