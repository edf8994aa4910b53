// Each gate failure with what became of it, also where that came after the period.
import { describe, expect, it } from 'vitest';
import { populationsOf } from '../../../scripts/core/evidence/population.ts';
import { pull, type Sketch, sketch } from './sketches.ts';
import { named, onlyRow, quarter, rowsOf, told } from './world.ts';

const Q4 = quarter('2026-q4');
const APPROVED = 'Lena Brandt (lena-b, account 111) at 2026-11-20T09:30:00Z';

describe('a gate failure', () => {
  it('is told with its filing and its remediation, whenever they came', () => {
    const ledger = told(
      sketch('gate-failure', {
        occurredAt: '2026-11-19T10:00:00Z',
        span: { from: '2026-11-19T09:00:00Z', to: '2026-11-19T11:00:00Z' },
        reportedBy: 'tess',
        automation: 'responder',
      }),
      sketch('gate-event-filed', { at: '2027-01-03T10:00:00Z', records: ['2026/0'] }, 8),
      sketch('gate-failure-remediated', { at: '2027-01-04T10:00:00Z', pull: pull(9, { reviews: null }) }),
      sketch('gate-failure-remediated', { at: '2027-01-05T10:00:00Z', event: 'ge-2' }),
    );
    expect(onlyRow(populationsOf(ledger, Q4), 'gate-failures')).toEqual({
      id: '2026/0',
      recorded: '2026-11-20T10:00:00Z',
      happened: '2026-11-19T10:00:00Z',
      'from (span)': '2026-11-19T09:00:00Z',
      'to (span)': '2026-11-19T11:00:00Z',
      kind: 'ran-without-approval',
      counts: 'yes',
      how: 'It ran first.',
      'found by': 'detect',
      'reported by': 'tess',
      request: '7',
      action: 'ACT7',
      operation: 'isolate',
      automation: 'responder',
      target: 'ACME-FS01 (acme)',
      state: 'remediated',
      'done at once': '',
      'filed as': 'ge-1',
      filed: '2027-01-03T10:00:00Z',
      'filing records': '2027/0',
      'filing approved by': APPROVED,
      remediation: 'The token was taken away.',
      remediated: '2027-01-04T10:00:00Z',
      'remediation records': '2027/1',
      'remediation approved by': 'Lena Brandt (account 111) at 2026-11-20T09:30:00Z',
    });
  });

  it.each<[why: string, over: object, cells: Readonly<Record<string, string>>]>([
    ['is open', {}, { state: 'open', 'filed as': '', 'remediation records': '' }],
    [
      'was mended at once',
      { remediation: 'It was taken back.' },
      { state: 'remediated', 'done at once': 'It was taken back.' },
    ],
    ['nearly happened', { kind: 'near-miss' }, { counts: 'no', kind: 'near-miss' }],
    [
      'is of no action',
      { action: null, pull: null, operation: 'rmm/isolate', target: 'the firewall' },
      { action: '', request: '', operation: 'rmm/isolate', target: 'the firewall' },
    ],
    ['touched nobody knows what', { action: null, kind: undefined }, { kind: '', target: '', operation: '' }],
  ])('that %s is told so', (_why, over, cells) => {
    expect(onlyRow(populationsOf(told(sketch('gate-failure', over)), Q4), 'gate-failures')).toMatchObject(cells);
  });

  it('is open while its report is on main and nobody closed that', () => {
    const ledger = told(sketch('gate-failure'), sketch('gate-event-filed', { records: ['2026/0'] }));
    const cells = {
      state: 'open',
      'filed as': 'ge-1',
      'filing records': '2026/1',
      remediated: '',
      'remediation records': '',
    };
    expect(onlyRow(populationsOf(ledger, Q4), 'gate-failures')).toMatchObject(cells);
  });

  it.each<[why: string, over: object, count: number]>([
    ['recorded and dated before the period', { at: '2026-09-30T10:00:00Z' }, 0],
    ['recorded in the period and dated before it', { occurredAt: '2026-09-30T10:00:00Z' }, 1],
    [
      'recorded after the period and dated in it',
      { at: '2027-01-01T10:00:00Z', occurredAt: '2026-12-31T10:00:00Z' },
      1,
    ],
    ['recorded in its first moment', { at: '2026-10-01T00:00:00Z' }, 1],
    ['recorded in the first moment after it', { at: '2027-01-01T00:00:00Z' }, 0],
    ['recorded and dated after the period', { at: '2027-01-01T10:00:00Z' }, 0],
  ])('%s is told or not', (_why, over, count) => {
    const sketches: readonly Sketch[] = [sketch('gate-failure', over)];
    expect(rowsOf(named(populationsOf(told(...sketches), Q4), 'gate-failures')).length).toBe(count);
  });
});
