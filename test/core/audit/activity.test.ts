// What an auditor says of the looks at the platforms: gaps, acts laid to what does not cover them, and acts that nobody told of.
import { describe, expect, it } from 'vitest';
import { activityHolds } from '../../../scripts/core/audit/activity.ts';
import { historyOf, said } from './situation.ts';
import type { Sketch } from './situation.ts';

const operation = 'ninjarmm/isolate-endpoint';
const target = { client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' };
/** Record 2026/0, at ten o'clock; each record after it is an hour later. */
const intent: Sketch = { type: 'action-intended', action: { id: 'A', operation, targets: [target] } };
const act = {
  id: '901',
  at: '2026-11-20T10:01:00Z',
  account: '7000',
  automation: null,
  operation,
  target,
  what: 'SYSTEM NODE_UPDATED',
  intent: '2026/0',
};
const look = (from: number, until: number, ...acts: readonly object[]): Sketch => {
  const moment = (hour: number) => `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`;
  return { type: 'activity-read', platform: 'ninjarmm', from: moment(from), until: moment(until), acts };
};
const NAME = 'ACME-FS01 (device 4711), activity 901 of ninjarmm';
const failure: Sketch = { type: 'gate-failure', kind: 'ran-without-approval', detectedBy: 'detect', target: NAME };
const ended = (outcome: string): Sketch => {
  return { type: 'action-executed', intent: '2026/0', outcome, times: { finished: '2026-11-20T10:02:00Z' } };
};
/** A look of the twentieth of December, long after that intent. */
const december = (time: string, ...acts: readonly object[]): Sketch => {
  const span = { from: '2026-11-20T09:00:00Z', until: '2026-12-20T10:00:00Z', at: '2026-12-20T10:00:00Z' };
  return { ...look(9, 10, ...acts.map((one) => ({ ...one, at: time }))), ...span };
};

describe('looks at a platform', () => {
  it.each<[string, readonly Sketch[], readonly string[]]>([
    ['that follow each other', [intent, look(9, 11, act), look(11, 12)], []],
    ['at two platforms', [intent, look(9, 11, act), { ...look(8, 12), platform: 'psa' }], []],
    ['none', [intent], []],
    [
      'with a gap',
      [intent, look(9, 10), look(11, 12)],
      [
        '2026/2 activity-gap ninjarmm was read up to 2026-11-20T10:00:00Z, and this look begins at 2026-11-20T11:00:00Z.',
      ],
    ],
    [
      'that lasted no time',
      [intent, look(9, 9)],
      [
        '2026/1 activity-gap It covers 2026-11-20T09:00:00Z to 2026-11-20T09:00:00Z, and was written at 2026-11-20T11:00:00Z.',
      ],
    ],
    [
      'into the future',
      [intent, look(9, 12)],
      [
        '2026/1 activity-gap It covers 2026-11-20T09:00:00Z to 2026-11-20T12:00:00Z, and was written at 2026-11-20T11:00:00Z.',
      ],
    ],
    [
      'that ceased after two of them',
      [intent, look(9, 10), look(10, 11), { type: 'population', at: '2026-11-24T11:00:00Z' }],
      ['2026/2 activity-unread What happened on ninjarmm has been read up to 2026-11-20T11:00:00Z and not since.'],
    ],
    [
      'that ceased at one of two platforms',
      [
        look(9, 10),
        { ...look(9, 10), platform: 'psa', until: '2026-11-24T10:00:00Z', at: '2026-11-24T10:00:00Z' },
        { type: 'population', at: '2026-11-24T10:00:00Z' },
      ],
      ['2026/0 activity-unread What happened on ninjarmm has been read up to 2026-11-20T10:00:00Z and not since.'],
    ],
    ['that ceased three days ago', [look(9, 10), { type: 'population', at: '2026-11-23T10:00:00Z' }], []],
    [
      'that ceased',
      [intent, look(9, 10), { type: 'population', at: '2026-11-24T10:00:00Z' }],
      ['2026/1 activity-unread What happened on ninjarmm has been read up to 2026-11-20T10:00:00Z and not since.'],
    ],
  ])('%s', (_, sketches, expected) => {
    expect(said(activityHolds(historyOf(...sketches)))).toEqual(expected);
  });

  const upTo = (lastEntry: number, sketch: Sketch): Sketch => ({ ...sketch, lastEntry });
  const BACK =
    'activity-numbers The log of ninjarmm had entry 1410 at a look before, and ends at entry 901: entries are gone from it, or it counts anew.';
  it.each<[string, readonly Sketch[], readonly string[]]>([
    ['that go on in it', [intent, upTo(901, look(9, 11, act)), upTo(901, look(11, 12))], []],
    ['at another platform', [intent, upTo(1410, look(9, 11)), { ...upTo(9, look(9, 11)), platform: 'psa' }], []],
    ['with one that does not say', [intent, upTo(1410, look(9, 10)), look(10, 11), upTo(1410, look(11, 12))], []],
    [
      'that go back in it',
      [intent, upTo(1410, look(9, 10)), look(10, 11), upTo(901, look(11, 12)), upTo(901, look(12, 13))],
      [`2026/3 ${BACK}`],
    ],
    [
      'that tell of an act behind their end',
      [intent, upTo(900, look(9, 11, act))],
      ['2026/1 activity-gap It was read up to entry 900, and tells of activity 901.'],
    ],
    [
      'that tell of two acts behind their end',
      [intent, upTo(900, look(9, 11, { ...act, intent: null, operation: null }, { ...act, id: '902' }))],
      ['2026/1 activity-gap It was read up to entry 900, and tells of activity 901.'],
    ],
  ])('that say up to which entry the log was read, %s', (_, sketches, expected) => {
    expect(said(activityHolds(historyOf(...sketches)))).toEqual(expected);
  });

  it('that go back in the log, or ceased, are reported and fail nobody', () => {
    const back = historyOf(intent, upTo(1410, look(9, 10)), upTo(901, look(10, 11)));
    expect(activityHolds(back).map(({ severity }) => severity)).toEqual(['reported']);
  });

  it('that ceased are reported, and fail nobody', () => {
    const history = historyOf(look(9, 10), { type: 'population', at: '2026-11-24T10:00:00Z' });
    expect(activityHolds(history).map(({ severity }) => severity)).toEqual(['reported']);
  });
});

describe('an act', () => {
  const uncovered = (why: string) => `2026/1 act-uncovered ${NAME}, is laid to record ${why}.`;
  it.each<[string, readonly Sketch[], readonly string[]]>([
    ['that a gate failure tells of', [failure, look(9, 11, { ...act, intent: null })], []],
    ['that is told later', [look(9, 10, { ...act, intent: null }), failure], []],
    ['right after its outcome by another clock', [intent, ended('failed'), december('2026-11-20T10:07:00Z', act)], []],
    ['long after an outcome that is still open', [intent, ended('pending'), december('2026-12-20T09:00:00Z', act)], []],
    [
      'as far before its intent as clocks may differ',
      [intent, look(9, 11, { ...act, at: '2026-11-20T09:55:00Z' })],
      [],
    ],
    [
      'on each of two devices of one intent',
      [
        { ...intent, action: { id: 'A', operation, targets: [target, { ...target, id: '4712' }] } },
        look(9, 11, act, { ...act, id: '902', target: { ...target, id: '4712' } }),
      ],
      [],
    ],
    [
      'on one device under each of two intents',
      [intent, intent, look(9, 12, act, { ...act, id: '902', at: '2026-11-20T11:01:00Z', intent: '2026/1' })],
      [],
    ],
    ['of an outcome that is told only later', [intent, look(9, 11, act), ended('succeeded')], []],
    ['in no tier', [intent, look(9, 11, { ...act, operation: null, intent: null })], []],
    [
      'that nobody tells of',
      [{ ...failure, target: 'another' }, look(9, 11, { ...act, intent: null })],
      [`2026/1 act-untold ${NAME}: ninjarmm/isolate-endpoint ran without an intent, and no gate failure tells of it.`],
    ],
    [
      'that nobody tells of but a claim that anybody can make',
      [{ ...failure, kind: 'near-miss', detectedBy: 'inbox' }, look(9, 11, { ...act, intent: null })],
      [`2026/1 act-untold ${NAME}: ninjarmm/isolate-endpoint ran without an intent, and no gate failure tells of it.`],
    ],
    [
      'that nobody tells of but a report in words',
      [{ ...failure, kind: 'reported', detectedBy: 'the night shift' }, look(9, 11, { ...act, intent: null })],
      [`2026/1 act-untold ${NAME}: ninjarmm/isolate-endpoint ran without an intent, and no gate failure tells of it.`],
    ],
    [
      'laid to an intent that is not there',
      [intent, look(9, 11, { ...act, intent: '2026/7' })],
      [uncovered('2026/7, and no intent before it is called that')],
    ],
    [
      'of another operation than its intent',
      [intent, look(9, 11, { ...act, operation: 'ninjarmm/deploy-patches' })],
      [uncovered('2026/0, which is about something else')],
    ],
    [
      'on another device than its intent',
      [{ ...intent, action: { id: 'A', operation, targets: [{ ...target, id: '4712' }] } }, look(9, 11, act)],
      [uncovered('2026/0, which is about something else')],
    ],
    [
      'on nothing that is named',
      [intent, look(9, 11, { ...act, target: null })],
      [
        '2026/1 act-uncovered a target that is not named, activity 901 of ninjarmm, is laid to record 2026/0, which is about something else.',
      ],
    ],
    [
      'before its intent',
      [intent, look(9, 11, { ...act, at: '2026-11-20T09:54:59Z' })],
      [uncovered('2026/0, which was written only after it')],
    ],
    [
      'a month after its intent had ended',
      [intent, ended('succeeded'), december('2026-12-20T09:00:00Z', act)],
      [`2026/2 act-uncovered ${NAME}, is laid to record 2026/0, which had ended at 2026-11-20T10:02:00Z.`],
    ],
    [
      'too long after its outcome, though that was open before',
      [intent, ended('pending'), ended('failed'), december('2026-11-20T10:07:01Z', act)],
      [`2026/3 act-uncovered ${NAME}, is laid to record 2026/0, which had ended at 2026-11-20T10:02:00Z.`],
    ],
    [
      'of an automation itself',
      [intent, look(9, 11, { ...act, automation: 'responder' })],
      [uncovered('2026/0, and an automation did it with its own account')],
    ],
    [
      'that shares its intent',
      [intent, look(9, 11, { ...act, id: '900' }, act)],
      [uncovered('2026/0, which covers activity 900 already')],
    ],
  ])('%s', (_, sketches, expected) => {
    expect(said(activityHolds(historyOf(...sketches)))).toEqual(expected);
  });
});
