// The standard's page: what is open, what is owed, and when the next review is due, from the ledger and the policy alone.
import { describe, expect, it } from 'vitest';
import type { Policy, PolicyException } from '../../../scripts/core/policy-model.ts';
import type { Indexed } from '../../../scripts/core/records.ts';
import { textOf } from '../../../scripts/local/pages/html.ts';
import { onCallPage } from '../../../scripts/local/pages/on-call-page.ts';
import { standardPage } from '../../../scripts/local/pages/standard-page.ts';
import { standardReport } from '../../../scripts/local/standard-report.ts';
import { onCallReport } from '../../../scripts/on-call.ts';
import { KINDS_NOW as NOW, NORTHWIND } from '../../fakes/pages-kinds.ts';

const DAY = 86_400_000;
const COMMON = { v: 1 as const, repository: 1, main: '0'.repeat(40) };
const visitor = { organisation: 'o', me: null, token: 't' };

function at(days: number): string {
  return new Date(NOW + days * DAY).toISOString().replace('.000Z', 'Z');
}

const founded = { ...COMMON, type: 'key-enrolled', index: 0, at: at(-60) } as unknown as Indexed;

function failed(index: number, over: Partial<Extract<Indexed, { type: 'gate-failure' }>> = {}): Indexed {
  const what = { pull: null, action: null, how: `Failure ${index}.`, detectedBy: 'detect', remediation: null };
  return { ...COMMON, ...what, type: 'gate-failure', index, at: at(-2), kind: 'other', ...over };
}

const approvals = [
  { person: 'sam', name: 'Sam Sato', account: 1, review: 1, at: at(-1), standIn: false, fills: [] },
  { person: 'rita', name: 'Rita Rossi', account: 2, review: 2, at: at(-1), standIn: false, fills: [] },
];

/** The records of merged changes carry much that this page does not look at. */
function merged(index: number, fields: Readonly<Record<string, unknown>>): Indexed {
  return { ...COMMON, index, at: at(-1), approvals, ...fields } as unknown as Indexed;
}

const filed = (index: number, event: string, records: readonly string[]): Indexed =>
  merged(index, { type: 'gate-event-filed', event, path: `exceptions/gate-failures/${event}.yaml`, records });
const remediated = (index: number, event: string): Indexed =>
  merged(index, { type: 'gate-failure-remediated', event, remediation: 'Mended.' });

function page(records: readonly Indexed[], policy: Policy = NORTHWIND): string {
  const report = standardReport(policy, [founded, ...records], 'cm9vdA==', NOW);
  const main = /<main[\s\S]*<\/main>/.exec(textOf(standardPage({ report, policy }, visitor)))?.[0] ?? '';
  return main.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
}

function exception(id: string, from: number, expires: number | null): PolicyException {
  const what = { operations: ['ninjarmm/isolate-endpoint'], clients: ['acme'], gate: 'auto-and-log' as const };
  return { id, ...what, from: NOW + from * DAY, expires: expires === null ? null : NOW + expires * DAY };
}

describe('the ledger on the page of the standard', () => {
  const record = (index: number, year: number): Indexed => ({ ...founded, index, at: `${year}-11-20T10:00:00Z` });
  const records = [record(0, 2025), record(1, 2025), record(0, 2026), record(1, 2026), record(2, 2026)];
  const outside = 'Whether they hold, countersign verify says on a clone.';

  it.each<readonly [string, string | null, readonly { readonly year: number; readonly size: number }[], string]>([
    [
      'that nobody has signed',
      null,
      [],
      '5 records Not signed No checkpoint is signed, so nothing shows that a record is genuine.',
    ],
    [
      'without an anchor',
      'cm9vdA==',
      [],
      '5 records Signed, no anchor Signed under the key that main pins, root cm9vdA==. Nobody outside vouches for it yet: whoever holds the key could write it anew. countersign anchor asks for that.',
    ],
    [
      'with an anchor',
      'cm9vdA==',
      [{ year: 2026, size: 1 }],
      `5 records Signed, 1 anchor Signed under the key that main pins, root cm9vdA==. One word of an outsider lies beside it, not checked here; 2 records came after. ${outside}`,
    ],
    [
      'with anchors, in whatever order',
      'cm9vdA==',
      [
        { year: 2026, size: 3 },
        { year: 2025, size: 2 },
      ],
      `5 records Signed, 2 anchors Signed under the key that main pins, root cm9vdA==. 2 words of outsiders lie beside it, not checked here; 0 records came after. ${outside}`,
    ],
  ])('%s is called no more than it is', (_name, root, anchors, words) => {
    const report = standardReport(NORTHWIND, records, root, NOW, [], anchors);
    const text = textOf(standardPage({ report, policy: NORTHWIND }, visitor)).replaceAll(/<[^>]*>/g, '');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(words);
  });
});

