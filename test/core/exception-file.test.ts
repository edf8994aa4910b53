// A proposed exception is held against the policy before it is merged: each difference has its code and its sentence.
import { describe, expect, it } from 'vitest';
import { exceptionPath, parseExceptionProposal } from '../../scripts/core/exception-file.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { realPolicy } from './real-policy.ts';

const OPENED = Date.parse('2026-11-20T10:00:00Z');
const PATH = exceptionPath('drill');
const TEXT = `id: drill
title: A drill
operations: [ninjarmm/isolate-endpoint]
clients: [acme]
gate: auto-and-log
requestor: tess
approvers: [sam, rita]
justification: The yearly drill.
compensates: The shift lead watches.
zone: Europe/London
from: 2026-11-20
expires: 2026-12-20
`;
const policy = realPolicy();

function proposed(text: string, path = PATH, openedAt = OPENED) {
  return parseExceptionProposal(Buffer.from(text), path, policy, openedAt);
}

describe('a proposed exception', () => {
  it('is read where nothing is wrong with it', () => {
    expect(proposed(TEXT)).toMatchObject({ exception: { id: 'drill', requestor: 'tess' }, problems: [] });
  });

  it.each([
    [
      'id: drill',
      'id: other',
      'schema-invalid',
      '1:5 the id "other" is not the file\'s name. Name the file exceptions/other.yaml.',
    ],
    [
      'expires: 2026-12-20\n',
      '',
      'exception-permanent',
      '1:1 it has no day on which it is over, and there are no permanent exceptions. Add "expires", at most 90 days after "from".',
    ],
    [
      'expires: 2026-12-20',
      'expires: 2027-02-19',
      'exception-too-long',
      '12:10 it lasts 91 days, longer than the 90 days that policies/standard.yaml allows. Choose an earlier day; a new one may follow it.',
    ],
    [
      'expires: 2026-12-20',
      'expires: 2026-11-20',
      'schema-invalid',
      '12:10 it is over before it begins. Correct "from" or "expires".',
    ],
    [
      'expires: 2026-12-20',
      'expires: 2026-11-19',
      'schema-invalid',
      '12:10 it is over before it begins. Correct "from" or "expires".',
    ],
    [
      'from: 2026-11-20',
      'from: 2026-11-19',
      'exception-backdated',
      '11:7 it begins on 2026-11-19, before the day on which it was asked for. Let it begin today or later.',
    ],
    [
      'from: 2026-11-20',
      'from: 2026-11-31',
      'schema-invalid',
      '11:7 the time "2026-11-31" does not exist. Correct the day or the hour.',
    ],
    [
      'expires: 2026-12-20',
      'expires: 2026-12-32',
      'schema-invalid',
      '12:10 the time "2026-12-32" does not exist. Correct the day or the hour.',
    ],
    [
      'from: 2026-11-20\nexpires: 2026-12-20',
      'from: 2026-11-31',
      'schema-invalid',
      '11:7 the time "2026-11-31" does not exist. Correct the day or the hour.',
    ],
    [
      'Europe/London',
      'Europe/Londen',
      'schema-invalid',
      '10:7 the time zone "Europe/Londen" does not exist. Write an IANA name, for example Europe/London.',
    ],
    [
      '[ninjarmm/isolate-endpoint]',
      '[ninjarmm/isolate]',
      'schema-invalid',
      '3:13 the operation "ninjarmm/isolate" is unknown. Name one of policies/actions/.',
    ],
    [
      '[ninjarmm/isolate-endpoint]',
      '[aws/export-customer-data, ninjarmm/wipe-device]',
      'operation-prohibited',
      '3:13 ninjarmm/wipe-device is prohibited to automation, and no exception opens it. Remove it, and do it by hand under the change process.',
    ],
    [
      'clients: [acme]',
      'clients: [acme, acne]',
      'client-unknown',
      '4:10 the client "acne" is unknown. Name one of policies/clients.yaml.',
    ],
  ])('with %j → %j is told of', (from, to, code, words) => {
    const { exception, problems } = proposed(TEXT.replace(from, to));
    expect(exception).not.toBeNull();
    expect(problems.map((problem) => [problem.code, sentence(problem)])).toContainEqual([code, `${PATH}:${words}`]);
  });

  it('may name one that it renews, last as long as the standard allows, and begin on the day in its own zone', () => {
    expect(proposed(TEXT.replace('requestor', 'renews: older\nrequestor')).problems).toEqual([]);
    expect(proposed(TEXT.replace('2026-12-20', '2027-02-18')).problems).toEqual([]);
    const lateInLondon = Date.parse('2026-11-20T23:30:00Z');
    expect(proposed(TEXT, PATH, lateInLondon).problems).toEqual([]);
    const alreadyTomorrow = proposed(TEXT.replace('Europe/London', 'Europe/Berlin'), PATH, lateInLondon);
    expect(alreadyTomorrow.problems.map(({ code }) => code)).toEqual(['exception-backdated']);
  });

  it.each([
    ['gate: auto-and-log', 'gate: none', 'schema-invalid'],
    ['expires: 2026-12-20', 'expires: never', 'schema-invalid'],
    ['approvers: [sam, rita]', 'approvers: [sam]', 'schema-invalid'],
    ['title: A drill', 'title: A \u202edrill', 'text-unsafe'],
  ])('with %j → %j is not read at all', (from, to, code) => {
    const { exception, problems } = proposed(TEXT.replace(from, to));
    expect(exception).toBeNull();
    expect(problems[0]?.code).toBe(code);
  });
});
