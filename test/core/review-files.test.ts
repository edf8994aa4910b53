// The files of a quarterly review: one quarter, the report and its data, and what the data says.
import { describe, expect, it } from 'vitest';
import type { RecordedFile } from '../../scripts/core/records-of-kinds.ts';
import { readReview } from '../../scripts/core/review-files.ts';

const DIGEST = `sha256:${'1'.repeat(64)}` as const;
const MD = 'exceptions/reviews/2026-q4.md';
const JSON_PATH = 'exceptions/reviews/2026-q4.json';
const SVG = 'exceptions/reviews/2026-q4-trend.svg';
const DATA = { quarter: '2026-Q4', version: '1.0', openItems: 3 };

const files = (...paths: readonly string[]): readonly RecordedFile[] =>
  paths.map((path) => ({ path, status: 'added', digest: DIGEST }));
const saying = (data: unknown) => () => Buffer.from(typeof data === 'string' ? data : JSON.stringify(data));

describe('a review', () => {
  it('says which quarter it is about and how much stays open', () => {
    const all = files(MD, JSON_PATH, SVG);
    expect(readReview(all, saying(DATA))).toEqual({
      id: '2026-q4',
      path: MD,
      dataPath: JSON_PATH,
      problems: [],
      fields: {
        type: 'review-held',
        quarter: '2026-Q4',
        path: MD,
        digest: DIGEST,
        data: { path: JSON_PATH, digest: DIGEST },
        openItems: 3,
        version: '1.0',
        files: all,
      },
    });
    const none = readReview(all, saying({ ...DATA, openItems: 0, version: '12.10' }));
    expect(none.fields).toMatchObject({ openItems: 0, version: '12.10' });
    const beside = readReview([...all, ...files('x/exceptions/reviews/2026-q3.md')], saying(DATA));
    expect(beside.fields).toMatchObject({ quarter: '2026-Q4' });
    const items = readReview(all, saying({ ...DATA, openItems: ['a', 'b'] }));
    expect(items.fields).toMatchObject({ openItems: 2 });
  });

  it.each([
    ['nothing', [], 'It does not bring both exceptions/reviews/.md and exceptions/reviews/.json.'],
    ['something else', ['README.md'], 'It does not bring both exceptions/reviews/.md and exceptions/reviews/.json.'],
    ['no data', [MD], `It does not bring both ${MD} and ${JSON_PATH}.`],
    ['no report', [JSON_PATH, SVG], `It does not bring both ${MD} and ${JSON_PATH}.`],
    ['two quarters', [MD, JSON_PATH, 'exceptions/reviews/2026-q3.md'], 'It brings reviews of 2026-q4 and 2026-q3.'],
  ])('that brings %s is refused', (_name, paths, fact) => {
    const { fields, problems } = readReview(files(...paths), saying(DATA));
    expect(fields).toBeNull();
    const remedy = 'Bring the report of one quarter and its data, as `countersign review` writes them.';
    expect(problems).toEqual([{ code: 'review-incomplete', fact, remedy }]);
  });

  it.each([
    ['of another quarter', { ...DATA, quarter: '2026-Q3' }],
    ['without a version', { ...DATA, version: undefined }],
    ['with a version that is none', { ...DATA, version: 'one' }],
    ['with more than a version', { ...DATA, version: '1.0.0' }],
    ['with something before its version', { ...DATA, version: 'v1.0' }],
    ['with a version that is a number', { ...DATA, version: 1.5 }],
    ['that is a text', '"2026-Q4"'],
    ['with open items that are no number', { ...DATA, openItems: '3' }],
    ['without open items', { ...DATA, openItems: undefined }],
    ['with fewer than no open items', { ...DATA, openItems: -1 }],
    ['with half an open item', { ...DATA, openItems: 0.5 }],
    ['that is no map', null],
    ['that is no JSON', '{'],
    ['without a quarter', { ...DATA, quarter: 4 }],
  ])('with data %s is refused', (_name, data) => {
    const fact = `The data in ${JSON_PATH} does not say "quarter": "2026-Q4", the version and the open items.`;
    expect(readReview(files(MD, JSON_PATH), saying(data)).problems).toMatchObject([
      { code: 'review-incomplete', fact },
    ]);
  });

  it('with data that cannot be read is refused', () => {
    const remedy = 'Let `countersign review` write it.';
    expect(readReview(files(MD, JSON_PATH), () => null).problems).toMatchObject([{ remedy }]);
    const bytes = Buffer.from(JSON.stringify({ ...DATA, note: '?' }));
    bytes[bytes.indexOf('?')] = 0xff; // which is no UTF-8
    expect(readReview(files(MD, JSON_PATH), () => bytes).problems).toMatchObject([{ remedy }]);
  });
});
