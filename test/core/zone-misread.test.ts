// Zones whose names read as their opposite: said to whoever writes one, and no problem of a policy that has one.
import { expect, it } from 'vitest';
import { parsePolicy } from '../../scripts/core/policy.ts';
import { misreadZones } from '../../scripts/core/policy-refs-times.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { misreadZone } from '../../scripts/core/zone.ts';
import { filesWith } from './real-policy.ts';

it.each([
  ['Etc/GMT+5', 'UTC-05:00'],
  ['ETC/gmt-14', 'UTC+14:00'],
  ['Etc/GMT-0', null],
  ['Etc/GMT', null],
  ['Etc/GMT+99', null],
  ['Europe/London', null],
])('the zone %s is easily misread, or not', (zone, meant) => {
  expect(misreadZone(zone)?.fact ?? null).toBe(
    meant === null ? null : `the time zone "${zone}" is ${meant}: its sign is the other way round`,
  );
});

it('a policy that has one is read as before, and each place is noted', () => {
  const wanted = ['technician on call\n    zone: Europe/London', 'technician on call\n    zone: Etc/GMT+5'] as const;
  const parsed = parsePolicy(filesWith(['policies/on-call.yaml', ...wanted]));
  if (!parsed.ok) throw new Error(parsed.problems.map(sentence).join('\n'));
  expect(misreadZones(parsed.documents).map(sentence)).toEqual([
    'policies/on-call.yaml:6:11 the time zone "Etc/GMT+5" is UTC-05:00: its sign is the other way round. Write the name of a place, for example Europe/London.',
  ]);
});
