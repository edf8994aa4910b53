// The files of gate events as they are written: always readable again, whatever they tell of.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eventApprovers,
  gateEventText,
  recordedEvent,
  remediedText,
  reportedEvent,
  reportedHow,
  rootCauseEvent,
} from '../../scripts/core/gate-event-draft.ts';
import type { EventContent } from '../../scripts/core/gate-event-draft.ts';
import { gateEventPath, parseGateEvent } from '../../scripts/core/gate-event-file.ts';
import { reportOf } from '../../scripts/core/gate-failures.ts';
import { plainText } from '../../scripts/core/plain-text.ts';
import type { GateFailure, Indexed } from '../../scripts/core/records.ts';
import { unsafeIn } from '../../scripts/core/text-safety.ts';
import { realPolicy } from './real-policy.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const REPORT = {
  date: Date.parse('2026-11-21T08:30:00.250Z'),
  action: 'ninjarmm/deploy-patches',
  target: 'ACME-FS01',
  bypass: 'Started by hand.',
  detectedBy: 'the nightly comparison',
  automation: null,
};
const RECORD = {
  type: 'gate-failure',
  v: 1,
  index: 17,
  at: '2026-11-21T09:00:00.123Z',
  repository: 1,
  main: 'm',
  pull: null,
  action: null,
  how: 'It ran.',
  detectedBy: 'detect',
  remediation: null,
} as const satisfies Indexed<GateFailure>;

function read(event: EventContent) {
  const text = gateEventText(event, ['sam', 'rita']);
  return { text, ...parseGateEvent(Buffer.from(text), gateEventPath(event.id), 'added', NOW) };
}

describe('the file of a report', () => {
  it('holds what was said, under an id of day, target and content', () => {
    const event = reportedEvent(REPORT, 'tess');
    expect(event.id).toMatch(/^2026-11-21-acme-fs01-r[0-9a-f]{8}$/);
    expect(read(event)).toMatchObject({
      problems: [],
      event: { date: '2026-11-21T08:30:00Z', target: 'ACME-FS01', reportedBy: 'tess', records: [], remediation: null },
    });
    expect(reportedEvent(REPORT, 'tomas').id).toBe(event.id);
    expect(reportedEvent({ ...REPORT, bypass: 'Otherwise.' }, 'tess').id).not.toBe(event.id);
    expect(reportedEvent({ ...REPORT, target: '???' }, 'tess').id).toMatch(/^2026-11-21-r[0-9a-f]{8}$/);
  });

  it('from one source is one event, however its words change', () => {
    const form = { ...REPORT, source: 'issue 12', kind: 'gate-event', title: 'Nearly' } as const;
    const event = reportedEvent(form, 'tess');
    expect(event).toMatchObject({ kind: 'gate-event', title: 'Nearly' });
    expect(event.id).toMatch(/^issue-12-r[0-9a-f]{8}$/);
    expect(reportedEvent({ ...form, bypass: 'Otherwise.', date: NOW, target: 'X' }, 'tess').id).toBe(event.id);
    expect(reportedEvent({ ...form, source: 'issue 13' }, 'tess').id).not.toBe(event.id);
    expect(reportedHow(event)).toMatch(/ \(report issue-12-r[0-9a-f]{8}\)$/);
  });

  it('and its record find each other, however long the words are', () => {
    const event = reportedEvent({ ...REPORT, bypass: 'x'.repeat(4_000) }, 'tess');
    const how = reportedHow(event);
    expect(how).toHaveLength(2_000);
    expect(reportOf({ ...RECORD, kind: 'reported', how })).toBe(event.id);
    expect(reportedHow(reportedEvent(REPORT, null))).toMatch(
      /^ninjarmm\/deploy-patches: Started by hand\. Detected by the nightly comparison\. \(report /,
    );
  });

  it('is read again whatever it tells of', () => {
    const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).map((text) => `${plainText(text, 150)}.`);
    fc.assert(
      fc.property(words, words, (target, bypass) => {
        const event = reportedEvent({ ...REPORT, target, bypass }, 'tess');
        expect(read(event).problems).toEqual([]);
      }),
    );
  });
});

describe('plain text', () => {
  it.each([
    ['a\nb\tc', 'a b c'],
    ['a\u202eb', 'a?b'],
    [`o${'\u0301'.repeat(12)}`, 'ó?'],
    ['e\u0301', 'é'],
    ['x'.repeat(25), `${'x'.repeat(17)}...`],
    [`${'x'.repeat(16)}\u{1f600}yyyyyyy`, `${'x'.repeat(16)}...`],
  ])('%j is %j', (from, to) => {
    expect(plainText(from, 20)).toBe(to);
  });

  it('never holds what could be misread, and is never too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const plain = plainText(text, 60);
        expect(unsafeIn(plain)).toEqual([]);
        expect(plain.length).toBeLessThanOrEqual(60);
      }),
    );
  });
});

