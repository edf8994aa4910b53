// Personal parts: sealed without a trace, opened by nothing but what they were, and never where the record has to prove something.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize, sha256 } from '../../scripts/core/canonical.ts';
import { shapeFaults } from '../../scripts/core/audit/shape.ts';
import { formatSealed, parseSealed, sealedIndex, sealedPath } from '../../scripts/core/sealed-file.ts';
import {
  mentionsSealed,
  NOT_HELD,
  type Openings,
  openParts,
  partAt,
  PARTS,
  sealedPartsOf,
  sealParts,
  withPlaceholders,
} from '../../scripts/core/sealed.ts';

let next = 0;
const salt = (): Uint8Array => new Uint8Array(32).fill((next += 1));

const RECORD = {
  type: 'action-denied',
  at: '2026-11-20T10:00:00Z',
  file: 'aWQ6IDE=',
  reason: 'Mrs Example is ill.',
  detail: 'seen',
  evidence: [{ seen: { user: 'Mrs Example' } }],
  contactAttempts: [{ channel: 'phone', person: 'lena', at: '2026-11-20T09:00:00Z' }],
  pull: {
    number: 7,
    reviews: [
      { id: 1, body: 'Mrs Example is ill.' },
      { id: 2, body: '' },
    ],
  },
  verdict: { state: 'denied', summary: 'Denied by Lena.', refusals: [{ code: 'x', fact: 'Mrs Example' }] },
};

const PATHS = [
  'contactAttempts',
  'detail',
  'evidence',
  'file',
  'pull.reviews.0.body',
  'reason',
  'verdict.refusals.0.fact',
  'verdict.summary',
];

describe('sealing', () => {
  const { record, openings } = sealParts(RECORD, salt);

  it('takes every personal part out and leaves the rest, and what is empty, as it is', () => {
    expect([...openings.keys()].toSorted()).toEqual(PATHS);
    expect(JSON.stringify(record)).not.toContain('Mrs Example');
    expect(record).toMatchObject({
      type: 'action-denied',
      pull: { number: 7, reviews: [{ id: 1 }, { id: 2, body: '' }] },
    });
    expect(record.verdict).toMatchObject({ state: 'denied', refusals: [{ code: 'x' }] });
    expect(sealedPartsOf(record).map(({ path }) => path)).toEqual(PATHS);
    expect(partAt('pull.reviews.12.body')).toBe('pull.reviews.*.body');
    expect(partAt('pull.number')).toBeNull();
    expect(new Set(PATHS.map(partAt))).toEqual(new Set(PARTS));
  });

  it('is undone by the openings, to the byte', () => {
    const { record: opened, closed, sealed } = openParts(record, openings);
    expect(canonicalize(opened)).toBe(canonicalize(RECORD));
    expect(closed).toEqual([]);
    expect([...sealed]).toEqual(PATHS);
    for (const [one, mentions] of [
      [record, true],
      [RECORD, false],
    ] as const) {
      expect(mentionsSealed(canonicalize(one))).toBe(mentions);
      expect(mentionsSealed(Buffer.from(canonicalize(one)))).toBe(mentions);
    }
  });

  it('hides the same words behind other commitments each time', () => {
    expect(sealedPartsOf(sealParts(RECORD, salt).record)).not.toEqual(sealedPartsOf(record));
  });

  it.each(['erasure-approved', 'record-erased', 'key-enrolled', 'key-retired', 'key-compromised', 'population'])(
    'leaves %s alone',
    (type) => {
      expect(sealParts({ ...RECORD, type }, salt)).toEqual({ record: { ...RECORD, type }, openings: new Map() });
    },
  );

  it('leaves what has another form than it should alone', () => {
    const odd = { type: 'x', pull: 7, verdict: { refusals: 'none', summary: null }, evidence: [], reason: undefined };
    const { reason: _, ...rest } = odd;
    for (const record of [rest, { ...rest, pull: null }]) {
      expect(sealParts(record, salt)).toEqual({ record, openings: new Map() });
    }
  });
});

