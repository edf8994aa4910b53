// The schema of the records: the types it knows are those of the code, and what it refuses it refuses in a sentence.
import { describe, expect, it } from 'vitest';
import { shapeFaults } from '../../../scripts/core/audit/shape.ts';
import type { CountersignRecord } from '../../../scripts/core/records.ts';
import { fourQuarters } from '../../fixtures/four-quarters.ts';
import schema from '../../../policies/schemas/record.json' with { type: 'json' };

const TYPES = [
  'action-proposed',
  'action-approved',
  'action-auto',
  'action-denied',
  'action-expired',
  'action-refused',
  'action-withdrawn',
  'action-deferred',
  'action-intended',
  'action-executed',
  'window-approved',
  'exception-approved',
  'gate-failure',
  'policy-changed',
  'review-held',
  'gate-event-filed',
  'gate-failure-remediated',
  'contact-attempted',
  'activity-read',
  'settings-read',
  'erasure-approved',
  'record-erased',
  'key-enrolled',
  'key-retired',
  'key-compromised',
  'population',
] as const satisfies readonly CountersignRecord['type'][];

// Fails to compile where the code has a type that the list lacks.
type Missing = Exclude<CountersignRecord['type'], (typeof TYPES)[number]>;
const none: readonly Missing[] = [] satisfies readonly never[];

const RECORDS = fourQuarters(3, 60).records.map((record) => JSON.stringify(record));

const founding = {
  v: 1,
  index: 0,
  type: 'key-enrolled',
  at: '2026-11-20T10:00:00Z',
  key: 'k',
  origin: 'o',
  previous: null,
};

