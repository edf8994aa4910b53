// Every stretch in which a row cannot be filled: absences, handovers, swaps, clock changes, and the sentence that says why.
import { describe, expect, it } from 'vitest';
import { gapsWithin } from '../../scripts/core/availability.ts';
import {
  at,
  away,
  HOLIDAY,
  LENA,
  minute,
  policyOf,
  RITA,
  ROTATION,
  SAM,
  SECURITY,
  SINGLE,
  TESS,
} from './availability-world.ts';
import type { World } from './availability-world.ts';

/** From the first gap's start to its end in UTC, and the sentence. */
function gaps(world: World, from = '2026-03-16T09:00', to = '2026-04-13T09:00'): readonly string[] {
  const found = gapsWithin(policyOf(world), { from: at(from), to: at(to) });
  return found.map((gap) => `${minute(gap.from)}/${minute(gap.to)} ${gap.sentence}`);
}

describe('a row can be filled', () => {
  const cases: readonly (readonly [string, World])[] = [
    ['by one person for each seat, which is no gap', { people: { sam: SAM, rita: RITA } }],
    [
      'by a second holder while the first is away',
      { people: { sam: { ...SAM, absences: [HOLIDAY] }, sven: SAM, rita: RITA } },
    ],
    [
      'by somebody of both roles and another one',
      { people: { sam: { roles: ['security', 'risk'] }, rita: { roles: ['security', 'risk'] } } },
    ],
    [
      'by who is on call while the lead is away',
      { people: { tess: TESS, lena: { ...LENA, absences: [HOLIDAY] }, ann: {}, bob: {} }, rows: [SINGLE] },
    ],
    [
      'while one absence follows the other without a moment between, of different people',
      {
        people: {
          sam: { ...SAM, absences: [away('2026-03-20T18:00', '2026-03-23T08:00')] },
          sven: { ...SAM, absences: [away('2026-03-23T08:00', '2026-03-24T08:00')] },
          rita: RITA,
        },
      },
    ],
  ];
  it.each(cases)('%s', (_, world) => {
    expect(gaps(world)).toEqual([]);
  });
});