describe('an opening', () => {
  const { record, openings } = sealParts({ type: 'x', reason: 'because', file: null }, salt);
  const own = openings.get('reason') ?? { salt: '', text: '' };
  const opened = (change: Openings) => openParts(record, change);

  it('that is missing leaves the part closed, which is said', () => {
    const { record: left, closed } = opened(new Map());
    expect(closed).toMatchObject([{ path: 'reason', why: 'missing' }]);
    expect(withPlaceholders(left)).toEqual({ type: 'x', reason: NOT_HELD, file: null });
  });

  it.each([
    ['of other words', { ...own, text: '"why"' }],
    ['of another salt', { ...own, salt: Buffer.alloc(32, 200).toString('base64') }],
    ['of a salt of another length', { ...own, salt: Buffer.from(own.salt, 'base64').subarray(1).toString('base64') }],
    ['of a salt that is no base64', { ...own, salt: `${own.salt} ` }],
  ])('%s opens nothing', (_what, other) => {
    expect(opened(new Map([['reason', other]])).closed).toMatchObject([{ path: 'reason', why: 'altered' }]);
  });

  it('never opens with anything changed in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (words, bytes) => {
        const text = canonicalize(words.toWellFormed());
        const otherSalt = Buffer.from(bytes).toString('base64');
        fc.pre(text !== own.text && otherSalt !== own.salt);
        // Each by itself, so that the other would do.
        const tries = [
          { ...own, text },
          { ...own, salt: otherSalt },
          { salt: otherSalt, text },
        ];
        return tries.every((one) => opened(new Map([['reason', one]])).closed.length === 1);
      }),
    );
  });

  it.each([
    ['is no JSON', 'because'],
    ['repeats a key', '{"a":1,"a":2}'],
    ['is what canonical JSON cannot carry', '"\\ud800"'],
  ])('that was sealed but %s opens nothing', (_what, text) => {
    const bytes = Buffer.alloc(32, 1);
    const digest = sha256(Buffer.concat([bytes, Buffer.from(text)]));
    const { closed } = openParts(
      { reason: { $sealed: digest } },
      new Map([['reason', { salt: bytes.toString('base64'), text }]]),
    );
    expect(closed).toMatchObject([{ why: 'altered' }]);
  });

  it('is not looked for where no part may be sealed, so that such a record has not its form', () => {
    const strange = { type: 'action-denied', at: { $sealed: `sha256:${'0'.repeat(64)}` } };
    expect(openParts(strange, new Map([['at', own]]))).toMatchObject({ record: strange, closed: [] });
    expect(shapeFaults(strange).length).toBeGreaterThan(0);
  });

  const digest = `sha256:${'0'.repeat(64)}`;
  it.each([
    [{ $sealed: 7 }],
    [{ $sealed: 'sha256:0' }],
    [{ $sealed: `x${digest}` }],
    [{ $sealed: `${digest}0` }],
    [{ $sealed: [digest] }],
    [{ $sealed: digest, more: 1 }],
    [{ sealed: digest }],
    ['x'],
  ])('%j is no commitment and stays what it is', (value) => {
    expect(openParts({ reason: value }, new Map())).toMatchObject({ record: { reason: value }, closed: [] });
    expect(openParts({ reason: { $sealed: digest } }, new Map()).closed).toHaveLength(1);
  });
});

describe('a placeholder', () => {
  it('has the form of what it stands for', () => {
    const { record } = sealParts(RECORD, salt);
    expect(withPlaceholders(record)).toMatchObject({
      file: null,
      evidence: [],
      contactAttempts: [],
      detail: NOT_HELD,
      pull: { reviews: [{ body: NOT_HELD }, { body: '' }] },
    });
  });
});

describe('the file of the openings', () => {
  const { openings } = sealParts(RECORD, salt);

  it.each([
    [17, '0/00000017.json'],
    [256, '1/00000256.json'],
    [99_999, '390/00099999.json'],
  ])('of record %i lies at %s', (index, path) => {
    expect(sealedPath(index)).toBe(path);
    expect(sealedIndex(path)).toBe(index);
  });

  it.each(['1/00000017.json', '00/00000017.json', '0/17.json', '0/0/00000017.json', 'checkpoint'])(
    'lies nowhere else: %s',
    (path) => {
      expect(sealedIndex(path)).toBeNull();
    },
  );

  it('is read as it was written', () => {
    expect(parseSealed(Buffer.from(formatSealed(17, openings)), 17)).toEqual(openings);
  });

  it.each([
    ['of another record', formatSealed(16, openings)],
    ['that is no JSON', '{'],
    ['that is a list', '[]'],
    ['of another version', '{"parts":{},"record":17,"v":2}'],
    ['without parts', '{"record":17,"v":1}'],
    ['with a part that is none', '{"parts":{"reason":"x"},"record":17,"v":1}'],
    ['with a salt that is no text', '{"parts":{"reason":{"salt":1,"text":"x"}},"record":17,"v":1}'],
    ['with a part without text', '{"parts":{"reason":{"salt":"x"}},"record":17,"v":1}'],
    ['with a field that nobody reads', '{"note":"x","parts":{},"record":17,"v":1}'],
    ['with such a field in a part', '{"parts":{"reason":{"note":"x","salt":"x","text":"x"}},"record":17,"v":1}'],
    ['with a key twice', '{"parts":{"reason":{"salt":"","text":"x"}},"parts":{},"record":17,"v":1}'],
    ['with white space', '{"parts":{},"record":17,"v":1}\n'],
    ['that canonical JSON cannot carry', '{"parts":{"reason":{"salt":"","text":"\\ud800"}},"record":17,"v":1}'],
  ])('%s opens nothing', (_what, text) => {
    expect(parseSealed(Buffer.from(text), 17)).toBeNull();
  });
});
