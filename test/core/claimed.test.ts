// Claims without a key: words about a gate failure become a record that names nobody, and everything else is refused.
import { describe, expect, it } from 'vitest';
import { shapeFaults } from '../../scripts/core/audit/shape.ts';
import { claimedFailure } from '../../scripts/core/claimed.ts';
import { isBarred } from '../../scripts/core/ledger-precondition.ts';

const base = { at: '2026-11-20T10:00:00Z', repository: 700_001, main: 'a'.repeat(40) };
const claim = { type: 'gate-failure', how: 'Somebody merged past the gate.' };

describe('a claimed gate failure', () => {
  it.each([
    ['in words alone', claim, {}],
    ['with its target', { ...claim, target: 'ACME-FS01' }, { target: 'ACME-FS01' }],
    ['with a long target', { ...claim, target: 'x'.repeat(1_000) }, {}],
    ['as what nearly was one', { ...claim, kind: 'near-miss' }, { kind: 'near-miss' }],
    ['with its moment', { ...claim, occurredAt: '2026-11-20T09:00:00Z' }, { occurredAt: '2026-11-20T09:00:00Z' }],
  ])('is recorded %s, about no request and nobody', (_, given, wanted) => {
    const wish = claimedFailure(given, base);
    if (typeof wish === 'string') throw new Error(wish);
    expect(wish.draft).toMatchObject({
      ...base,
      kind: 'reported',
      ...wanted,
      how: claim.how,
      pull: null,
      action: null,
      reportedBy: null,
    });
    expect(shapeFaults({ ...wish.draft, v: 1, index: 3 })).toEqual([]);
    // The same words again bring nothing.
    expect(isBarred(wish.unless, [wish.draft])).toBe(true);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an approval', { type: 'action-approved' }, '"action-approved" cannot be claimed without the ledger\'s key'],
    ['a message that was sent', { type: 'contact-attempted' }, '"contact-attempted" cannot be claimed'],
    ['a request that it would account for', { pull: 7 }, 'a claim has no field "pull"'],
    ['somebody who is to have said it', { reportedBy: 'lena' }, 'a claim has no field "reportedBy"'],
    ['another kind of gate failure', { kind: 'break-glass' }, '"kind" must be one of reported, near-miss'],
    ['no words', { how: ' ' }, '"how" must be plain words'],
    ['words that are none', { how: 7 }, '"how" must be plain words'],
    ['too many words', { how: 'x'.repeat(2_001) }, '"how" must be plain words'],
    ['words that read otherwise than they are', { how: 'a\u202eb' }, '"how" must be plain words'],
    ['a target that is none', { target: '' }, '"target" must be plain words'],
    ['a longer target than a record may have', { target: 'x'.repeat(1_001) }, '"target" must be plain words, at most'],
    ['a moment that is none', { occurredAt: 'yesterday' }, '"occurredAt" must be a moment of the past'],
    ['a number for a moment', { occurredAt: 7 }, '"occurredAt" must be a moment of the past'],
    ['a moment to come', { occurredAt: '2026-11-20T10:00:01Z' }, '"occurredAt" must be a moment of the past'],
  ])('is refused with %s', (_, change, why) => {
    expect(claimedFailure({ ...claim, ...change }, base)).toContain(why);
  });
});