describe('a row cannot be filled', () => {
  const cases: readonly (readonly [string, World, readonly string[]])[] = [
    [
      'while its only holder is away and nobody may stand in',
      { people: { sam: SAM, rita: { ...RITA, absences: [HOLIDAY] } } },
      ['2026-03-20T18:00/2026-03-23T08:00 Exception: nobody for risk; Rita is away, nobody may stand in.'],
    ],
    [
      'while both holders are away at once, only as long as both are',
      {
        people: {
          sam: { ...SAM, absences: [away('2026-03-17T00:00', '2026-03-20T00:00')] },
          sven: { ...SAM, absences: [away('2026-03-19T00:00', '2026-03-22T00:00')] },
          rita: RITA,
        },
      },
      [
        '2026-03-19T00:00/2026-03-20T00:00 Exception: nobody for security; Sam is away, Sven is away, nobody may stand in.',
      ],
    ],
    [
      'by two absences that overlap, as one gap',
      {
        people: {
          sam: SAM,
          rita: {
            ...RITA,
            absences: [away('2026-03-17T00:00', '2026-03-20T00:00'), away('2026-03-19T00:00', '2026-03-22T00:00')],
          },
        },
      },
      ['2026-03-17T00:00/2026-03-22T00:00 Exception: nobody for risk; Rita is away, nobody may stand in.'],
    ],
    [
      'by one person twice',
      { people: { sam: { roles: ['security', 'risk'] } } },
      [
        '2026-03-16T09:00/2026-04-13T08:00 Exception: nobody for risk; Sam is needed for another seat, nobody may stand in.',
      ],
    ],
    [
      'by somebody who has left',
      { people: { sam: SAM, rita: { ...RITA, active: false } } },
      ['2026-03-16T09:00/2026-04-13T08:00 Exception: nobody for risk; Rita is not active, nobody may stand in.'],
    ],
    [
      'where nobody has its role',
      { people: { sam: SAM } },
      ['2026-03-16T09:00/2026-04-13T08:00 Exception: nobody for risk; nobody has the role, nobody may stand in.'],
    ],
    [
      'while the lead and who is on call are away, until the handover',
      {
        people: {
          tess: TESS,
          lena: { ...LENA, absences: [away('2026-03-20T00:00', '2026-03-27T00:00')] },
          ann: { absences: [away('2026-03-21T00:00', '2026-03-27T00:00')] },
          bob: {},
        },
        rows: [SINGLE],
      },
      ['2026-03-21T00:00/2026-03-23T09:00 Single: nobody for lead-of-technician; Lena is away, Ann, on call, is away.'],
    ],
    [
      'from a handover to somebody who is away, in summer time an hour earlier in UTC',
      {
        people: {
          tess: TESS,
          lena: { ...LENA, absences: [away('2026-03-20T00:00', '2026-04-02T00:00')] },
          ann: { absences: [away('2026-03-29T00:00', '2026-04-02T00:00')] },
          bob: {},
        },
        rows: [SINGLE],
      },
      ['2026-03-30T08:00/2026-04-01T23:00 Single: nobody for lead-of-technician; Lena is away, Ann, on call, is away.'],
    ],
    [
      'while who is on call by a swap over the handover is away',
      {
        people: {
          tess: TESS,
          lena: { ...LENA, absences: [away('2026-03-20T00:00', '2026-03-30T00:00')] },
          ann: {},
          bob: {},
          cem: { absences: [away('2026-03-22T12:00', '2026-03-30T00:00')] },
        },
        rows: [SINGLE],
        rotation: { ...ROTATION, overrides: [{ person: 'cem', from: '2026-03-22T18:00', to: '2026-03-23T18:00' }] },
      },
      ['2026-03-22T18:00/2026-03-23T18:00 Single: nobody for lead-of-technician; Lena is away, Cem, on call, is away.'],
    ],
    [
      'for the work of the technician who is on call',
      {
        people: {
          tess: { ...TESS, lead: 'lena' },
          ann: { roles: ['technician'], lead: 'lena' },
          lena: { ...LENA, absences: [HOLIDAY] },
        },
        rows: [SINGLE],
      },
      [
        '2026-03-20T18:00/2026-03-23T08:00 Single for the work of Ann: nobody for lead-of-technician; Lena is away, Ann, on call, is the technician.',
      ],
    ],
    [
      'before the first handover',
      {
        people: { tess: TESS, lena: { ...LENA, absences: [away('2026-03-15T00:00', '2026-03-17T00:00')] }, ann: {} },
        rows: [SINGLE],
      },
      ['2026-03-15T00:00/2026-03-16T09:00 Single: nobody for lead-of-technician; Lena is away, nobody is on call.'],
    ],
    [
      'where there is no technician whose lead it could be',
      { people: { ann: { active: false } }, rows: [SINGLE], rotation: { ...ROTATION, people: ['ann'] } },
      [
        '2026-03-16T09:00/2026-04-13T08:00 Single: nobody for lead-of-technician; nobody has the role, Ann, on call, is not active.',
        '2026-03-14T09:00/2026-03-16T09:00 Single: nobody for lead-of-technician; nobody has the role, nobody is on call.',
      ],
    ],
    [
      'across a day on which the clocks go forward, in the north',
      { people: { sam: { ...SAM, absences: [away('2026-03-29T00:00', '2026-03-30T00:00')] } }, rows: [SECURITY] },
      ['2026-03-29T00:00/2026-03-29T23:00 Code: nobody for security; Sam is away, nobody may stand in.'],
    ],
    [
      'across a day on which the clocks go back, in the south',
      {
        people: { sam: { ...SAM, absences: [away('2026-04-05T00:00', '2026-04-06T00:00', 'Australia/Sydney')] } },
        rows: [SECURITY],
      },
      ['2026-04-04T13:00/2026-04-05T14:00 Code: nobody for security; Sam is away, nobody may stand in.'],
    ],
  ];
  it.each(cases)('%s', (_, world, expected) => {
    const early = expected.some((one) => one < '2026-03-16') ? '2026-03-14T09:00' : '2026-03-16T09:00';
    expect(gaps(world, early).toSorted()).toEqual([...expected].toSorted());
  });

  it('over the end of a month, a year and a leap day, to the minute', () => {
    const absences = [away('2027-12-31T23:59', '2028-01-01T00:01'), away('2028-02-28T18:00', '2028-03-01T08:00')];
    const world = { people: { sam: { ...SAM, absences } }, rows: [SECURITY] };
    const sentence = 'Code: nobody for security; Sam is away, nobody may stand in.';
    expect(gaps(world, '2027-12-01T00:00', '2028-03-15T00:00')).toEqual([
      `2027-12-31T23:59/2028-01-01T00:01 ${sentence}`,
      `2028-02-28T18:00/2028-03-01T08:00 ${sentence}`,
    ]);
  });
});
