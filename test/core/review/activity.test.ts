// What a review tells of the platforms' own logs: how much had its intent, what went past the gate, and what is in no tier.
import { describe, expect, it } from 'vitest';
import * as validators from '../../../scripts/core/generated/validate-review.cjs';
import type { Planter } from '../../fixtures/four-quarters-planter.ts';
import { reviewOf } from './world.ts';

const act = (over: object = {}) => ({
  id: '1',
  at: '2026-11-09T10:00:00Z',
  account: '7001',
  automation: 'responder',
  operation: 'rmm/isolate',
  target: null,
  what: 'SYSTEM NODE_UPDATED',
  intent: null,
  ...over,
});
const look = (platform: string, from: number, ...acts: readonly object[]) => {
  return {
    type: 'activity-read',
    platform,
    from: `2026-11-0${from}T00:00:00Z`,
    until: `2026-11-0${from + 1}T00:00:00Z`,
    acts,
  };
};

function plant(hand: Planter): void {
  const deleted = { operation: null, what: 'SYSTEM NODE_DELETED' };
  hand.append(look('rmm', 7, act({ intent: '2026/0' }), act(), act(deleted)));
  hand.append(look('psa', 7));
  hand.append(look('rmm', 8, act(deleted), act({ ...deleted, account: '7000', automation: null })));
}

describe('the activity of the platforms', () => {
  it('is counted by platform, with what is in no tier by who did it', () => {
    const { data } = reviewOf(plant);
    expect(validators.review(data), JSON.stringify(validators.review.errors)).toBe(true);
    expect(data.activity).toEqual([
      {
        platform: 'rmm',
        from: '2026-11-07T00:00:00Z',
        until: '2026-11-09T00:00:00Z',
        covered: 1,
        past: 1,
        unclassified: [
          { what: 'SYSTEM NODE_DELETED', account: '7001', automation: 'responder', times: 2 },
          { what: 'SYSTEM NODE_DELETED', account: '7000', automation: null, times: 1 },
        ],
      },
      {
        platform: 'psa',
        from: '2026-11-07T00:00:00Z',
        until: '2026-11-08T00:00:00Z',
        covered: 0,
        past: 0,
        unclassified: [],
      },
    ]);
  });

  it('is shown under the tier assignments', () => {
    const { report } = reviewOf(plant);
    expect(report).toContain('| rmm | 2026-11-07 00:00Z | 2026-11-09 00:00Z | 1 | 1 |');
    expect(report).toContain('| rmm | SYSTEM NODE\\_DELETED | responder | 2 |');
    expect(report).toContain('| rmm | SYSTEM NODE\\_DELETED | account 7000 | 1 |');
    const quiet = reviewOf((hand) => hand.append(look('rmm', 7))).report;
    expect(quiet).toContain('Programs did nothing on these platforms that is in no tier.');
  });

  it('is not mentioned where nobody looked, so that older reports stay what they are', () => {
    const { data, report } = reviewOf(() => undefined);
    expect('activity' in data).toBe(false);
    expect(report).not.toContain('acts of programs');
  });
});
