// The sample is an order that anybody computes again with sha256sum, and nobody who asks for an action can foresee.
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePopulation, sampleOf } from '../../../scripts/core/evidence/sample.ts';

const sum = (text: string): string => hash('sha256', text, 'hex');

describe('a sample', () => {
  it('is ordered by what sha256sum gives for seed, colon and id', () => {
    // printf '%s' 'root:a' | sha256sum, and so on
    expect(sampleOf(['a', 'b', 'c'], 2, 'root')).toEqual([
      { rank: 1, id: 'c', hash: '051995043a6353c444bc27723847866a06d7686122d496b5565a9562fe950eeb' },
      { rank: 2, id: 'b', hash: '4e485757a6d789876954cf2d9e95cc7c4a9522c52ec2355db9b8066376b51f35' },
    ]);
  });

  it('is the first of all ids by that order, each once, whatever order they came in', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 20 }), fc.nat(25), fc.string(), (ids, size, seed) => {
        const sample = sampleOf(ids, size, seed);
        const order = [...new Set(ids)].map((id) => sum(`${seed}:${id}`)).toSorted();
        expect(sample.map((one) => one.hash)).toEqual(order.slice(0, size));
        expect(sample.map(({ rank }) => rank)).toEqual(sample.map((_, place) => place + 1));
        for (const { id, hash: own } of sample) expect(own).toBe(sum(`${seed}:${id}`));
        expect(sampleOf(ids.toReversed(), size, seed)).toEqual(sample);
      }),
    );
  });
});

describe('the table of a sample', () => {
  const requests = {
    name: 'requests',
    about: 'Every request.',
    criterion: 'CC8.1',
    columns: ['id', 'ending'],
    rows: [
      ['a', 'denied'],
      ['b', 'approved'],
      ['a', 'refused'],
      ['c', 'auto'],
    ],
  };

  it.each<[why: string, sampled: readonly string[], picked: readonly string[], rows: readonly string[][]]>([
    ['nothing', [], [], []],
    [
      'the sampled by their rank',
      ['c', 'b'],
      [],
      [
        ['c', '1', 'h', 'auto'],
        ['b', '2', 'h', 'approved'],
      ],
    ],
    [
      'every row of an id',
      ['a'],
      [],
      [
        ['a', '1', 'h', 'denied'],
        ['a', '1', 'h', 'refused'],
      ],
    ],
    [
      'what was picked, once and after the sampled',
      ['b'],
      ['c', 'c', 'b'],
      [
        ['b', '1', 'h', 'approved'],
        ['c', '', '', 'auto'],
      ],
    ],
    ['nothing of an id that no row has', [], ['x'], []],
  ])('has %s', (_why, sampled, picked, rows) => {
    const ranked = sampled.map((id, place) => ({ id, rank: place + 1, hash: 'h' }));
    const table = samplePopulation(requests, ranked, picked);
    expect(table.about).toContain('by rank');
    expect(table).toMatchObject({ name: 'sample', columns: ['id', 'rank', 'sha256 of seed:id', 'ending'], rows });
  });

  it('has no columns where the requests have none', () => {
    expect(samplePopulation({ ...requests, columns: [] }, [], []).columns).toEqual(['', 'rank', 'sha256 of seed:id']);
  });
});