describe('the schema of the records', () => {
  it('knows exactly the types that the code writes', () => {
    expect(none).toEqual([]);
    expect(schema.properties.type.enum.toSorted()).toEqual(TYPES.toSorted());
    const chosen = schema.oneOf.map((kind) => kind.$ref);
    expect(chosen.toSorted()).toEqual(TYPES.map((type) => `#/definitions/${type}`).toSorted());
    for (const type of TYPES) expect(schema.definitions[type].properties.type.const).toBe(type);
  });

  it('describes every field', () => {
    const bare: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties } = node as { readonly properties?: Readonly<Record<string, object>> }; // a schema's own field
      const conditional = path.endsWith('/if');
      for (const [name, field] of Object.entries(conditional ? {} : (properties ?? {}))) {
        if (!('description' in field)) bare.push(`${path}/${name}`);
      }
      for (const [name, child] of Object.entries(node)) walk(child, `${path}/${name}`);
    };
    walk(schema, '');
    expect(bare).toEqual([]);
  });

  it.each([
    ['a record', {}, []],
    ['another type', { type: 'party' }, ['The field type has a value that does not exist there.']],
    ['a type that is no text', { type: 7 }, ['The field type has a value that does not exist there.']],
    ['no type', { type: undefined }, ['The record lacks "type".']],
    [
      'the fields of another type',
      { type: 'key-compromised', origin: undefined, repository: 1, main: 'a'.repeat(40), year: 2026, from: 0 },
      ['The record lacks "reason".', 'The record holds the unknown field "previous".'],
    ],
    ['no key', { key: undefined }, ['The record lacks "key".']],
    ['a further field', { note: 1 }, ['The record holds the unknown field "note".']],
    ['another kind of value', { key: 7 }, ['The field key is not string.']],
    ['a number that is none', { index: -1 }, ['The field index is not in its form (minimum).']],
    ['a moment that is no text', { at: 7 }, ['The field at is not string.']],
    [
      'another kind of value further in',
      { previous: { origin: 'o', size: 'x', root: 'r' } },
      ['The field previous.size is not integer.'],
    ],
    ['a quote that is none', { previous: 7 }, ['The field previous is not object or null.']],
    ['half a quote', { previous: { origin: 'o', size: 1 } }, ['The field previous lacks "root".']],
    ['a moment in words', { at: 'noon' }, ['The field at is not in its form (pattern).']],
    [
      'a day that does not exist',
      { at: '2026-02-30T10:00:00Z' },
      ['The field at is "2026-02-30T10:00:00Z", a moment that does not exist.'],
    ],
  ])('judges %s', (_name, change, sentences) => {
    const { ...record } = JSON.parse(JSON.stringify({ ...founding, ...change })) as Readonly<Record<string, unknown>>;
    expect(shapeFaults(record)).toEqual(sentences);
  });

  it('says no more than twenty things against one', () => {
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`field${at}`, 1]));
    expect(shapeFaults({ ...founding, ...fields })).toHaveLength(20);
  });

  it.each([[null], [[]], ['text'], [7]])('does not take %j for a record', (value) => {
    expect(shapeFaults(value)).not.toEqual([]);
  });

  it('knows which of the fields called from and to are moments', () => {
    const base = { v: 1, index: 1, at: '2026-11-20T10:00:00Z', repository: 1, main: '0'.repeat(40) };
    const failure = {
      ...base,
      type: 'gate-failure',
      pull: null,
      action: null,
      how: 'h',
      detectedBy: 'sweep',
      remediation: null,
    };
    const [from, to] = ['2026-11-20T10:00:00Z', '2026-02-30T10:00:00Z'];
    expect(shapeFaults({ ...failure, span: { from, to: from } })).toEqual([]);
    expect(shapeFaults({ ...failure, span: { from, to } })).toEqual([
      `The field span.to is "${to}", a moment that does not exist.`,
    ]);
    expect(shapeFaults({ ...failure, span: { from: to, to: from } })).toEqual([
      `The field span.from is "${to}", a moment that does not exist.`,
    ]);
  });

  it.each(['at', 'openedAt', 'decidedAt', 'deadline', 'lapses', 'decided', 'intended', 'finished', 'occurredAt'])(
    'knows whatever is called %s for a moment',
    (name) => {
      const own = RECORDS.find((text) => text.includes(`"${name}":"`)) ?? expect.fail('no record has one');
      expect(shapeFaults(JSON.parse(own))).toEqual([]);
      const bent = own.replace(new RegExp(`"${name}":"[^"]+"`), `"${name}":"2026-02-30T10:00:00Z"`);
      expect(shapeFaults(JSON.parse(bent))).toEqual([
        expect.stringMatching(
          new RegExp(`^The field (\\S+\\.)?${name} is "2026-02-30T10:00:00Z", a moment that does not`),
        ),
      ]);
    },
  );

  it.each(['from', 'until'])('knows that a look’s %s is a moment', (name) => {
    const base = { v: 1, index: 1, at: '2026-11-20T10:00:00Z', repository: 1, main: '0'.repeat(40) };
    const span = { from: '2026-11-20T08:00:00Z', until: '2026-11-20T09:00:00Z' };
    const seen = { parts: 1, unread: [], differences: 0, codes: [], stated: [], digest: `sha256:${'0'.repeat(64)}` };
    for (const look of [
      { ...base, type: 'activity-read', platform: 'ninjarmm', ...span, acts: [] },
      { ...base, type: 'settings-read', ...span, ...seen, failures: [] },
    ]) {
      expect(shapeFaults(look)).toEqual([]);
      expect(shapeFaults({ ...look, [name]: '2026-02-30T10:00:00Z' })).toEqual([
        `The field ${name} is "2026-02-30T10:00:00Z", a moment that does not exist.`,
      ]);
    }
  });

  it('looks for moments in lists and leaves the free fields of platforms alone', () => {
    const steps = [{ method: 'POST', url: 'u', body: { at: 'soon' } }];
    const action = { id: 'a', path: 'p', digest: `sha256:${'0'.repeat(64)}`, payload: `sha256:${'0'.repeat(64)}` };
    const targets = [{ client: 'acme', kind: 'device', id: '1', name: 'A' }];
    const rest = { operation: 'o/p', targets, portfolio: false, parameters: { at: 'soon' } };
    const base = { v: 1, index: 1, at: '2026-11-20T10:00:00Z', repository: 1, main: '0'.repeat(40) };
    const what = { action: { ...action, ...rest }, approval: '2026/1', plan: action.digest };
    expect(shapeFaults({ ...base, ...what, type: 'action-intended', steps })).toEqual([]);
    const deferred = { pull: 1, cause: 'away', unavailable: ['lena'], standIn: 'nina', resolution: 'Called.' };
    const contactAttempts = ['2026-02-28T10:00:00Z', '2026-02-30T10:00:00Z'].map((at) => {
      return { channel: 'c', person: 'p', at };
    });
    const record = { ...base, action: what.action, ...deferred, contactAttempts, type: 'action-deferred' };
    expect(shapeFaults(record)).toEqual([
      'The field contactAttempts.1.at is "2026-02-30T10:00:00Z", a moment that does not exist.',
    ]);
  });
});
