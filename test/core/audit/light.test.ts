// What an audit keeps of a record: nothing that later checks ask for is lost, and the digests are those of what was let go.
import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../../scripts/core/audit/content.ts';
import { evidenceOf, lightened } from '../../../scripts/core/audit/light.ts';
import { canonicalize, digestOf, isCanonicalForm } from '../../../scripts/core/canonical.ts';
import type { ActionApproved, Indexed } from '../../../scripts/core/records.ts';
import { historyOf, type Sketch } from './situation.ts';

const policy = { commit: 'c', digest: `sha256:${'1'.repeat(64)}` };
const sketch = {
  type: 'action-approved',
  policy,
  pull: { number: 7, reviews: [{ id: 1 }], files: [] },
  file: 'eA==',
  decidedAt: '2026-11-20T10:00:00Z',
  verdict: { state: 'approved', summary: 'Approved.', because: ['x'] },
  action: { id: 'A', path: 'p', targets: [] },
  merge: { commit: 'm', base: 'c', head: 'h' },
  approvals: [{ review: 1, name: 'Lena' }],
  plan: 'sha256:2',
};

// A sketch has what the functions under test read, whatever its type.
function recordOf(one: Sketch): Indexed<ActionApproved> {
  return JSON.parse(canonicalize(historyOf(one).known[0]?.record)) as Indexed<ActionApproved>;
}

describe('a record whose evidence was let go', () => {
  it('still has what later checks ask for, and the digest over the rest', () => {
    const record = recordOf(sketch);
    const light = lightened(record);
    expect(light.record).toMatchObject({
      pull: { number: 7, reviews: null },
      file: null,
      verdict: { state: 'approved' },
    });
    expect(light.record).toMatchObject({
      approvals: sketch.approvals,
      merge: sketch.merge,
      policy,
      action: sketch.action,
    });
    const { pull, file, decidedAt, verdict, action } = record;
    expect(light.evidence).toBe(digestOf({ policy, pull, file, decidedAt, verdict, action }));
    expect(light.evidence).toBe(evidenceOf({ record }));
    expect(lightened(record, JSON.stringify).evidence).toBe(light.evidence);
  });

  it.each([
    ['action-auto', { condition: 'It may.' }, { condition: '' }],
    ['action-executed', { detail: 'Done.', evidence: [1] }, { detail: '', evidence: [] }],
    ['action-intended', { steps: [{ method: 'GET' }] }, { steps: [] }],
  ])('of the type %s lets go of what nobody asks for any more', (type, held, left) => {
    expect(lightened(recordOf({ ...sketch, type, ...held })).record).toMatchObject(left);
    const other = lightened(recordOf({ ...sketch, type: 'action-denied', ...held })).record;
    expect(other).toMatchObject(held);
  });

  it.each([
    ['action-approved', true],
    ['action-auto', true],
    ['action-expired', true],
    ['action-denied', false],
  ])('of the type %s keeps the digest over its evidence: %s', (type, isKept) => {
    const record = recordOf({ ...sketch, type });
    expect(lightened(record).evidence).toBe(isKept ? evidenceOf({ record }) : undefined);
  });

  it('keeps the digest of an intent’s steps', () => {
    const record = recordOf({
      ...sketch,
      type: 'action-intended',
      steps: [{ method: 'GET' }],
    });
    expect(lightened(record)).toMatchObject({ steps: digestOf([{ method: 'GET' }]) });
  });
});

describe('the quick look at canonical form', () => {
  it.each([
    ['{"a":"é","b":[1]}', true],
    ['{"b":[1],"a":"é"}', false],
    ['{"a": 1}', false],
    ['{"a":"\\ud800"}', false],
  ])('finds the same of %s with its text at hand', (text, isFit) => {
    const [value, bytes]: readonly [unknown, Buffer] = [JSON.parse(text), Buffer.from(text)];
    expect(isCanonicalForm(value, bytes, text)).toBe(isFit);
    expect(isCanonicalForm(value, bytes)).toBe(isFit);
  });

  const judged = (value: unknown, text: string): readonly string[] => {
    const history = historyOf({ type: 'gate-failure' });
    const ledgers = history.ledgers.map((ledger) => ({
      ...ledger,
      entries: ledger.entries.map((entry) => ({ ...entry, value, bytes: Buffer.from(text) })),
    }));
    return canonicalBytes({ ...history, ledgers }).map(({ code }) => code);
  };

  it.each([
    ['keys in order', '{"a":{"b":1,"c":[{"d":null}]}}', []],
    ['keys out of order', '{"b":1,"a":2}', ['record-not-canonical']],
    ['keys out of order further in', '{"a":[{"c":1,"b":2}]}', ['record-not-canonical']],
    ['numbers as keys, in the order of their letters', '{"10":1,"9":2}', []],
    ['numbers as keys, in the order of numbers', '{"9":2,"10":1}', ['record-not-canonical']],
    ['white space', '{"a": 1}', ['record-not-canonical']],
    ['another form of a number', '{"a":1.0}', ['record-not-canonical']],
    ['a lone surrogate', '{"a":"\\ud800"}', ['record-not-canonical']],
    ['text that looks like one', '{"a":"\\\\ud800"}', []],
    ['a key twice', '{"a":1,"a":1}', ['record-not-canonical']],
  ])('judges %s', (_name, text, codes) => {
    expect(judged(JSON.parse(text), text)).toEqual(codes);
  });
});
