// Which requests a period has, and which records belong to the story of each.
import { describe, expect, it } from 'vitest';
import { populationsOf } from '../../../scripts/core/evidence/population.ts';
import { action, type Sketch, sketch } from './sketches.ts';
import { named, onlyRow, quarter, rowsOf, told } from './world.ts';

const Q4 = quarter('2026-q4');
const requestOf = (...sketches: readonly Sketch[]) => onlyRow(populationsOf(told(...sketches), Q4), 'requests');
const requestsOf = (...sketches: readonly Sketch[]) => rowsOf(named(populationsOf(told(...sketches), Q4), 'requests'));

describe('the requests of a period', () => {
  const LATER = { at: '2027-01-02T10:00:00Z' };
  const EARLIER = { at: '2026-09-01T10:00:00Z' };

  it.each<[why: string, sketches: readonly Sketch[], ids: readonly string[]]>([
    ['only what was recorded in it', [sketch('action-proposed', EARLIER), sketch('action-proposed', LATER, 8)], []],
    [
      'what was proposed before it and ended in it',
      [sketch('action-proposed', EARLIER), sketch('action-denied')],
      ['ACT7'],
    ],
    [
      'what was proposed in it and ended after it',
      [sketch('action-proposed'), sketch('action-denied', LATER)],
      ['ACT7'],
    ],
    [
      'what somebody was reminded of in it',
      [sketch('action-proposed', EARLIER), sketch('contact-attempted')],
      ['ACT7'],
    ],
    [
      'what turned out in it to be a gate failure',
      [sketch('action-proposed', EARLIER), sketch('gate-failure', { pull: null })],
      ['ACT7'],
    ],
    ['no message about another kind of request', [sketch('contact-attempted')], []],
    ['no message about nothing', [sketch('contact-attempted', { pull: null })], []],
    ['what was merged past the gate and never proposed', [sketch('gate-failure')], ['ACT7']],
    ['no other change that was merged past the gate', [sketch('gate-failure', { action: null })], []],
    ['no gate failure that no request belongs to', [sketch('gate-failure', { pull: null, action: null })], []],
    ['no gate failure of an action that nobody asked for', [sketch('gate-failure', { pull: null })], []],
    ['no other change', [sketch('policy-changed'), sketch('window-approved')], []],
  ])('have %s', (_why, sketches, ids) => {
    expect(requestsOf(...sketches).map(({ id }) => id)).toEqual(ids);
  });

  it('tell every record of a story in one row, also those from outside the period', () => {
    const row = requestOf(
      sketch('action-proposed', EARLIER),
      sketch('contact-attempted'),
      sketch('action-deferred'),
      sketch('action-approved'),
      sketch('gate-failure'),
      sketch('gate-failure', { pull: null }),
      sketch('action-executed', { ...LATER, approval: '2026/3' }),
    );
    expect(row).toMatchObject({
      records: '2026/0; 2026/1; 2026/2; 2026/3; 2026/4; 2026/5; 2027/0',
      'gate failures': '2026/4; 2026/5',
    });
  });

  it('go by what was decided about, where the branch brought something else before', () => {
    const row = requestOf(
      sketch('action-proposed', { action: action('FIRST', { operation: 'first' }) }),
      sketch('action-refused', { action: action('THEN', { operation: 'then' }) }),
    );
    expect(row).toMatchObject({ id: 'THEN', operation: 'then', records: '2026/0; 2026/1' });
  });

  it('know the number and the action, whichever record tells them first', () => {
    const executed = sketch('action-executed', { approval: '2026/1' });
    expect(requestOf(executed, sketch('action-refused'))).toMatchObject({
      id: 'ACT7',
      request: '7',
      operation: 'isolate',
    });
    const row = requestOf(sketch('action-refused'), sketch('gate-failure'));
    expect(row).toMatchObject({ id: 'ACT7', request: '7', operation: 'isolate', ending: 'refused' });
  });

  it('keep two actions apart that nobody asked for', () => {
    const rows = requestsOf(sketch('action-intended', {}, 0, 'ONE'), sketch('action-executed', {}, 0, 'TWO'));
    expect(rows.map(({ id, request, records }) => [id, request, records])).toEqual([
      ['ONE', '', '2026/0'],
      ['TWO', '', '2026/1'],
    ]);
  });

  it('keep two requests apart that bring the same action id, and give what ran to the one whose approval it names', () => {
    const rows = requestsOf(
      sketch('action-refused', { action: action('SAME') }, 3),
      sketch('action-approved', {}, 4, 'SAME'),
      sketch('action-executed', { approval: '2026/1' }, 0, 'SAME'),
      sketch('gate-failure', { pull: null }, 0, 'SAME'),
    );
    expect(rows.map(({ id, request, ending, records }) => [id, request, ending, records])).toEqual([
      ['SAME', '3', 'refused', '2026/0; 2026/3'],
      ['SAME', '4', 'approved', '2026/1; 2026/2; 2026/3'],
    ]);
  });

  it('give what ran to the first request of its action where the approval that it names is none', () => {
    const rows = requestsOf(sketch('action-approved'), sketch('action-executed', { approval: '2025/99' }));
    expect(rows.map(({ records }) => records)).toEqual(['2026/0; 2026/1']);
  });
});
