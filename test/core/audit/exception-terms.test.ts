// What an exception allowed, by its record alone: each use that goes beyond it is told, also where its file was erased.
import { describe, expect, it } from 'vitest';
import { differences } from '../../../scripts/core/audit/decision.ts';
import { approvableTerms } from '../../../scripts/core/audit/exception-approvable.ts';
import { exceptionTermsHold } from '../../../scripts/core/audit/exception-terms.ts';
import { lightened } from '../../../scripts/core/audit/light.ts';
import { shapeFaults } from '../../../scripts/core/audit/shape.ts';
import { decide } from '../../../scripts/core/decide.ts';
import type { ExceptionApproved } from '../../../scripts/core/records-of-kinds.ts';
import { recordedApprovals, recordedVerdict } from '../../../scripts/core/snapshots.ts';
import { formatInstant } from '../../../scripts/core/time.ts';
import { review, situation } from '../../fixtures/situation.ts';
import { fourQuarters } from '../../fixtures/four-quarters.ts';
import { realPolicy } from '../real-policy.ts';
import { historyOf, said, type Sketch } from './situation.ts';

const TERMS = {
  operations: ['ninjarmm/isolate-endpoint'],
  clients: ['acme', 'globex'],
  gate: 'auto-and-log',
  from: '2026-11-20',
  expires: '2026-11-27',
  zone: 'Europe/London',
} as const;
const approved: Sketch = { type: 'exception-approved', exception: 'e', terms: TERMS };
const target = (client: string) => ({ client, kind: 'device', id: '1', name: 'A' });
const action = { operation: TERMS.operations[0], portfolio: false, targets: [target('acme'), target('globex')] };
const used: Sketch = { type: 'action-auto', exception: 'e', decidedAt: '2026-11-26T23:59:59Z', action };

const BEYOND = 'It passed by the exception e, which';

describe('a use of an exception', () => {
  it.each<readonly [string, readonly Sketch[], string | null]>([
    ['until its last second', [approved, used], null],
    ['from its first second on', [approved, { ...used, decidedAt: '2026-11-20T00:00:00Z' }], null],
    [
      'before it begins',
      [approved, { ...used, decidedAt: '2026-11-19T23:59:59Z' }],
      `${BEYOND} is in force from 2026-11-20 until 2026-11-27 (Europe/London), and was decided at 2026-11-19T23:59:59Z.`,
    ],
    [
      'when it is over',
      [approved, { ...used, type: 'action-approved', decidedAt: '2026-11-27T00:00:00Z' }],
      `${BEYOND} is in force from 2026-11-20 until 2026-11-27 (Europe/London), and was decided at 2026-11-27T00:00:00Z.`,
    ],
    [
      'whose days do not exist',
      [{ ...approved, terms: { ...TERMS, from: '2026-11-31' } }, used],
      `${BEYOND} is in force from 2026-11-31 until 2026-11-27 (Europe/London), and was decided at 2026-11-26T23:59:59Z.`,
    ],
    [
      'whose zone does not exist',
      [{ ...approved, terms: { ...TERMS, expires: '2026-11-31' } }, used],
      `${BEYOND} is in force from 2026-11-20 until 2026-11-31 (Europe/London), and was decided at 2026-11-26T23:59:59Z.`,
    ],
    [
      'for another operation',
      [approved, { ...used, action: { ...action, operation: 'ninjarmm/deploy-patches' } }],
      `${BEYOND} does not cover ninjarmm/deploy-patches.`,
    ],
    [
      'for another client',
      [approved, { ...used, action: { ...action, targets: [target('acme'), target('initech')] } }],
      `${BEYOND} does not cover the client initech.`,
    ],
    [
      'for everybody',
      [approved, { ...used, action: { ...action, portfolio: true, targets: [] } }],
      `${BEYOND} does not cover the whole portfolio.`,
    ],
    ['whose record is from before terms were recorded', [{ type: 'exception-approved', exception: 'e' }, used], null],
    ['that is recorded before its approval, which deriving the decision tells', [used, approved], null],
    ['of another name', [approved, { ...used, exception: 'f', decidedAt: '2027-01-01T00:00:00Z' }], null],
    ['by none', [approved, { ...used, exception: null, decidedAt: '2027-01-01T00:00:00Z' }], null],
    [
      'by people, and by none',
      [approved, { type: 'action-approved', action, decidedAt: '2027-01-01T00:00:00Z' }],
      null,
    ],
    ['that was not there, because nothing passed', [approved, { ...used, type: 'action-denied' }], null],
  ])('%s is judged', (_name, sketches, sentence) => {
    const remarks = exceptionTermsHold(historyOf(...sketches));
    expect(remarks.map((one) => one.sentence)).toEqual(sentence === null ? [] : [sentence]);
    expect(remarks.every(({ code }) => code === 'exception-exceeded')).toBe(true);
  });

  it('is found in none of a history that was lived by the rules, also once its evidence is let go', () => {
    const { records } = fourQuarters(3, 60);
    const known = records.map((record, position) => {
      const [one] = historyOf({ type: record.type }).known;
      if (one === undefined) throw new Error('there is one record');
      return { entry: { ...one.entry, position }, record: lightened(record).record };
    });
    expect(known.filter(({ record }) => record.type === 'action-auto' && record.exception !== null)).not.toEqual([]);
    expect(exceptionTermsHold({ known })).toEqual([]);
  });
});

