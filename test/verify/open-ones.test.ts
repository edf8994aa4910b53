// Of a long ledger verify looks at few records for each decision: as far as floods go, they say what all of them say.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ledgerFacts } from '../../scripts/core/ledger-facts.ts';
import { openRefusals } from '../../scripts/core/open-requests.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { paceRefusals } from '../../scripts/core/request-pace.ts';
import { precedents } from '../../scripts/verify/precedents.ts';
import { AUTOMATION, basePolicy, basePull, HOUR, MINUTE, OPENED } from '../fixtures/situation.ts';

const DIGEST = { payload: `sha256:${'1'.repeat(64)}`, targets: [], operation: 'isolate' };

type Step = readonly [
  pull: number,
  what: 'propose' | 'end' | 'fail' | 'withdraw',
  automation: string | null,
  minutes: number,
];

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom('propose', 'propose', 'propose', 'end', 'fail', 'withdraw'),
    fc.constantFrom(AUTOMATION.id, AUTOMATION.id, 'patcher', null),
    fc.integer({ min: -8 * 60, max: 60 }),
  ),
  { maxLength: 30 },
);

function recordOf([pull, what, automation, minutes]: Step, index: number): Indexed {
  const opened = OPENED + minutes * MINUTE;
  const openedAt = formatInstant(opened);
  const base = { v: 1, index, at: openedAt, repository: 1, main: 'a'.repeat(40) };
  const action = { ...DIGEST, id: `act-${pull}` };
  const deadline = formatInstant(opened + 4 * HOUR);
  const kinds = {
    propose: { type: 'action-proposed', pull, action, automation, openedAt, deadline },
    end: { type: 'action-expired', pull: { number: pull }, action },
    fail: { type: 'gate-failure', pull, action: null },
    withdraw: { type: 'action-withdrawn', pull, action: null },
  };
  return { ...base, ...kinds[what] } as unknown as Indexed;
}

it('is derived from few records as from all', () => {
  const { standard } = basePolicy();
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }), (list, number, most) => {
      const splitWindow = (most % 2 === 0 ? 5 : 90) * MINUTE;
      // A second ending is a finding by itself; a gate failure may come before the one there is.
      fc.pre(list.every(([pull, what]) => pull !== number || what === 'propose' || what === 'fail'));
      // Its proposal says when it was opened as the decision does: another moment is a finding as well.
      const records = list.map((step, at) => recordOf(step[0] === number ? [step[0], step[1], step[2], 0] : step, at));
      const history = precedents();
      for (const record of records) history.add(record);
      const pull = { ...basePull({ number }), openedAt: formatInstant(OPENED) };
      const decision = { type: 'action-approved', pull, action: { ...DIGEST, id: `act-${number}` }, policy: {} };
      const policy = basePolicy({
        standard: { ...standard, splitWindow, openPerAutomation: most, proposedPerHour: most },
      });
      const few = history.before(
        decision as never,
        () => ({ policy, reference: { commit: '', digest: `sha256:` }, digests: new Map() }) as never,
      );
      const refusedOn = (all: readonly Indexed[]) => {
        const ledger = ledgerFacts(all, { pull: number, id: `act-${number}` }, policy, new Map());
        const input = { policy, pull: basePull({ number }), ledger };
        return [...openRefusals(AUTOMATION, input), ...paceRefusals(AUTOMATION, input)];
      };
      expect(refusedOn(few)).toEqual(refusedOn(records));
      expect(few.length).toBeLessThanOrEqual(records.length);
    }),
    { numRuns: 2_000 },
  );
});
