// Who is on call: handovers in local time, swaps, and always somebody other than the usual approver.
import { describe, expect, it } from 'vitest';
import { onCallAt, weekdayOf } from '../../scripts/core/on-call.ts';
import type { Rotation } from '../../scripts/core/on-call.ts';
import { realPolicy } from './real-policy.ts';

const ROTATION: Rotation = {
  id: 'senior',
  title: 'Senior',
  zone: 'Europe/London',
  handover: { weekday: 'monday', time: '09:00' },
  since: '2026-03-16',
  people: ['ann', 'bob', 'cem'],
  overrides: [
    { person: 'dee', from: '2026-04-01T12:00', to: '2026-04-02T12:00' },
    { person: 'eva', from: '2026-04-02T00:00', to: '2026-04-03T00:00' },
    { person: 'dee', from: '2026-04-02T00:00', to: '2026-04-02T06:00' },
  ],
};

describe('on call', () => {
  it.each([
    ['2026-03-16T08:59:59Z', [], 'before the first handover'],
    ['2026-03-16T09:00:00Z', ['ann'], 'from the first handover on'],
    ['2026-03-23T08:59:59Z', ['ann'], 'until the second'],
    ['2026-03-23T09:00:00Z', ['bob'], 'from the second on'],
    ['2026-03-30T07:59:59Z', ['bob'], 'until the third, an hour earlier in UTC since summer time began'],
    ['2026-03-30T08:00:00Z', ['cem'], 'from the third on'],
    ['2026-04-06T08:00:00Z', ['ann'], 'in turn again'],
    ['2026-11-02T08:59:59Z', ['cem'], 'until a handover in winter, an hour later in UTC again'],
    ['2026-11-02T09:00:00Z', ['ann'], 'from a handover in winter on'],
    ['2026-04-01T10:59:59Z', ['cem'], 'before a swap'],
    ['2026-04-01T11:00:00Z', ['dee'], 'from the start of a swap'],
    ['2026-04-02T00:00:00Z', ['dee', 'eva'], 'in several swaps, in the order of the file'],
    ['2026-04-02T23:00:00Z', ['cem'], 'after the end of a swap'],
  ])('at %s is %j: %s', (at, people) => {
    expect(onCallAt(ROTATION, Date.parse(at))).toEqual(people);
  });

  it('after a first handover in summer, winter handovers are in local time too', () => {
    const rotation = { ...ROTATION, since: '2026-10-19', overrides: [] };
    expect(onCallAt(rotation, Date.parse('2026-10-26T08:30:00Z'))).toEqual(['ann']);
    expect(onCallAt(rotation, Date.parse('2026-10-26T09:00:00Z'))).toEqual(['bob']);
  });

  it('is nobody where a time cannot be read or nobody is named', () => {
    expect(onCallAt({ ...ROTATION, since: '2026-02-30' }, 0)).toEqual([]);
    expect(onCallAt({ ...ROTATION, people: [] }, Date.parse('2026-03-20T00:00:00Z'))).toEqual([]);
    const lost = { person: 'dee', from: '2026-02-30T00:00', to: '2026-04-02T12:00' };
    expect(onCallAt({ ...ROTATION, overrides: [lost] }, Date.parse('2026-04-01T12:00:00Z'))).toEqual(['cem']);
  });

  it('knows weekdays', () => {
    expect(weekdayOf('2026-11-21')).toBe('saturday');
    expect(weekdayOf('2026-02-30')).toBeNull();
  });

  it('in the example is always one person, never the usual approver', () => {
    const { onCall } = realPolicy();
    const usual = new Set(['lena', 'liam', 'sam', 'olga']);
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2029, 0, 1); at += 12 * 3_600_000) {
      for (const rotation of ['senior-tech', 'security-lead', 'executive']) {
        const people = onCall(rotation, at);
        expect(people).toHaveLength(1);
        expect(people.some((person) => usual.has(person))).toBe(false);
      }
    }
    expect(onCall('nobody', Date.UTC(2026, 5, 1))).toEqual([]);
  });
});
