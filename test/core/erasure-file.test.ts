// A request for an erasure, and the file of the legal holds: each wrong by one difference, with the sentence that says so.
import { describe, expect, it } from 'vitest';
import { parseErasure } from '../../scripts/core/erasure-file.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { filesWith, realPolicy, refusals } from './real-policy.ts';

const POLICY = realPolicy();
const PATH = 'exceptions/erasures/e1.yaml';
const TEXT = `id: e1
records:
  - { record: 2026/17, parts: [reason, pull.reviews.0.body] }
justification: A person asked for it.
legalBasis: Art. 17 GDPR
requestor: tess
approvers: [sam, rita]
`;
const problemsOf = (text: string, policy = POLICY): readonly string[] =>
  parseErasure(Buffer.from(text), PATH, policy).problems.map(sentence);

describe('an erasure', () => {
  it('is read', () => {
    const { erasure, problems } = parseErasure(Buffer.from(TEXT), PATH, POLICY);
    expect(problems).toEqual([]);
    expect(erasure?.records).toEqual([{ record: '2026/17', parts: ['reason', 'pull.reviews.0.body'] }]);
  });

  it.each([
    ['that is no YAML', ': : :\n - [', /:/],
    ['without a legal basis', TEXT.replace('legalBasis: Art. 17 GDPR\n', ''), /legalBasis/],
    [
      'under another name',
      TEXT.replace('id: e1', 'id: e2'),
      /the id "e2" is not the file's name\. Name the file exceptions\/erasures\/e2\.yaml\./,
    ],
    [
      'of a part that is none',
      TEXT.replace('[reason,', '[action,'),
      /"action" is no personal part of a record, or is named twice\. Such parts are contactAttempts,/,
    ],
    [
      'of a part twice',
      TEXT.replace('[reason,', '[reason, reason,'),
      /"reason" is no personal part of a record, or is named twice/,
    ],
    [
      'of a record twice',
      TEXT.replace('justification', '  - { record: 2026/17, parts: [file] }\njustification'),
      /the record 2026\/17 is named twice/,
    ],
  ])('%s is refused', (_what, text, words) => {
    expect(problemsOf(text).join('\n')).toMatch(words);
  });

  it.each([
    ['has no row for it', []],
    [
      'asks one person only',
      [{ ...POLICY.authority.rows.find(({ when }) => when.change === 'erasure'), seats: [['security-lead']] }],
    ],
  ])('is refused where the matrix %s', (_what, rows) => {
    const others = POLICY.authority.rows.filter(({ when }) => when.change !== 'erasure');
    const authority = { ...POLICY.authority, rows: [...others, ...(rows as typeof others)] };
    expect(problemsOf(TEXT, { ...POLICY, authority }).join()).toContain(
      'has no row with two seats that says who approves an erasure',
    );
  });
});

const HOLD = `holds:
  - { id: h1, reason: a lawsuit, placedBy: rita, from: 2026-11-20T00:00:00Z, to: null, scope: { clients: [acme] } }
`;
const HOLDS = 'policies/legal-holds.yaml';

describe('the file of the legal holds', () => {
  it('may be there or not', () => {
    expect(POLICY.legalHolds).toEqual([]);
    expect(refusals(filesWith().set(HOLDS, HOLD))).toEqual([]);
    expect(refusals(filesWith().set(HOLDS, HOLD.replace('{ clients: [acme] }', '{ all: true }')))).toEqual([]);
  });

  it.each([
    [
      'a client that does not exist',
      HOLD.replace('acme', 'acne'),
      'hold-name: policies/legal-holds.yaml:2:107 the client "acne" is unknown, so the hold would hold nothing of theirs. Name one of policies/clients.yaml.',
    ],
    [
      'a person who does not exist',
      HOLD.replace('rita', 'ritta'),
      'hold-name: policies/legal-holds.yaml:2:44 the person "ritta" is unknown. Name somebody of policies/people.yaml.',
    ],
    [
      'an end before its start',
      HOLD.replace('to: null', 'to: 2026-11-19T00:00:00Z'),
      'hold-time: policies/legal-holds.yaml:2:56 the hold is from 2026-11-20T00:00:00Z to 2026-11-19T00:00:00Z, which is no span of time. Correct its moments (UTC).',
    ],
    [
      'a day that does not exist',
      HOLD.replace('2026-11-20', '2026-02-30'),
      'hold-time: policies/legal-holds.yaml:2:56 the hold is from 2026-02-30T00:00:00Z to null, which is no span of time. Correct its moments (UTC).',
    ],
    [
      'an end that does not exist',
      HOLD.replace('to: null', 'to: 2026-12-32T00:00:00Z'),
      'hold-time: policies/legal-holds.yaml:2:56 the hold is from 2026-11-20T00:00:00Z to 2026-12-32T00:00:00Z, which is no span of time. Correct its moments (UTC).',
    ],
  ])('with %s is refused, because it would hold nothing', (_what, text, sentences) => {
    expect(refusals(filesWith().set(HOLDS, text))).toEqual([sentences]);
  });

  it('with the same name twice is refused', () => {
    const twice = `${HOLD}${HOLD.split('\n')[1]}\n`;
    expect(refusals(filesWith().set(HOLDS, twice))).toEqual([
      'hold-name: policies/legal-holds.yaml:3:11 "h1" is there twice. Give each hold its own id.',
    ]);
  });
});
