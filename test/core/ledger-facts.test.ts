// What the ledger's records mean for one request, and which of them do not concern it.
import { describe, expect, it } from 'vitest';
import { finalRecord, ledgerFacts } from '../../scripts/core/ledger-facts.ts';
import { FINAL_TYPES } from '../../scripts/core/records.ts';
import type { ActionProposed, CountersignRecord, Indexed } from '../../scripts/core/records.ts';
import type { ActionReference } from '../../scripts/core/record-parts.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { at, baseAction, basePolicy, basePull, BOT, target } from '../fixtures/situation.ts';

const DIGEST = `sha256:${'d'.repeat(64)}` as const;
const OTHER = `sha256:${'e'.repeat(64)}` as const;

function action(over: Partial<ActionReference> = {}): ActionReference {
  const { id, operation, targets, portfolio, parameters } = baseAction();
  return { id, path: 'p', digest: DIGEST, payload: DIGEST, operation, targets, portfolio, parameters, ...over };
}

/** A record as the ledger holds it; the fields that these rules do not read are left out. */
function record(type: CountersignRecord['type'], fields: object, index = 0): Indexed {
  const base = { v: 1, index, at: '2026-11-20T10:05:00Z', repository: 1, main: 'a'.repeat(40) };
  return { ...base, type, ...fields } as unknown as Indexed;
}

function proposed(pull: number, over: Partial<ActionProposed> = {}): Indexed {
  return record('action-proposed', {
    pull,
    action: action(),
    automation: 'responder',
    opener: BOT,
    openedAt: '2026-11-20T09:30:00Z',
    deadline: '2026-11-20T13:30:00Z',
    ...over,
  });
}

function facts(records: readonly Indexed[], digests: ReadonlyMap<string, typeof DIGEST> = new Map()) {
  return ledgerFacts(records, { pull: 7, id: 'act-1' }, basePolicy(), digests);
}

describe('an approval that a stolen key alone has signed', () => {
  const digests = new Map([
    ['w', DIGEST],
    ['x', DIGEST],
  ] as const);
  const window = record('window-approved', { window: 'w1', path: 'w', digest: DIGEST, approvals: [] }, 2);
  const exception = record(
    'exception-approved',
    { exception: 'x1', path: 'x', digest: DIGEST, requestor: 'tess', approvals: [], pull: { number: 3 } },
    3,
  );
  const [old, fresh] = [generateLedgerKey('countersign/1').vkey, generateLedgerKey('countersign/1').vkey];
  const first = record('key-enrolled', { key: old, origin: 'countersign/1/ledger/2026', previous: null }, 0);
  const rotation = record(
    'key-enrolled',
    { role: 'rotation', key: fresh, replaces: old, origin: 'countersign/1/ledger/2026', previous: null },
    4,
  );
  const stolen = (from: number): Indexed =>
    record('key-compromised', { key: old, year: 2026, from, reason: 'a laptop' }, 5);
  const counted = (...more: readonly Indexed[]): readonly number[] => {
    const found = facts([first, window, exception, ...more], digests);
    return [found.windowApprovals.length, found.exceptionApprovals.length];
  };

  it('lets nothing pass any more, and one that came before the theft still does', () => {
    expect(counted()).toEqual([1, 1]);
    expect(counted(rotation)).toEqual([1, 1]);
    expect(counted(rotation, stolen(2))).toEqual([0, 0]);
    expect(counted(rotation, stolen(3))).toEqual([1, 0]);
    expect(counted(rotation, stolen(4))).toEqual([1, 1]);
  });
});

describe('earlier proposals', () => {
  it('are nothing in an empty ledger', () => {
    const requests = { usedIds: [], denied: [], recent: [], open: [], called: [] };
    const approvals = { windowApprovals: [], exceptionApprovals: [], usedExceptionIds: [] };
    const failures = { failureRecords: [], failures: [], glass: [] };
    expect(facts([])).toEqual({ ...requests, ...approvals, ...failures });
  });

  it('count with their ids, operations, clients and the moment of their opening', () => {
    const found = facts([proposed(6, { action: action({ targets: [target('globex'), target('acme')] }) })]);
    expect(found.usedIds).toEqual([{ id: 'act-1', pull: 6 }]);
    expect(found.recent).toEqual([
      { pull: 6, automation: 'responder', operation: 'isolate', clients: ['globex', 'acme'], at: at('09:30') },
    ]);
  });

  it('count as every client where they are meant for the portfolio', () => {
    const [recent] = facts([proposed(6, { action: action({ portfolio: true, targets: [] }) })]).recent;
    expect(recent?.clients).toEqual(['acme', 'globex', 'initech']);
  });

  it('do not count towards a split where nobody knows the automation', () => {
    expect(facts([proposed(6, { automation: null })])).toMatchObject({ recent: [], usedIds: [{ pull: 6 }] });
  });

  it('count up to the own one and no further, so that a later twin takes nobody down', () => {
    const found = facts([proposed(6), proposed(7), proposed(8)]);
    expect(found.usedIds.map(({ pull }) => pull)).toEqual([6]);
    expect(found.recent.map(({ pull }) => pull)).toEqual([6]);
  });

  it('all count while the own one is not recorded', () => {
    expect(facts([proposed(6), proposed(8)]).usedIds.map(({ pull }) => pull)).toEqual([6, 8]);
  });
});

