// Who is on call turn by turn, and that gaps are exactly the moments at which a row cannot be filled.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapsWithin, turnsWithin } from '../../scripts/core/availability.ts';
import { unfilledAt } from '../../scripts/core/fillable.ts';
import { changesOf, onCallAt } from '../../scripts/core/on-call.ts';
import type { Span } from '../../scripts/core/policy-model.ts';
import { at, EXCEPTION, LENA, minute, policyOf, RITA, ROTATION, SAM, SINGLE, TESS } from './availability-world.ts';
import { realPolicy } from './real-policy.ts';

describe('whoever is on call', () => {
  const span = { from: at('2026-03-14T00:00'), to: at('2026-04-07T00:00') };
  const overrides = [{ person: 'cem', from: '2026-03-22T18:00', to: '2026-03-23T18:00' }];
  const policy = policyOf({ people: {}, rotation: { ...ROTATION, overrides } });

  it('is told turn by turn, without a hole', () => {
    expect(turnsWithin('lead', policy, span).map((turn) => `${minute(turn.from)} ${turn.people.join()}`)).toEqual([
      '2026-03-14T00:00 ',
      '2026-03-16T09:00 ann',
      '2026-03-22T18:00 cem',
      '2026-03-23T18:00 bob',
      '2026-03-30T08:00 ann',
      '2026-04-06T08:00 bob',
    ]);
  });

  it('is nobody in a rotation that there is not', () => {
    expect(turnsWithin('nobody', policy, span)).toEqual([{ ...span, people: [] }]);
  });

  it('changes at no other moment than those that are told', () => {
    const zone = fc.constantFrom('Europe/London', 'Australia/Sydney', 'America/Santiago', 'UTC');
    const minutes = fc.integer({ min: at('2026-02-01T00:00') / 60_000, max: at('2027-12-01T00:00') / 60_000 });
    const length = fc.integer({ min: 0, max: 100 * 24 * 60 });
    fc.assert(
      fc.property(zone, minutes, length, fc.double({ min: 0, max: 1, noNaN: true }), (where, start, long, part) => {
        const rotation = { ...ROTATION, zone: where, overrides };
        const [from, to] = [start * 60_000, (start + long) * 60_000];
        const moment = Math.floor((start + long * part) * 60_000);
        const changes = changesOf(rotation, from, to);
        expect(changes.every((one) => from <= one && one <= to)).toBe(true);
        const last = changes.filter((one) => one <= moment).toSorted((a, b) => b - a)[0] ?? from;
        expect(onCallAt(rotation, moment)).toEqual(onCallAt(rotation, last));
      }),
    );
  });

  it('is nobody where the first handover cannot be read', () => {
    expect(changesOf({ ...ROTATION, since: '2026-02-30' }, span.from, span.to)).toEqual([]);
  });
});

it('a moment lies in a gap exactly where the row cannot be filled then', () => {
  const hours = fc.integer({ min: 0, max: 28 * 24 });
  const absence = fc.tuple(hours, hours).map(([a, b]): Span => {
    const start = at('2026-03-16T09:00');
    return { from: start + Math.min(a, b) * 3_600_000, to: start + Math.max(a, b) * 3_600_000 };
  });
  const who = fc.array(absence, { maxLength: 3 });
  fc.assert(
    fc.property(who, who, who, who, hours, (sam, rita, lena, ann, hour) => {
      const people = {
        sam: { ...SAM, absences: sam },
        rita: { ...RITA, absences: rita },
        tess: TESS,
        lena: { ...LENA, absences: lena },
        ann: { absences: ann },
        bob: {},
      };
      const policy = policyOf({ people, rows: [EXCEPTION, SINGLE] });
      const span = { from: at('2026-03-16T09:00'), to: at('2026-04-14T09:00') };
      const moment = span.from + hour * 3_600_000;
      const then = gapsWithin(policy, span).filter((gap) => gap.from <= moment && moment < gap.to);
      expect(then.map(({ sentence }) => sentence).toSorted()).toEqual(
        unfilledAt(policy, moment)
          .map(({ sentence }) => sentence)
          .toSorted(),
      );
    }),
  );
});

it('the example organisation has nobody but one Risk Owner, and no gap while she is there', () => {
  const from = Date.parse('2026-11-22T00:00:00Z');
  const policy = realPolicy();
  expect(gapsWithin(policy, { from, to: from + 90 * 86_400_000 })).toEqual([]);
  const rita = policy.people.get('rita');
  if (rita === undefined) throw new Error('the example policy has lost its risk owner');
  const people = new Map(policy.people).set('rita', { ...rita, absences: [{ from, to: from + 86_400_000 }] });
  const rows = gapsWithin({ ...policy, people }, { from, to: from + 90 * 86_400_000 }).map(({ row }) => row);
  expect(rows).toEqual(expect.arrayContaining(['exception', 'gate-event', 'quarterly-review']));
});
