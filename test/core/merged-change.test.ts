// What the record of a merge says that it brought: for every kind in one form.
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../scripts/core/facts.ts';
import { changeDigest, mergedChange } from '../../scripts/core/merged-change.ts';
import { isChange } from '../../scripts/core/records.ts';
import { historyOf, type Sketch } from './audit/situation.ts';

const D = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
const merge = { commit: 'c1', base: 'm', head: 'h1' };
const judged = { pull: { number: 7 }, merge };
const FILES = [
  { path: 'policies/a.yaml', status: 'modified', digest: D('a') },
  { path: 'policies/b.yaml', status: 'removed', digest: null },
  { path: 'policies/c.yaml', status: 'added', digest: D('c') },
] as const;
const policyChanged: Sketch = { ...judged, type: 'policy-changed', change: 'policy', files: FILES };

describe('what the record of a merge says that it brought', () => {
  const one = { ...judged, path: 'p', digest: D('a') };
  it.each<readonly [Sketch, object]>([
    [
      { ...judged, type: 'action-approved', action: { id: 'A1', path: 'p', digest: D('a') } },
      { id: 'A1', status: 'added' },
    ],
    [
      { ...judged, type: 'action-auto', action: { id: 'A1', path: 'p', digest: D('a') } },
      { id: 'A1', status: 'added' },
    ],
    [
      { ...one, type: 'window-approved', window: 'w' },
      { id: 'w', status: 'added' },
    ],
    [
      { ...one, type: 'exception-approved', exception: 'e' },
      { id: 'e', status: 'added' },
    ],
    [
      { ...one, type: 'gate-event-filed', event: 'g' },
      { id: 'g', status: 'added' },
    ],
    [
      { ...one, type: 'gate-failure-remediated', event: 'g' },
      { id: 'g', status: 'modified' },
    ],
    [
      { ...one, type: 'erasure-approved', erasure: 'x' },
      { id: 'x', status: 'added' },
    ],
  ])('one file: $type', (sketch, { id, status }: { id?: string; status?: string }) => {
    const record = historyOf(sketch).known[0]?.record;
    if (record === undefined || !('merge' in record)) throw new Error('it has a merge');
    expect(mergedChange(record)).toEqual({ id, digest: D('a'), files: [{ path: 'p', status, digest: D('a') }] });
    expect(isChange(record)).toBe(!sketch.type.startsWith('action-'));
  });

  it('several files, in any order', () => {
    const digest = changeDigest(FILES);
    expect(changeDigest(FILES.toReversed())).toBe(digest);
    expect(changeDigest(FILES.slice(1))).not.toBe(digest);
    const records = historyOf(policyChanged, { ...policyChanged, type: 'review-held', quarter: '2026-Q4' }).known;
    const changes = records.flatMap(({ record }) => ('merge' in record ? [mergedChange(record)] : []));
    expect(changes).toEqual([
      { id: 'policy-7', digest, files: FILES },
      { id: '2026-q4', digest, files: FILES },
    ]);
  });
});
