// What is found by an index is what going through the whole ledger would find, for every request and at every length.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptWith } from '../../scripts/core/kept-with.ts';
import { finalRecord, ledgerFacts } from '../../scripts/core/ledger-facts.ts';
import { recordsOfAction, recordsOfPull } from '../../scripts/core/records-about.ts';
import { FINAL_TYPES, type Indexed } from '../../scripts/core/records.ts';
import { basePolicy } from '../fixtures/situation.ts';

const AT = '2026-11-20T10:00:00Z';

const PULLS = fc.integer({ min: 1, max: 4 });
const IDS = fc.constantFrom('A', 'B', 'C');

/** Records of a few requests in any order, also in orders that no verb would leave. */
const ledgers: fc.Arbitrary<readonly Indexed[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom('action-proposed', 'action-denied', 'action-deferred', 'action-withdrawn', 'gate-failure'),
      pull: PULLS,
      id: IDS,
      automation: fc.constantFrom('responder', null),
      portfolio: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((sketches) => sketches.map(recordOf));

interface Sketch {
  readonly type: string;
  readonly pull: number;
  readonly id: string;
  readonly automation: string | null;
  readonly portfolio: boolean;
}

function recordOf({ type, pull, id, automation, portfolio }: Sketch, index: number): Indexed {
  const full = { id, payload: `sha256:${id}`, operation: 'op', portfolio, targets: [{ client: 'acme' }] };
  const action = type === 'gate-failure' && portfolio ? null : full;
  const times = { at: AT, openedAt: AT, deadline: AT, denial: { at: AT } };
  const named = type === 'action-denied' ? { number: pull } : pull;
  return { v: 1, index, type, pull: named, action, automation, standIn: 'nina', ...times } as unknown as Indexed;
}

const pullIn = (record: Indexed): unknown =>
  'pull' in record && typeof record.pull === 'object' ? record.pull?.number : 'pull' in record && record.pull;

/** The same in the words of the rules, each looking at every record. */
function slowly(records: readonly Indexed[], pull: number, id: string) {
  const policy = basePolicy();
  const at = Date.parse(AT);
  const proposals = records.filter((one) => one.type === 'action-proposed');
  const own = proposals.findIndex((one) => one.pull === pull);
  const earlier = own === -1 ? proposals : proposals.slice(0, own);
  const first = records.findIndex((one) => one.type === 'action-proposed' && one.pull === pull);
  const before = first === -1 ? records : records.slice(0, first);
  const seen = new Set(
    before.filter(({ type }) => [...FINAL_TYPES, 'gate-failure'].some((one) => one === type)).map(pullIn),
  );
  return {
    usedIds: earlier.map((one) => ({ id: one.action.id, pull: one.pull })),
    denied: records.flatMap((one) =>
      one.type === 'action-denied' && one.pull.number !== pull ? [{ payload: one.action.payload, at }] : [],
    ),
    recent: earlier.flatMap(({ automation, pull: number, action }) => {
      const clients = action.portfolio ? [...policy.clients.keys()] : ['acme'];
      return automation === null ? [] : [{ pull: number, automation, operation: 'op', clients, at }];
    }),
    open: before.flatMap((one) => {
      if (one.type !== 'action-proposed' || seen.has(one.pull)) return [];
      seen.add(one.pull);
      return one.automation === null ? [] : [{ pull: one.pull, automation: one.automation, until: at }];
    }),
    called: records.flatMap((one) =>
      one.type === 'action-deferred' && one.action.id === id && one.pull === pull ? [{ standIn: 'nina', at }] : [],
    ),
  };
}

describe('what the ledger says about a request', () => {
  it('is the same as going through all of it says', () => {
    fc.assert(
      fc.property(ledgers, PULLS, IDS, (records, pull, id) => {
        const { usedIds, denied, recent, open, called } = ledgerFacts(records, { pull, id }, basePolicy(), new Map());
        expect({ usedIds, denied, recent, open, called }).toEqual(slowly(records, pull, id));
        const ends = (one: Indexed) => FINAL_TYPES.some((type) => type === one.type) && pullIn(one) === pull;
        expect(finalRecord(records, pull)).toBe(records.find(ends));
        expect(recordsOfPull(records, pull)).toEqual(records.filter((one) => pullIn(one) === pull));
        expect(recordsOfAction(records, id)).toEqual(records.filter((one) => 'action' in one && one.action?.id === id));
      }),
    );
  });
});

describe('what is made of a list', () => {
  it('is made once, and anew where the list has grown', () => {
    let made = 0;
    const count = keptWith((list: readonly string[]) => ({ made: (made += 1), length: list.length }));
    const list = ['a'];
    expect([count(list), count(list), count([...list])]).toEqual([
      { made: 1, length: 1 },
      { made: 1, length: 1 },
      { made: 2, length: 1 },
    ]);
    list.push('b');
    expect(count(list)).toEqual({ made: 3, length: 2 });
  });

  it('finds nothing about what no record names', () => {
    expect(recordsOfPull([], 7)).toEqual([]);
    expect(
      recordsOfAction([recordOf({ type: 'x', pull: 1, id: 'A', automation: null, portfolio: false }, 0)], 'Z'),
    ).toEqual([]);
  });
});
