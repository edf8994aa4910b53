// The report of a gate event, and its remediation, which changes nothing but one key: each difference has its sentence.
import { describe, expect, it } from 'vitest';
import { gateEventPath, parseGateEvent } from '../../scripts/core/gate-event-file.ts';
import { sentence } from '../../scripts/core/problem.ts';

const OPENED = Date.parse('2026-11-21T10:00:00Z');
const PATH = gateEventPath('fs01');
const TEXT = `id: fs01
title: A patch ran without its window
kind: gate-failure
date: 2026-11-21T08:30:00Z
action: ninjarmm/deploy-patches
target: ACME-FS01
bypass: Started by hand.
detectedBy: the nightly comparison
reportedBy: tess
automation: null
records: [2026/17]
approvers: [sam, rita]
remediation: null
`;
const DONE = TEXT.replace(
  'remediation: null',
  'remediation: { text: Access is by request., by: tomas, completed: 2026-11-22, configurationChange: null }',
);
const bytes = (text: string) => Buffer.from(text);

function reported(text: string, path = PATH) {
  return parseGateEvent(bytes(text), path, 'added', OPENED);
}

function remediated(text: string, before: string | null = TEXT) {
  return parseGateEvent(bytes(text), PATH, { bytes: before === null ? null : bytes(before) }, OPENED);
}

describe('a report', () => {
  it('is read where nothing is wrong with it', () => {
    expect(reported(TEXT)).toMatchObject({ event: { id: 'fs01', reportedBy: 'tess' }, problems: [] });
    const review = TEXT.replace('kind: gate-failure', 'kind: root-cause\nquarter: 2026-Q4');
    const named = review.replace('id: fs01', 'id: root-cause-2026-q4');
    expect(reported(named, gateEventPath('root-cause-2026-q4')).problems).toEqual([]);
  });

  it.each([
    [
      'id: fs01',
      'id: fs02',
      'schema-invalid',
      '1:5 the id "fs02" is not the file\'s name. Name the file exceptions/gate-failures/fs02.yaml.',
    ],
    [
      '2026-11-21T08:30:00Z',
      '2026-11-21T10:00:01Z',
      'schema-invalid',
      '4:7 the moment "2026-11-21T10:00:01Z" is after the report, 2026-11-21T10:00:00Z. Write when it happened, in UTC, for example 2026-11-21T08:30:00Z.',
    ],
    [
      '2026-11-21T08:30:00Z',
      '2026-02-30T08:30:00Z',
      'schema-invalid',
      '4:7 the moment "2026-02-30T08:30:00Z" does not exist. Write when it happened, in UTC, for example 2026-11-21T08:30:00Z.',
    ],
    [
      'kind: gate-failure',
      'kind: root-cause',
      'schema-invalid',
      '1:1 it does not say which quarter it looks into. Add "quarter", for example 2026-Q4.',
    ],
    [
      'kind: gate-failure',
      'kind: gate-event\nquarter: 2026-Q4',
      'schema-invalid',
      '4:10 only a root-cause review is about a quarter. Remove "quarter".',
    ],
    [
      TEXT,
      DONE,
      'gate-event-changed',
      '13:14 a new report carries its remediation already. Write null; the remediation is a request of its own.',
    ],
  ])('with %j → %j is told of', (from, to, code, words) => {
    const { event, problems } = reported(TEXT.replace(from, to));
    expect(event).not.toBeNull();
    expect(problems.map((problem) => [problem.code, sentence(problem)])).toEqual([[code, `${PATH}:${words}`]]);
  });

  it.each([
    ['kind: gate-failure', 'kind: mishap', 'schema-invalid'],
    ['records: [2026/17]', 'records: [17]', 'schema-invalid'],
    ['title: A', 'title: \u200bA', 'text-unsafe'],
  ])('with %j → %j is not read at all', (from, to, code) => {
    expect(reported(TEXT.replace(from, to))).toMatchObject({ event: null, problems: [{ code }] });
  });
});

describe('a remediation', () => {
  it('is read where it changes nothing else', () => {
    expect(remediated(DONE)).toMatchObject({ event: { remediation: { by: 'tomas' } }, problems: [] });
  });

  it.each([
    ['is none', TEXT, TEXT, ['it brings no remediation']],
    ['comes after another', DONE, DONE, ['its remediation was approved before, and is not changed any more']],
    [
      'changes the report',
      DONE.replace('by hand', 'by accident'),
      TEXT,
      ['it changes more of the report than its remediation'],
    ],
    [
      'changes who approves',
      DONE.replace('[sam, rita]', '[sven, rita]'),
      TEXT,
      ['it changes more of the report than its remediation'],
    ],
    ['has a report that is gone', DONE, null, ['the report on the default branch cannot be read']],
    ['has a report that is no document', DONE, 'a: [', ['the report on the default branch cannot be read']],
    ['has a report of another shape', DONE, 'id: fs01\n', ['the report on the default branch cannot be read']],
  ])('that %s is refused', (_name, text, before, facts) => {
    const { problems } = remediated(text, before);
    expect(problems.map(({ fact }) => fact)).toEqual(facts);
    for (const { code } of problems) expect(code).toBe('gate-event-changed');
  });
});
