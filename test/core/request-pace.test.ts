// How many requests an automation may propose in an hour, whatever becomes of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerFacts } from '../../scripts/core/ledger-facts.ts';
import type { LedgerFacts } from '../../scripts/core/facts.ts';
import { paceRefusals } from '../../scripts/core/request-pace.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { AUTOMATION, basePolicy, basePull, BOT, HOUR, MINUTE, OPENED, verdictOn } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

type Recent = LedgerFacts['recent'][number];

const asked = (pull: number, at: number, over: Partial<Recent> = {}): Recent => ({
  pull,
  automation: AUTOMATION.id,
  operation: 'isolate',
  clients: ['acme'],
  at,
  ...over,
});
const most = (proposedPerHour?: number) => {
  const { standard } = basePolicy();
  return basePolicy({ standard: { ...standard, ...(proposedPerHour === undefined ? {} : { proposedPerHour }) } });
};
const TWO = [asked(3, OPENED - HOUR + 1), asked(4, OPENED)];

describe('a request that comes when two were proposed within the hour', () => {
  it('is refused where two are as many as there may be', () => {
    const verdict = verdictOn({ ledger: { recent: TWO }, policy: most(2) });
    expect(verdict.state).toBe('refused');
    expect(verdict.refusals).toEqual([
      {
        code: 'too-many-proposed',
        fact: 'The automation Responder had proposed as many requests within the hour already as it may, which is 2.',
        remedy:
          'Find out why it asks so often, have it pause for an hour, and then propose it anew: this one stays refused.',
      },
    ]);
  });

  it.each<readonly [string, Partial<Recent>]>([
    ['for another operation', { operation: 'health' }],
    ['opened later and recorded before it', { at: OPENED + HOUR - 1 }],
  ])('is refused where one of them was %s', (_, over) => {
    const recent = [asked(3, OPENED), asked(4, OPENED, over)];
    expect(verdictOn({ ledger: { recent }, policy: most(2) }).refusals.map(({ code }) => code)).toEqual([
      'too-many-proposed',
    ]);
  });

  it.each<readonly [string, readonly Recent[], number | undefined]>([
    ['there may be three', TWO, 3],
    ['the standard sets no limit', TWO, undefined],
    ['one of them came an hour before', [asked(3, OPENED - HOUR), asked(4, OPENED)], 2],
    ['one of them came an hour after', [asked(3, OPENED + HOUR), asked(4, OPENED)], 2],
    ['one of them is another automation’s', [asked(3, OPENED), asked(4, OPENED, { automation: 'patcher' })], 2],
    ['both are one that was recorded twice', [asked(3, OPENED), asked(3, OPENED)], 2],
  ])('waits where %s', (_, recent, cap) => {
    expect(verdictOn({ ledger: { recent }, policy: most(cap) })).toMatchObject({ state: 'waiting', refusals: [] });
  });

  it('is not spoken of where nobody knows the automation', () => {
    const stranger: Differences = {
      policy: { ...most(2), automations: new Map([[AUTOMATION.id, { ...AUTOMATION, account: BOT.id + 1 }]]) },
    };
    const { refusals } = verdictOn({ ledger: { recent: TWO }, ...stranger });
    expect(refusals.map(({ code }) => code)).toEqual(['automation-unregistered']);
  });
});

function proposed(pull: number, openedAt: number, index: number): Indexed {
  const action = { id: `act-${pull}`, operation: 'isolate', portfolio: false, targets: [] };
  const at = formatInstant(openedAt);
  const rest = { pull, automation: AUTOMATION.id, openedAt: at, deadline: at, action };
  return { v: 1, index, at, repository: 1, main: 'a', type: 'action-proposed', ...rest } as unknown as Indexed;
}

const withdrawn = (pull: number, index: number) =>
  ({ v: 1, index, at: formatInstant(OPENED), type: 'action-withdrawn', pull }) as unknown as Indexed;

it('never lets more than so many of any one hour through, in whatever order they are recorded and withdrawn', () => {
  const openings = fc.array(fc.tuple(fc.integer({ min: 0, max: 240 }), fc.boolean()), { maxLength: 40 });
  let refusals = 0;
  fc.assert(
    fc.property(openings, fc.integer({ min: 1, max: 5 }), (list, cap) => {
      const policy = most(cap);
      const records = list.flatMap(([minutes, isWithdrawn], place) => [
        proposed(place + 1, OPENED + minutes * MINUTE, place * 2),
        ...(isWithdrawn ? [withdrawn(place + 1, place * 2 + 1)] : []),
      ]);
      const admitted = list.flatMap(([minutes], place) => {
        const pull = basePull({ number: place + 1, openedAt: OPENED + minutes * MINUTE });
        const ledger = ledgerFacts(records, { pull: pull.number, id: `act-${pull.number}` }, policy, new Map());
        return paceRefusals(AUTOMATION, { policy, pull, ledger }).length === 0 ? [pull.openedAt] : [];
      });
      refusals += list.length - admitted.length;
      for (const start of admitted) {
        expect(admitted.filter((one) => one >= start && one < start + HOUR).length).toBeLessThanOrEqual(cap);
      }
      // The first of all is never the one that is too much.
      expect(admitted.length).toBeGreaterThanOrEqual(Math.min(list.length, 1));
    }),
    { numRuns: 500 },
  );
  expect(refusals).toBeGreaterThan(500);
});