describe('the page of the standard', () => {
  it('of a quiet quarter says that nothing is open', () => {
    const text = page([]);
    for (const one of [
      'Gate failures in 2026-Q4 0 Within the limit',
      'None was held yet.',
      'Exceptions in force 0 None',
      'There is none: every action takes the gate of the action table.',
      'Open gate failures None is open.',
      '1 records Signed, no anchor',
    ]) {
      expect(text).toContain(one);
    }
    expect(text).not.toContain('Break-glass');
  });

  it.each<[string, readonly Indexed[], string]>([
    ['not filed', [failed(1)], 'Not filed yet 12 Dec 2026, 10:30 UTC, 2 days ago Failure 1.'],
    ['filed', [failed(1), filed(2, 'e', ['2026/1'])], 'Filed, not remediated'],
    ['filed', [failed(1), filed(2, 'e', ['2026/1'])], 'Gate event e: open until its remediation is approved.'],
    ['remediated', [failed(1), filed(2, 'e', ['2026/1']), remediated(3, 'e')], 'Open gate failures None is open.'],
    ['of an earlier quarter', [failed(1, { occurredAt: at(-100) })], 'Gate failures in 2026-Q4 0 Within the limit'],
    [
      'whose finder is only a word of it',
      [failed(1, { how: 'It went past the gate.', detectedBy: 'gate' })],
      'It went past the gate. Record 2026/1, detected by gate.',
    ],
    [
      'that says by itself who found it',
      [failed(1, { how: 'It went past the gate. Detected by lena.', detectedBy: 'lena' })],
      'It went past the gate. Detected by lena. Record 2026/1. ',
    ],
    ['one more than allowed', [1, 2, 3].map((index) => failed(index)), '3 Root cause to be found'],
    [
      'one more than allowed, looked into',
      [...[1, 2, 3].map((index) => failed(index)), remediated(4, 'root-cause-2026-q4')],
      '3 Root cause found',
    ],
    ['an event without a failure', [filed(2, 'nearly', [])], 'Filed, not closed nearly'],
    ['break-glass', [failed(1, { kind: 'break-glass' })], 'Break-glass that nobody has looked at'],
  ])('shows a gate failure that is %s', (_, records, expected) => {
    expect(page(records)).toContain(expected);
  });

  it.each([
    ['the report waits', [failed(1)], false, 'Report waits Request 9 12 Dec'],
    ['the remediation waits', [failed(1), filed(2, 'e', ['2026/1'])], true, 'Remediation waits Request 9 12 Dec'],
    ['only another report waits', [failed(1), filed(2, 'e', ['2026/1'])], false, 'Filed, not remediated 12 Dec'],
  ])('shows of a gate failure that %s', (_, records, remediates, expected) => {
    const asked = [{ event: 'e', records: ['2026/1'], remediates, pull: 9 }];
    const report = standardReport(NORTHWIND, [founded, ...records], null, NOW, asked);
    const text = textOf(standardPage({ report, policy: NORTHWIND }, visitor));
    expect(text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')).toContain(expected);
  });

  it('no longer owes a break-glass that two others have approved the report of', () => {
    const text = page([failed(1, { kind: 'break-glass' }), filed(2, 'e', ['2026/1'])]);
    expect(text).not.toContain('Break-glass that nobody has looked at');
    expect(text).toContain('Filed, not remediated');
  });

  it('orders exceptions by their end, with the days that are left, and trusts none without its approval', () => {
    const exceptions = [exception('over', -9, -1), exception('late', -1, 20), exception('soon', -1, 3)];
    const later = [exception('ahead', 1, 30), exception('never-ends', -1, null)];
    const policy = { ...NORTHWIND, exceptions: [...exceptions, ...later] };
    const records = ['over', 'late', 'soon'].map((id, index) =>
      merged(index + 1, { type: 'exception-approved', exception: id, requestor: 'tess' }),
    );
    const text = page(records, policy);
    const places = ['soon ends in 3 days', 'late ends in 20 days', 'Does not count ahead', 'Over over'].map((one) =>
      text.indexOf(one),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(text).toContain('Exceptions in force 2 Open The first ends in 3 days. 2 past their end');
    expect(text).toContain('Asked for by Tess Tanaka, approved by Sam Sato and Rita Rossi.');
    expect(text).toContain('until no day at all');
  });

  it.each<[string, readonly Indexed[], string]>([
    ['none yet', [], 'Next review is due in 17 days In time 2026-Q3, by 1 Jan 2027, 00:00 UTC.'],
    [
      'that of the quarter',
      [merged(1, { type: 'review-held', quarter: '2026-Q3' })],
      'in 107 days In time 2026-Q4, by 1 Apr 2027, 00:00 UTC. The last was that of 2026-Q3',
    ],
  ])('says when the next review is due after %s', (_, records, expected) => {
    const report = standardReport(NORTHWIND, [{ ...founded, at: at(-100) }, ...records], null, NOW);
    const text = textOf(standardPage({ report, policy: NORTHWIND }, visitor));
    expect(text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')).toContain(expected);
  });

  it('says which reviews were missed', () => {
    const report = standardReport(NORTHWIND, [{ ...founded, at: at(-300) }], null, NOW);
    expect(textOf(standardPage({ report, policy: NORTHWIND }, visitor))).toContain('Missed: 2026-Q1, 2026-Q2');
  });
});

describe('the page of who is on call', () => {
  function shown(policy: Policy): string {
    const report = onCallReport(policy, NOW, 90);
    return textOf(onCallPage({ report, policy }, visitor))
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/\s+/g, ' ');
  }

  it('says who may be called now and until when, and who may approve', () => {
    const text = shown(NORTHWIND);
    for (const one of [
      'Nina Novak until 21 Dec 2026, 09:00 Europe/London (21 Dec 2026, 09:00 UTC), in 6 days, then Noah Nunes',
      'Risk owner Rita Rossi',
      'None Every row of the matrix can be filled until',
    ]) {
      expect(text).toContain(one);
    }
  });

  it('shows a gap ahead and whose absence makes it', () => {
    const absences = [{ from: NOW - DAY, to: NOW + DAY }];
    const people = new Map([...NORTHWIND.people].map(([id, one]) => [id, id === 'rita' ? { ...one, absences } : one]));
    const text = shown({ ...NORTHWIND, people });
    expect(text).toContain('On call, 4 gaps ahead');
    expect(text).toContain(
      'Now 14 Dec 2026, 10:30 UTC to 15 Dec 2026, 10:30 UTC Exception to the standard: nobody for',
    );
    expect(text).toContain('Rita Rossi Away until 15 Dec 2026, 10:30 UTC');
  });

  it('says that there is nobody where there is nobody', () => {
    const people = new Map([...NORTHWIND.people].map(([id, one]) => [id, { ...one, active: id !== 'rita' }]));
    const text = shown({ ...NORTHWIND, people, schedules: new Map() });
    expect(text).toContain('The policy knows no rotation');
    expect(text).toContain('Nobody Nothing that needs this role can be approved.');
  });
});