describe('the file of what was noticed', () => {
  const action = {
    id: 'A1',
    path: 'p',
    digest: 'sha256:0',
    payload: 'sha256:0',
    operation: 'ninjarmm/isolate-endpoint',
    targets: [
      { client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' },
      { client: 'acme', kind: 'device', id: '4712', name: '' },
    ],
    portfolio: false,
    parameters: {},
  } as const;

  it.each<[string, Partial<GateFailure>, object]>([
    [
      'one of the oldest',
      {},
      { title: 'Something went past the gate', action: 'None of its own.', target: 'Not named.' },
    ],
    ['a push', { kind: 'merged-without-verdict', target: 'commit abc' }, { target: 'commit abc', reportedBy: null }],
    ['an execution', { action }, { action: 'ninjarmm/isolate-endpoint, A1', target: 'ACME-FS01; 4712' }],
    [
      'an act on a platform',
      { kind: 'ran-without-approval', operation: 'ninjarmm/isolate-endpoint', target: 'ACME-FS01, activity 7' },
      { action: 'ninjarmm/isolate-endpoint', target: 'ACME-FS01, activity 7' },
    ],
    ['an earlier moment', { occurredAt: '2026-11-01T00:00:00Z' }, { date: '2026-11-01T00:00:00Z' }],
    [
      'a report',
      { kind: 'reported', reportedBy: 'tess', automation: 'x' },
      { detectedBy: 'detect', reportedBy: 'tess' },
    ],
    [
      'what nearly was one',
      { kind: 'near-miss', reportedBy: 'tess' },
      { title: 'Something nearly went past the gate', kind: 'gate-event', detectedBy: 'detect' },
    ],
    ['words that read otherwise', { how: 'a\u202eb' }, { bypass: 'a?b' }],
  ])('tells of %s', (_name, over, wanted) => {
    const { event, problems } = read(recordedEvent({ ...RECORD, ...over }, []));
    expect(problems).toEqual([]);
    expect(event).toMatchObject({ id: '2026-11-21-record-2026-17', records: ['2026/17'], ...wanted });
  });

  it('tells of several that were noticed together', () => {
    const { event } = read(recordedEvent(RECORD, [{ ...RECORD, index: 18, how: 'That too.' }]));
    expect(event).toMatchObject({ bypass: 'It ran. That too.', records: ['2026/17', '2026/18'] });
  });
});

describe('the request for a root-cause review', () => {
  it('names the quarter and its gate failures, and is told of by no record', () => {
    const asked = rootCauseEvent('2026-Q4', [RECORD, { ...RECORD, index: 18 }], NOW);
    expect(read(asked)).toMatchObject({
      problems: [],
      event: {
        id: 'root-cause-2026-q4',
        kind: 'root-cause',
        quarter: '2026-Q4',
        records: [],
        bypass: '2 gate failures in 2026-Q4: 2026/17, 2026/18.',
      },
    });
  });

  it.each([
    [{ id: 'why' }, 'the root-cause review of 2026-Q4 has another id', 'Call it root-cause-2026-q4.'],
    [
      { quarter: '1999-Q4' },
      'the root-cause review of 1999-Q4 has another id',
      'Name a quarter from the year 2000 on.',
    ],
    [
      { kind: 'gate-event', quarter: undefined },
      'the id "root-cause-2026-q4" is kept for root-cause reviews',
      'Choose another id.',
    ],
  ] as const)('with %j is refused', (over, fact, remedy) => {
    const { quarter, ...event } = { ...rootCauseEvent('2026-Q4', [RECORD], NOW), ...over };
    const { problems } = read(quarter === undefined ? event : { ...event, quarter });
    expect(problems).toMatchObject([{ fact, remedy }]);
  });
});

describe('a remediation', () => {
  const done = { text: 'By request.', by: 'tomas', completed: '2026-11-22', configurationChange: null };
  it.each([
    ['in the place of the one line', (text: string) => text],
    ['in the place of an empty line', (text: string) => text.replace('remediation: null', 'remediation:')],
    [
      'in a file that is written otherwise',
      (text: string) => text.replace('remediation: null', 'remediation: # none yet\n  null'),
    ],
  ])('is put %s', (_name, written) => {
    const { text, event } = read(reportedEvent(REPORT, 'tess'));
    if (event === null) throw new Error('unread');
    const before = written(text);
    const after = remediedText(before, event, done);
    const parsed = parseGateEvent(Buffer.from(after), gateEventPath(event.id), { bytes: Buffer.from(before) }, NOW);
    expect(parsed).toMatchObject({ problems: [], event: { remediation: done } });
  });
});

it('those who may approve a gate event are everybody with a seat, but for who had a part in it', () => {
  expect(eventApprovers(realPolicy(), [null, 'sven'])).toEqual(['sam', 'rita']);
});
