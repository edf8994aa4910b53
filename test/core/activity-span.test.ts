// From where to where a platform is read, what of it is new, and executions that share one act.
import { describe, expect, it } from 'vitest';
import type { Act } from '../../scripts/core/activity.ts';
import { continuesLook, dueSpan, freshActs, sharedActs } from '../../scripts/core/activity-span.ts';
import type { ActivityRead } from '../../scripts/core/records-of-activity.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { historyOf } from './audit/situation.ts';
import type { Sketch } from './audit/situation.ts';

const at = (time: string) => Date.parse(`2026-11-${time}:00Z`);
const moment = (time: string) => `2026-11-${time}:00Z`;

function records(...sketches: readonly Sketch[]): readonly Indexed[] {
  return historyOf(...sketches).known.map(({ record }) => record);
}

const founded: Sketch = { type: 'key-enrolled' };
const look = (from: string, until: string, ...acts: readonly object[]): Sketch => {
  return { type: 'activity-read', platform: 'ninjarmm', from: moment(from), until: moment(until), acts };
};
const other: Sketch = { ...look('20T00:00', '20T23:00', { id: '8' }), platform: 'psa' };

describe('the next look', () => {
  it.each<[string, readonly Sketch[], string, object | string | null]>([
    [
      'is the first one: a day back at most',
      [founded],
      '25T10:00',
      { from: at('24T10:00'), since: at('24T10:00'), until: at('25T10:00'), isDue: true, after: null },
    ],
    [
      'is the first one: not before there was a ledger',
      [founded, other],
      '20T12:00',
      { from: at('20T10:00'), since: at('20T10:00'), until: at('20T12:00'), isDue: true, after: null },
    ],
    ['has nothing to look at', [founded], '20T10:00', null],
    [
      'goes on, and reads the last hour again',
      [founded, look('20T09:00', '20T12:00'), other],
      '20T13:00',
      { from: at('20T12:00'), since: at('20T11:00'), until: at('20T13:00'), isDue: false, after: null },
    ],
    [
      'is recorded after a day, whatever it finds',
      [founded, look('20T09:00', '20T12:00')],
      '21T12:00',
      { from: at('20T12:00'), since: at('20T11:00'), until: at('21T12:00'), isDue: true, after: null },
    ],
    [
      'goes on behind the last entry that a look has seen',
      [
        founded,
        { ...look('20T08:00', '20T09:00'), lastEntry: 1410 },
        look('20T09:00', '20T12:00'),
        { ...other, lastEntry: 8 },
      ],
      '20T13:00',
      { from: at('20T12:00'), since: at('20T11:00'), until: at('20T13:00'), isDue: false, after: 1410 },
    ],
    ['is not due by a clock that is a little behind', [founded, look('20T09:00', '20T12:00')], '20T11:55', null],
    ['says that a clock is wrong', [founded, look('20T09:00', '20T12:00')], '20T11:54', 'ahead'],
    [
      'is the first one where nothing at all was recorded',
      [],
      '25T10:00',
      { from: at('24T10:00'), since: at('24T10:00'), until: at('25T10:00'), isDue: true, after: null },
    ],
  ])('%s', (_, sketches, now, span) => {
    expect(dueSpan('ninjarmm', records(...sketches), at(now))).toEqual(span);
  });

  it('counts only where it begins where the last one ended', () => {
    const next = { platform: 'ninjarmm', from: moment('20T12:00') } as ActivityRead;
    expect(continuesLook(next, records(other))).toBe(true);
    expect(continuesLook(next, records(look('20T09:00', '20T12:00'), other))).toBe(true);
    expect(continuesLook(next, records(look('20T09:00', '20T12:01')))).toBe(false);
  });

  it('has no act that a look at the same platform had', () => {
    const acts = ['7', '8', '9'].map((id): Act => {
      return { id, at: 0, account: '7000', operation: null, target: null, what: 'x' };
    });
    const fresh = freshActs('ninjarmm', acts, records(look('20T09:00', '20T12:00', { id: '9' }), other));
    expect(fresh.map(({ id }) => id)).toEqual(['7', '8']);
  });
});

describe('two executions', () => {
  const operation = 'ninjarmm/isolate-endpoint';
  const target = { client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' };
  const intended = (id: string, time: string): Sketch => {
    return { type: 'action-intended', at: moment(time), action: { id, operation, targets: [target] } };
  };
  const ended = (intent: string, time: string, outcome = 'succeeded'): Sketch => {
    return { type: 'action-executed', intent, outcome, times: { finished: moment(time) } };
  };
  const act = (id: string, time: string, intent: string | null) => {
    return { id, at: moment(time), operation, target, intent };
  };
  const two = [intended('A', '20T10:00'), intended('B', '20T10:02')];
  const both = [...two, ended('2026/0', '20T10:01'), ended('2026/1', '20T10:03')];
  const one = act('901', '20T10:01', '2026/0');

  const how =
    'Record 2026/1 is said to have succeeded with ninjarmm/isolate-endpoint on ACME-FS01 (device 4711); ' +
    'the one act that ninjarmm shows then, activity 901, is that of record 2026/0.';
  it.each<[string, readonly Sketch[], readonly string[]]>([
    ['with one act', [...both, look('20T08:00', '20T12:00', one)], [how]],
    ['with an act each', [...both, look('20T08:00', '20T12:00', one, act('902', '20T10:02', '2026/1'))], []],
    ['with an act that nobody has taken', [...both, look('20T08:00', '20T12:00', act('901', '20T10:01', null))], []],
    ['with one act far away', [...both, look('20T08:00', '20T12:00', act('901', '20T10:30', '2026/0'))], []],
    ['with no act at all', [...both, look('20T08:00', '20T12:00')], []],
    ['on a platform that nobody has looked at', both, []],
    ['where what was read just holds them', [...both, look('20T09:57', '20T11:08', one)], [how]],
    [
      'at the end of what was read, whatever was read elsewhere',
      [...both, look('20T08:00', '20T11:00', one), other],
      [],
    ],
    [
      'with one act at the first moment',
      [...both, look('20T08:00', '20T12:00', act('901', '20T09:57', '2026/0'))],
      [how],
    ],
    ['with one act before that', [...both, look('20T08:00', '20T12:00', act('901', '20T09:56', '2026/0'))], []],
    [
      'with one act at the last moment',
      [...both, look('20T08:00', '20T12:00', act('901', '20T10:08', '2026/0'))],
      [how],
    ],
    ['at the end of what was read', [...both, look('20T08:00', '20T11:00', one)], []],
    ['at the beginning of what was read', [...both, look('20T10:00', '20T12:00', one)], []],
    [
      'of which one did not succeed',
      [...two, ended('2026/0', '20T10:01'), ended('2026/1', '20T10:03', 'failed'), look('20T08:00', '20T12:00', one)],
      [],
    ],
    ['of which one has not ended', [...two, ended('2026/0', '20T10:01'), look('20T08:00', '20T12:00', one)], []],
  ])('%s', (_, sketches, expected) => {
    const found = sharedActs('ninjarmm', records(...sketches));
    expect(found.map((finding) => finding.how)).toEqual(expected);
    for (const finding of found) {
      expect(finding.target).toBe('ninjarmm/isolate-endpoint on ACME-FS01 (device 4711), record 2026/1');
    }
  });
});