describe('a denial', () => {
  const denied = (pull: number) =>
    record('action-denied', {
      pull: { number: pull },
      action: action({ payload: OTHER }),
      denial: { at: '2026-11-20T09:45:00Z' },
    });

  it('counts with its payload, at the moment of the answer', () => {
    expect(facts([proposed(6), denied(6)]).denied).toEqual([{ payload: OTHER, at: at('09:45') }]);
  });

  it('of the request itself is no denial of an earlier one', () => {
    expect(facts([proposed(7), denied(7)]).denied).toEqual([]);
  });
});

describe('the call of a stand-in', () => {
  const call = { pull: 7, action: action(), standIn: 'nina' };

  it('counts from the moment of its record', () => {
    expect(facts([record('action-deferred', call)]).called).toEqual([{ standIn: 'nina', at: at('10:05') }]);
  });

  it.each([
    ['another request', { ...call, pull: 6 }],
    ['another action', { ...call, action: action({ id: 'act-2' }) }],
  ])('does not count for %s', (_, fields) => {
    expect(facts([record('action-deferred', fields), proposed(6)]).called).toEqual([]);
  });
});

describe('the approval of a window or an exception', () => {
  const approvals = [
    { person: 'sam', at: '2026-11-20T10:20:00Z' },
    { person: 'rita', at: '2026-11-20T10:10:00Z' },
  ];
  const records = [
    record('window-approved', { window: 'w-1', path: 'w.yaml', digest: DIGEST, approvals }),
    record('exception-approved', {
      pull: { number: 4 },
      exception: 'ex-1',
      path: 'e.yaml',
      digest: DIGEST,
      requestor: 'tess',
      approvals,
    }),
    proposed(6),
  ];

  it('counts for the bytes that were approved', () => {
    const found = facts(
      records,
      new Map([
        ['w.yaml', DIGEST],
        ['e.yaml', DIGEST],
      ]),
    );
    expect(found.windowApprovals).toEqual([
      { window: 'w-1', approvedBy: ['sam', 'rita'], at: Date.parse('2026-11-20T10:20:00Z') },
    ]);
    expect(found.exceptionApprovals).toEqual([{ exception: 'ex-1', requestor: 'tess', approvedBy: ['sam', 'rita'] }]);
  });

  it.each([
    [
      'other bytes',
      new Map([
        ['w.yaml', OTHER],
        ['e.yaml', OTHER],
      ]),
    ],
    ['a file that is gone', new Map()],
    ['a copy under another name', new Map([['w2.yaml', DIGEST]])],
  ])('does not count for %s', (_, digests) => {
    expect(facts(records, digests)).toMatchObject({ windowApprovals: [], exceptionApprovals: [] });
  });
});

describe('a window or exception that was taken away', () => {
  const digests = new Map([
    ['w', DIGEST],
    ['x', DIGEST],
  ] as const);
  const approvals = [
    { person: 'sam', at: '2026-11-20T10:20:00Z' },
    { person: 'rita', at: '2026-11-20T10:10:00Z' },
  ];
  const window = record('window-approved', { window: 'w1', path: 'w', digest: DIGEST, approvals }, 0);
  const exception = record(
    'exception-approved',
    { exception: 'x1', path: 'x', digest: DIGEST, requestor: 'tess', approvals, pull: { number: 3 } },
    1,
  );
  const changed = (status: string) =>
    record('policy-changed', { files: ['w', 'x'].map((path) => ({ path, status, digest: null })) }, 2);
  const counted = (...records: readonly Indexed[]): readonly number[] => {
    const found = facts(records, digests);
    return [found.windowApprovals.length, found.exceptionApprovals.length];
  };

  it('does not come back with its bytes, and keeps its id', () => {
    expect(counted(window, exception)).toEqual([1, 1]);
    expect(counted(window, exception, changed('modified'))).toEqual([1, 1]);
    expect(counted(window, exception, changed('removed'))).toEqual([0, 0]);
    expect(counted(changed('removed'), window, exception)).toEqual([1, 1]);
    expect(facts([exception, changed('removed')], digests).usedExceptionIds).toEqual([
      { id: 'x1', pull: 3, requestor: 'tess', approvedBy: ['sam', 'rita'] },
    ]);
  });
});

describe('the record that ends a request', () => {
  const snapshot = basePull();

  it.each(FINAL_TYPES)('is one of the type %s', (type) => {
    const pull = type === 'action-withdrawn' ? 7 : snapshot;
    const last = record(type, { pull });
    expect(finalRecord([proposed(7), last, record(type, { pull }, 1)], 7)).toBe(last);
  });

  it('is none while the request is open', () => {
    const other = record('action-withdrawn', { pull: 6 });
    const deferred = record('action-deferred', { pull: 7 });
    const intended = record('action-intended', { action: action() });
    expect(
      finalRecord(
        [proposed(7), other, deferred, intended, record('action-denied', { pull: { ...snapshot, number: 8 } })],
        7,
      ),
    ).toBeUndefined();
  });
});
