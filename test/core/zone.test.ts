// Local times: both hemispheres, gaps and overlaps, days and zones that do not exist.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant } from '../../scripts/core/time.ts';
import { instantAt, isZone, localAt } from '../../scripts/core/zone.ts';

describe('a local time', () => {
  it.each([
    ['2026-11-21T22:00', 'UTC', '2026-11-21T22:00:00Z', 'in UTC'],
    ['2026-01-15T12:00', 'Europe/London', '2026-01-15T12:00:00Z', 'in winter'],
    ['2026-07-15T12:00', 'Europe/London', '2026-07-15T11:00:00Z', 'in summer'],
    ['2026-03-29T01:30', 'Europe/London', '2026-03-29T01:00:00Z', 'in a gap: the moment the gap ends'],
    ['2026-03-29T00:59', 'Europe/London', '2026-03-29T00:59:00Z', 'just before a gap'],
    ['2026-03-29T02:00', 'Europe/London', '2026-03-29T01:00:00Z', 'just after a gap'],
    ['2026-10-25T01:30', 'Europe/London', '2026-10-25T00:30:00Z', 'in an overlap: the earlier'],
    ['2026-10-25T02:00', 'Europe/London', '2026-10-25T02:00:00Z', 'just after an overlap'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:00:00Z', 'in a gap west of Greenwich'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00Z', 'in an overlap west of Greenwich'],
    ['2026-10-04T02:30', 'Australia/Sydney', '2026-10-03T16:00:00Z', 'in a southern gap'],
    ['2026-04-05T02:30', 'Australia/Sydney', '2026-04-04T15:30:00Z', 'in a southern overlap'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z', 'in a gap of half an hour'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z', 'in an overlap of half an hour'],
    ['2026-05-01T12:00', 'Asia/Kathmandu', '2026-05-01T06:15:00Z', 'with an offset of quarters'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'on a day that was skipped'],
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00Z', 'at a midnight that is skipped'],
    ['2026-12-01', 'Europe/London', '2026-12-01T00:00:00Z', 'without an hour: the day begins'],
    ['1960-01-01T00:00', 'Africa/Monrovia', '1960-01-01T00:44:30Z', 'with seconds in its offset'],
  ])('%s in %s is %s, %s', (local, zone, instant) => {
    expect(formatInstant(instantAt(local, zone) ?? 0)).toBe(instant);
  });

  it.each([
    ['2026-02-29T10:00', 'UTC'],
    ['2026-02-29', 'UTC'],
    ['2026-01-01T24:00', 'UTC'],
    ['2026-01-01 10:00', 'UTC'],
    ['tomorrow', 'UTC'],
    ['2026-01-01T10:00', 'Europe/Londen'],
    ['2026-01-01T10:00', '+01:00'],
    ['2026-01-01T10:00', ''],
  ])('%s in "%s" is nothing', (local, zone) => {
    expect(instantAt(local, zone)).toBeNull();
  });

  it('is the same however many others were asked for in between', () => {
    const asked = (): number | null => instantAt('2026-07-15T12:00', 'Europe/London');
    const [first, again] = [asked(), asked()];
    for (let minute = 0; minute < 4_200; minute += 1) {
      instantAt(new Date(minute * 60_000).toISOString().slice(0, 16), 'UTC');
    }
    expect([first, again, asked()].map((one) => formatInstant(one ?? 0))).toEqual(
      Array.from({ length: 3 }, () => '2026-07-15T11:00:00Z'),
    );
    expect([instantAt('soon', 'UTC'), instantAt('soon', 'UTC')]).toEqual([null, null]);
  });

  it('comes back from its instant, except in a gap', () => {
    const zones = fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Australia/Sydney', 'Asia/Kathmandu');
    const minutes = fc.integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2035, 0, 1) / 60_000 });
    fc.assert(
      fc.property(zones, minutes, (zone, minute) => {
        const local = localAt(minute * 60_000, zone);
        const back = instantAt(local, zone) ?? 0;
        expect(localAt(back, zone)).toBe(local);
        expect(back).toBeLessThanOrEqual(minute * 60_000);
      }),
    );
  });

  it('in an unknown zone reads as UTC for display', () => {
    expect(localAt(0, 'Mars/Base')).toBe('1970-01-01T00:00');
    expect(isZone('Mars/Base')).toBe(false);
  });
});
