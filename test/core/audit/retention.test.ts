// Legal holds and periods: what the policy of the time said of an erasure, and of a year that is not here.
import { describe, expect, it } from 'vitest';
import type { History, Known } from '../../../scripts/core/audit/history.ts';
import { erasureUnder, keptFrom, keptUntil, retentionShort } from '../../../scripts/core/audit/retention.ts';
import type { Digest } from '../../../scripts/core/facts.ts';
import { holdOn, holdsOf, requestsIn, type LegalHold } from '../../../scripts/core/legal-hold.ts';
import type { Policy } from '../../../scripts/core/policy-model.ts';
import type { RecordErased } from '../../../scripts/core/records-of-erasure.ts';
import type { Indexed } from '../../../scripts/core/records.ts';
import { approved, denied } from './erasure-sketches.ts';
import { historyOf, said, type Sketch } from './situation.ts';

const DIGEST: Digest = `sha256:${'0'.repeat(64)}`;
const EXCEPTION = `id: drill
title: Isolation drill
operations: [ninjarmm/isolate-endpoint]
clients: [acme]
gate: auto-and-log
requestor: tess
approvers: [sam, rita]
justification: The drill.
compensates: Only lab devices.
zone: Europe/Paris
from: 2026-12-01
expires: 2026-12-08
`;
const part = { record: '2026/0', path: 'reason', commitment: DIGEST };
const erased: Sketch = { type: 'record-erased', erasure: 'e1', approval: '2026/1', parts: [part] };

/** A history in which the first record cannot open these parts. */
function closing(
  why: 'missing' | 'altered',
  sketches: readonly Sketch[],
  paths: readonly string[] = ['reason'],
): History {
  const history = historyOf(...sketches);
  const closed = paths.map((path) => ({ path, commitment: DIGEST, why }) as const);
  const known = history.known.map((one, at): Known => (at === 0 ? { ...one, closed } : one));
  return { ...history, known };
}

const hold = (over: Partial<LegalHold> = {}): LegalHold => ({
  id: 'h1',
  reason: 'a lawsuit',
  from: Date.parse('2026-11-01T00:00:00Z'),
  to: null,
  all: false,
  clients: [],
  pulls: [],
  records: [],
  ...over,
});

describe('a legal hold', () => {
  const NOW = Date.parse('2026-11-20T10:00:00Z');
  const record = (sketch: Sketch): Indexed => historyOf(sketch).known[0]?.record ?? never();
  const one = record(denied);
  const portfolio = record({ ...denied, action: { id: 'A1', portfolio: true, targets: [] } });
  const nameless = record({ type: 'action-refused', action: null, pull: { number: 7 } });
  it.each([
    ['of everything', { all: true }, one, true],
    ['of this record', { records: ['2026/0'] }, one, true],
    ['of another record', { records: ['2026/1'] }, one, false],
    ['of this request', { pulls: [7] }, one, true],
    ['of another request', { pulls: [8] }, one, false],
    ['of this client', { clients: ['acme'] }, one, true],
    ['of another client', { clients: ['globex'] }, one, false],
    ['of a client, and the action is for the whole portfolio', { clients: ['globex'] }, portfolio, true],
    ['of a client, and nobody can tell whose the record is', { clients: ['globex'] }, nameless, true],
    ['of a request, and the record is about none', { pulls: [7] }, record({ type: 'population' }), false],
    ['that begins only later', { all: true, from: NOW + 1 }, one, false],
    ['that begins now', { all: true, from: NOW }, one, true],
    ['that is over', { all: true, to: NOW }, one, false],
    ['that is over in a moment', { all: true, to: NOW + 1 }, one, true],
  ])('%s covers a record or does not', (_name, over, about, covered) => {
    expect(holdOn(about, [hold(over)], NOW)?.id ?? null).toBe(covered ? 'h1' : null);
  });

  it('of a request covers what its action came to, whoever else has used that id', () => {
    const proposal = (pull: number): Sketch => ({ type: 'action-proposed', pull, action: { id: 'A1', targets: [] } });
    const executed: Sketch = { type: 'action-executed', action: { id: 'A1', targets: [] } };
    const [first, twin, other, outcome = never()] = historyOf(
      proposal(7),
      proposal(8),
      { type: 'action-proposed', pull: 9, action: { id: 'A2', targets: [] } },
      executed,
    ).known.map((known) => known.record);
    const requests = requestsIn([first ?? never(), twin ?? never(), other ?? never()]);
    expect([7, 8, 9].map((pull) => holdOn(outcome, [hold({ pulls: [pull] })], NOW, requests)?.id)).toEqual([
      'h1',
      'h1',
      undefined,
    ]);
    expect(holdOn(outcome, [hold({ pulls: [7] })], NOW)).toBeNull();
  });

  it('is read from its file, and there are none without one', () => {
    expect(holdsOf(null)).toEqual([]);
    const base = { reason: 'a lawsuit', placedBy: 'rita', from: '2026-11-01T00:00:00Z' };
    const file = {
      holds: [
        { id: 'h1', ...base, to: null, scope: { all: true as const } },
        {
          id: 'h2',
          ...base,
          to: '2026-12-01T00:00:00Z',
          scope: { clients: ['acme'], pulls: [7], records: ['2026/1'] },
        },
      ],
    };
    expect(holdsOf(file)).toEqual([
      hold({ all: true }),
      hold({ id: 'h2', to: Date.parse('2026-12-01T00:00:00Z'), clients: ['acme'], pulls: [7], records: ['2026/1'] }),
    ]);
  });
});

