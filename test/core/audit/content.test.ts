// Each record by itself: readable, canonical, of its shape, of this repository, and not before the one it follows.
import { describe, expect, it } from 'vitest';
import { canonicalBytes, sameRepository, schemaValid, timeForward } from '../../../scripts/core/audit/content.ts';
import type { Entry, History } from '../../../scripts/core/audit/history.ts';
import { historyOf, said, type Sketch } from './situation.ts';

const note: Sketch = { type: 'gate-failure' };

/** A history of one record that differs in how it lies in the ledger. */
function lyingAs(difference: Partial<Entry>): History {
  const history = historyOf(note);
  const ledgers = history.ledgers.map((ledger) => ({
    ...ledger,
    entries: ledger.entries.map((entry) => ({ ...entry, ...difference })),
  }));
  return { ...history, ledgers };
}

describe('a record', () => {
  it.each([
    ['as the ledger writes it', {}, []],
    ['that is no JSON', { value: undefined }, ['2026/0 record-unreadable The record is no JSON text in UTF-8.']],
    [
      'with white space',
      { bytes: Buffer.from('{ }'), value: {} },
      ['2026/0 record-not-canonical The record is not in canonical form (RFC 8785).'],
    ],
  ])('%s is judged by its bytes', (_name, difference, sentences) => {
    expect(said(canonicalBytes(lyingAs(difference)))).toEqual(sentences);
  });

  it('is told of everything that its schema says against it', () => {
    expect(said(schemaValid(lyingAs({ shape: ['It lacks this.', 'It lacks that.'] })))).toEqual([
      '2026/0 record-malformed It lacks this.',
      '2026/0 record-malformed It lacks that.',
    ]);
  });

  it.each([
    ['five minutes before', '2026-11-20T09:55:00Z', []],
    [
      'a second more than that before',
      '2026-11-20T09:54:59Z',
      [
        '2026/1 time-backwards The record is of 2026-11-20T09:54:59Z, more than five minutes before one that precedes it.',
      ],
    ],
  ])('%s the one it follows is judged by its moment', (_name, at, sentences) => {
    expect(said(timeForward(historyOf(note, { ...note, at })))).toEqual(sentences);
  });

  it('is held against the latest moment, not against that of the record just before it', () => {
    const back = { ...note, at: '2026-11-20T09:56:00Z' };
    expect(timeForward(historyOf(note, back, back))).toEqual([]);
    const slow = historyOf(note, back, { ...note, at: '2026-11-20T09:52:00Z' });
    expect(said(timeForward(slow))).toHaveLength(1);
  });

  it('of another year is told, and fails nobody', () => {
    const [remark] = timeForward(historyOf({ ...note, at: '2025-11-20T10:00:00Z' }));
    expect(remark).toMatchObject({ code: 'year-differs', severity: 'reported' });
  });

  it('that names no repository, as a founding does, names no other', () => {
    const { known, ...rest } = historyOf(note);
    const founding = known.map(({ entry, record }) => {
      const { repository: _, ...others } = record;
      return { entry, record: others as typeof record }; // the founding record is of no repository
    });
    expect(sameRepository({ ...rest, known: [...founding, ...known] })).toEqual([]);
  });

  it('of another repository is no proof in this one', () => {
    expect(said(sameRepository(historyOf({ ...note, repository: 8 }, note)))).toEqual([
      '2026/0 repository-differs The record is of repository 8, not 700001.',
    ]);
  });
});