describe('the terms of an exception whose file is erased', () => {
  const record = { type: 'exception-approved', pull: { openedAt: '2026-11-20T10:00:00Z' }, terms: TERMS };
  const faults = (over: object) => {
    const [one] = historyOf(record).known;
    if (one === undefined) throw new Error('there is one record');
    // As much of the record as is looked at.
    const told = { ...record, terms: { ...TERMS, ...over } } as unknown as Parameters<typeof approvableTerms>[1];
    return said(approvableTerms(one, told, realPolicy()));
  };

  it.each<readonly [string, object, string | null]>([
    ['stand where they could be approved', {}, null],
    [
      'are told of where they are too long',
      { expires: '2027-11-20' },
      'it lasts 365 days, longer than the 90 days that policies/standard.yaml allows',
    ],
    ['are told of where they are over at once', { expires: '2026-11-20' }, 'it is over before it begins'],
    [
      'are told of where nobody had asked yet',
      { from: '2026-11-19' },
      'it begins on 2026-11-19, before the day on which it was asked for',
    ],
    [
      'are told of where they open what is prohibited',
      { operations: ['ninjarmm/wipe-device'] },
      'ninjarmm/wipe-device is prohibited to automation, and no exception opens it',
    ],
    ['are told of where nobody knows the client', { clients: ['acne'] }, 'the client "acne" is unknown'],
  ])('%s', (_name, over, fact) => {
    const expected = fact === null ? [] : [`2026/0 decision-differs Its terms could not be approved: ${fact}.`];
    expect(faults(over)).toEqual(expected);
  });
});

describe('the terms of an exception whose file is there', () => {
  const PATH = 'exceptions/e.yaml';
  const digest = `sha256:${'d'.repeat(64)}` as const;
  const fields = { type: 'exception-approved', exception: 'e', path: PATH, digest, requestor: 'tess' } as const;
  const input = situation({
    proposal: { kind: 'window', id: 'e', path: PATH, action: null, payload: null, approvers: ['olga'] },
    pull: { files: [{ path: PATH, status: 'added', mode: '100644' }] },
    reviews: [review('olga', 'APPROVED', '10:20')],
  });
  const verdict = decide(input);
  const evidence = { decidedAt: formatInstant(input.now), verdict: recordedVerdict(verdict) };
  const approvals = recordedApprovals(verdict);
  const parts = (over: object, derived: Pick<ExceptionApproved, 'terms'> = { terms: TERMS }) =>
    historyOf({ ...evidence, approvals, ...fields, ...over }).known.flatMap((known) =>
      differences(known, { input, verdict, digest, fields: { ...fields, ...derived } }).map(({ sentence }) => sentence),
    );

  it.each([
    ['as the file says', { terms: TERMS }, 0],
    ['missing, as in the oldest records', {}, 0],
    ['with a later end', { terms: { ...TERMS, expires: '2026-12-27' } }, 1],
    ['with an earlier start', { terms: { ...TERMS, from: '2026-11-19' } }, 1],
    ['with another zone', { terms: { ...TERMS, zone: 'UTC' } }, 1],
    ['with one client more', { terms: { ...TERMS, clients: ['acme', 'globex', 'initech'] } }, 1],
    ['with another operation', { terms: { ...TERMS, operations: ['ninjarmm/deploy-patches'] } }, 1],
    ['with another gate', { terms: { ...TERMS, gate: 'auto' } }, 1],
  ])('are compared with it: %s', (_name, over, count) => {
    const sentences = parts(over);
    expect(sentences).toHaveLength(count);
    for (const sentence of sentences) expect(sentence).toContain('Its change cannot be derived from its evidence');
  });

  it('are none where the file says no end, which nobody could approve', () => {
    expect(parts({ terms: TERMS }, {})).toHaveLength(1);
  });

  it('have a form in the ledger', () => {
    const exception = fourQuarters(3, 60).records.find((one) => one.type === 'exception-approved');
    if (exception === undefined) throw new Error('the history has no exception');
    expect(shapeFaults(exception)).toEqual([]);
    expect(shapeFaults({ ...exception, terms: null })).toEqual(['The field terms is not object.']);
    const { terms: _, ...older } = exception;
    expect(shapeFaults(older)).toEqual([]);
    expect(shapeFaults({ ...exception, terms: { ...exception.terms, why: 'x' } })).toEqual([
      'The field terms holds the unknown field "why".',
    ]);
  });
});