describe('the policy of the time', () => {
  const retentionMonths = { 'action-denied': 12, 'gate-failure': 24 };
  const policy = (over: object = {}): Policy => ({ standard: { retentionMonths }, ...over }) as unknown as Policy; // all that is read of it
  const under = (sketch: Partial<RecordErased>, at: Policy | null): readonly string[] => {
    const { known } = closing('missing', [denied, approved, { ...erased, ...sketch }]);
    const last = known.at(-1) ?? never();
    const byId = new Map(known.map((one) => [one.entry.id, one]));
    return said(erasureUnder(last, last.record as Indexed<RecordErased>, byId, new Map(), at));
  };

  it('that cannot be read is told', () => {
    expect(under({}, null)).toEqual([
      '2026/2 erasure-hold-unknown Whether a legal hold was in force cannot be known: its policy is not here.',
    ]);
  });

  it('that had a hold makes the erasure a fault', () => {
    const legalHolds = [hold({ all: true, from: 0 })];
    expect(under({}, policy({ legalHolds }))).toEqual([
      '2026/2 erasure-under-hold It erased parts of record 2026/0, which the legal hold h1 covered.',
    ]);
  });

  it('that had a hold on a request covers what its action came to', () => {
    const history = historyOf(
      { type: 'action-proposed', pull: 7, action: { id: 'A1', targets: [] } },
      approved,
      { type: 'action-executed', action: { id: 'A1', targets: [] } },
      { ...erased, parts: [{ ...part, record: '2026/2' }] },
    );
    const last = history.known.at(-1) ?? never();
    const byId = new Map(history.known.map((one) => [one.entry.id, one]));
    const legalHolds = [hold({ pulls: [7], from: 0 })];
    const requests = requestsIn(history.known.map(({ record }) => record));
    const remarks = erasureUnder(last, last.record as Indexed<RecordErased>, byId, requests, policy({ legalHolds }));
    expect(said(remarks)).toEqual([
      '2026/3 erasure-under-hold It erased parts of record 2026/2, which the legal hold h1 covered.',
    ]);
  });

  it('that still kept the record is told and is no fault, because two people approved', () => {
    const { known } = closing('missing', [denied, approved, erased]);
    const last = known.at(-1) ?? never();
    const byId = new Map(known.map((one) => [one.entry.id, one]));
    expect(erasureUnder(last, last.record as Indexed<RecordErased>, byId, new Map(), policy())).toMatchObject([
      { severity: 'reported' },
    ]);
    expect(under({}, policy())[0]).toContain(
      'erasure-early It erased parts of record 2026/0 before its period was over, which is 2027-11',
    );
    expect(under({ at: '2027-11-20T09:59:59Z' }, policy())).toHaveLength(1);
    expect(under({ at: '2027-11-20T10:00:00Z' }, policy())).toEqual([]);
    expect(under({ parts: [{ ...part, record: '2026/99' }] }, policy())).toEqual([]);
  });

  it.each([
    ['action-denied', '2026-11-20T10:00:00Z', '2027-11-20T10:00:00Z'],
    ['action-denied', '2028-02-29T10:00:00Z', '2029-02-28T10:00:00Z'],
    ['contact-attempted', '2026-11-20T10:00:00Z', '2028-11-20T10:00:00Z'],
  ])('keeps %s of %s until %s', (type, from, until) => {
    expect(new Date(keptUntil(type, Date.parse(from), policy())).toISOString()).toBe(until.replace('Z', '.000Z'));
  });

  it.each([
    ['at its end', EXCEPTION, '2026-12-07T23:00:00.000Z'],
    ['where its file is gone, at the latest end that there may be', null, '2027-02-18T10:00:00.000Z'],
    ['where it is no exception, then as well', 'id: drill\n', '2027-02-18T10:00:00.000Z'],
    ['where it has no end, then as well', EXCEPTION.replace(/^expires.*\n/m, ''), '2027-02-18T10:00:00.000Z'],
  ])('begins the period of an exception %s', (_name, text, from) => {
    const file = text === null ? null : Buffer.from(text).toString('base64');
    const { known } = historyOf({ type: 'exception-approved', path: 'exceptions/drill.yaml', file });
    const longest = { standard: { longestException: 90 * 86_400_000 } } as unknown as Policy; // all that is read of it
    expect(new Date(keptFrom((known[0] ?? never()).record, longest)).toISOString()).toBe(from);
  });

  it('keeps a year for as long as an exception of its last day may last, and its period', () => {
    const standard = { retentionMonths: { 'exception-approved': 12 }, longestException: 90 * 86_400_000 };
    const at = (now: string) =>
      retentionShort({ year: 2026 }, 2025, Date.parse(now), { standard } as unknown as Policy).length;
    expect([at('2027-03-30T00:00:00Z'), at('2027-04-01T00:00:00Z')]).toEqual([1, 0]);
  });

  it('that names no period at all keeps nothing', () => {
    const none = { standard: { retentionMonths: {} } } as unknown as Policy; // all that is read of it
    expect(keptUntil('x', 0, none)).toBe(0);
  });

  it.each([
    ['nothing came before the oldest year', null, '2026-11-20T00:00:00Z', []],
    ['all of it is over its period', 2025, '2028-01-01T00:00:00Z', []],
    [
      'some of it is still to be kept',
      2025,
      '2027-01-01T00:00:00Z',
      ['ledger/2025 is not here, and the policy still keeps records of it: gate-failure.'],
    ],
    [
      'the last of its records is kept up to now',
      2025,
      '2026-12-31T23:59:59.999Z',
      ['ledger/2025 is not here, and the policy still keeps records of it: gate-failure.'],
    ],
    [
      'all of it is still to be kept',
      2025,
      '2026-12-31T23:59:59.998Z',
      ['ledger/2025 is not here, and the policy still keeps records of it: action-denied, gate-failure.'],
    ],
  ])('is held against a year that is missing: %s', (_name, quoted, now, sentences) => {
    const remarks = retentionShort({ year: 2026 }, quoted, Date.parse(now), policy());
    expect(remarks).toEqual(sentences.map((sentence) => ({ code: 'retention-short', sentence })));
  });
});

function never(): never {
  throw new Error('the sketch has a record');
}
