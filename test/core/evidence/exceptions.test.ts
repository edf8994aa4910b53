// Which exceptions a period has: those in force at any time of it, those approved in it, and those that anything passed by.
import { describe, expect, it } from 'vitest';
import { populationsOf } from '../../../scripts/core/evidence/population.ts';
import { type Sketch, sketch, TERMS } from './sketches.ts';
import { named, onlyRow, quarter, rowsOf, told } from './world.ts';

const Q4 = quarter('2026-q4');
const exceptionsOf = (...sketches: readonly Sketch[]) =>
  rowsOf(named(populationsOf(told(...sketches), Q4), 'exceptions'));

const approved = (at: string, over: object = {}) => sketch('exception-approved', { at: `${at}T10:00:00Z`, ...over });
const terms = (from: string, expires: string, zone = 'Europe/London') => ({ terms: { ...TERMS, from, expires, zone } });
const OVER = terms('2026-08-01', '2026-09-01');
const removed = (at: string, path = 'exceptions/ex-1.yaml') =>
  sketch('policy-changed', { at: `${at}T10:00:00Z`, files: [{ path, status: 'removed', digest: null }] });
const used = (at: string, exception: string | null) => sketch('action-auto', { at: `${at}T10:00:00Z`, exception });

describe('an exception', () => {
  it('is told with its terms, its approval and its uses in the period', () => {
    const row = onlyRow(
      populationsOf(
        told(
          approved('2026-10-30'),
          used('2026-11-20', 'ex-1'),
          sketch('action-approved', { at: '2026-11-21T10:00:00Z', exception: 'ex-1' }),
          used('2026-11-22', null),
          sketch('action-approved', { at: '2026-11-23T10:00:00Z' }),
          removed('2026-11-25', 'exceptions/ex-2.yaml'),
          removed('2026-11-26'),
          used('2027-01-02', 'ex-1'),
        ),
        Q4,
      ),
      'exceptions',
    );
    expect(row).toEqual({
      exception: 'ex-1',
      operations: 'isolate',
      clients: 'acme',
      gate: 'auto-and-log',
      from: '2026-11-01',
      expires: '2026-12-01',
      zone: 'Europe/London',
      'taken away': '2026-11-26T10:00:00Z',
      'taken away by': '2026/6',
      requestor: 'tess',
      request: '7',
      'approved by': 'Lena Brandt (lena-b, account 111) at 2026-11-20T09:30:00Z',
      approved: '2026-11-20T09:40:00Z',
      path: 'exceptions/ex-1.yaml',
      record: '2026/0',
      'uses in the period': '2',
      'used by': '2026/1; 2026/2',
    });
  });

  it.each<[why: string, count: number, sketches: readonly Sketch[]]>([
    ['began before the period and ended in it', 1, [approved('2026-08-01', terms('2026-08-01', '2026-10-02'))]],
    ['ended as the period began', 0, [approved('2026-08-01', terms('2026-08-01', '2026-10-01', 'UTC'))]],
    [
      'ended an hour into the period in its own zone',
      1,
      [approved('2026-08-01', terms('2026-08-01', '2026-10-01', 'America/New_York'))],
    ],
    ['ended before the period', 0, [approved('2026-08-01', terms('2026-08-01', '2026-09-01'))]],
    ['was approved in the period and begins after it', 1, [approved('2026-12-20', terms('2027-01-10', '2027-02-01'))]],
    [
      'was approved before the period and begins after it',
      0,
      [approved('2026-09-20', terms('2027-01-10', '2027-02-01'))],
    ],
    ['was approved after the period', 0, [approved('2027-01-05', terms('2026-12-01', '2027-02-01'))]],
    ['does not say its days', 1, [approved('2026-01-01', { terms: undefined })]],
    ['has days that nobody can read', 1, [approved('2026-01-01', terms('soon', 'later'))]],
    ['was approved in the first moment of the period', 1, [approved('', { ...OVER, at: '2026-10-01T00:00:00Z' })]],
    ['was approved in the first moment after the period', 0, [approved('', { ...OVER, at: '2027-01-01T00:00:00Z' })]],
    ['begins as the period ends', 0, [approved('2026-09-20', terms('2027-01-01', '2027-02-01', 'UTC'))]],
    [
      'was taken away with others as the period began',
      0,
      [
        approved('2026-08-01', terms('2026-08-01', '2026-11-02')),
        sketch('policy-changed', {
          at: '2026-10-01T00:00:00Z',
          files: ['policies/people.yaml', 'exceptions/ex-1.yaml'].map((path) => ({
            path,
            status: 'removed',
            digest: null,
          })),
        }),
      ],
    ],
    [
      'was taken away at the moment of its approval',
      0,
      [approved('2026-08-01', terms('2026-08-01', '2026-11-02')), removed('2026-08-01')],
    ],
    [
      'was not taken away but changed before the period',
      1,
      [
        approved('2026-08-01', terms('2026-08-01', '2026-11-02')),
        sketch('policy-changed', {
          at: '2026-09-01T10:00:00Z',
          files: [{ path: 'exceptions/ex-1.yaml', status: 'modified', digest: null }],
        }),
      ],
    ],
    [
      'was taken away before the period',
      0,
      [approved('2026-08-01', terms('2026-08-01', '2026-11-02')), removed('2026-09-01')],
    ],
    [
      'was taken away in the period',
      1,
      [approved('2026-08-01', terms('2026-08-01', '2026-11-02')), removed('2026-10-20')],
    ],
    [
      'has the path of one that was taken away before it',
      1,
      [removed('2026-07-01'), approved('2026-08-01', terms('2026-08-01', '2026-11-02'))],
    ],
    [
      'was used in the period after its end',
      1,
      [approved('2026-08-01', terms('2026-08-01', '2026-09-01')), used('2026-11-20', 'ex-1')],
    ],
    [
      'was used before the period alone',
      0,
      [approved('2026-08-01', terms('2026-08-01', '2026-09-01')), used('2026-08-20', 'ex-1')],
    ],
    ['was used before anybody approved it', 1, [used('2026-11-20', 'ex-1'), approved('2027-01-05')]],
  ])('that %s is told %d times', (_why, count, sketches) => {
    expect(exceptionsOf(...sketches).length).toBe(count);
  });

  it('that no record approves is told where something passed by it', () => {
    expect(exceptionsOf(used('2026-11-20', 'ex-9'), used('2026-11-21', 'ex-9'))).toMatchObject([
      {
        exception: 'ex-9',
        'approved by': 'no record approves it',
        'uses in the period': '2',
        'used by': '2026/0; 2026/1',
        record: '',
        from: '',
      },
    ]);
  });
});
