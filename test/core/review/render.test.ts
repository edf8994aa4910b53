// The report that people sign: what they read, what is folded, and that no record's text becomes markup.
import { describe, expect, it } from 'vitest';
import { bars, folded, percent, seconds, table } from '../../../scripts/core/review/table.ts';
import type { Planter } from '../../fixtures/four-quarters-planter.ts';
import { AUTOMATION } from '../../fixtures/situation.ts';
import { policyOf, reviewOf } from './world.ts';

const failure = { type: 'gate-failure', pull: null, action: null, detectedBy: 'sam', remediation: null, target: null };

describe('a report', () => {
  it('of nothing says so in sentences', () => {
    const { report } = reviewOf(() => undefined);
    for (const sentence of [
      'Nothing is open.',
      'None was recorded, and no older one is open.',
      'There was none.',
      'The log has no entry in this period.',
      'No automation was added, and none got a new operation.',
      'Nobody asked for an operation that is in no tier.',
      'None: every row can be filled throughout.',
      'There are no rotations.',
      'Nobody had to be called.',
      'The version stayed 1.',
      'Nothing was changed.',
      'Nobody had to answer a request.',
      'Every request number is accounted for.',
      '| security-lead | Sam Sato (sam), Sven Dahl (sven), Duo Diaz (duo) |',
      '0 in 2026-Q4; more than 0 would need a root-cause review.',
    ]) {
      expect(report).toContain(sentence);
    }
  });

  it('says first what is open, and that nobody can sign yet', () => {
    const { report } = reviewOf((hand) => hand.append({ ...failure, how: 'by hand' }));
    expect(report).toContain('2 items are open; 2026-Q4 had 1 gate failure.');
    expect(report).toContain('**the root-cause review is missing, and nobody can sign before it is there.**');
  });

  it('says so where the root-cause review is there', () => {
    const { report } = reviewOf((hand) => {
      hand.append({ ...failure, how: 'by hand' });
      hand.append({ type: 'gate-failure-remediated', event: 'root-cause-2026-q4', remediation: 'Done.' });
    });
    expect(report).toContain('1 item is open; 2026-Q4 had 1 gate failure.');
    expect(report).toContain('1 in 2026-Q4, more than 0: the root-cause review is there.');
  });

  it('folds what is long and leaves nothing out', () => {
    const how = (place: number) => `by hand, number ${place}`;
    const { report } = reviewOf((hand) => {
      for (let place = 0; place < 30; place += 1) hand.append({ ...failure, how: how(place) });
    });
    expect(report).toContain('<details><summary>All 30</summary>');
    for (let place = 0; place < 30; place += 1) expect(report).toContain(`| ${how(place)} |`);
  });

  it('shows what people wrote and lets none of it act', () => {
    const hostile = 'x | y <img src=//evil> @everyone `code` [link](https://evil.example)\n# Signed #1';
    const { report } = reviewOf((hand) => hand.append({ ...failure, how: hostile }));
    expect(report).not.toMatch(/(?<!\\)<img/);
    expect(report).not.toContain('\n# Signed');
    expect(report).not.toMatch(/(?<!\\)\| y/);
    expect(report).not.toContain('@everyone');
  });

  it('names missed reviews, automations that are gone, numbers that nobody can account for and every kind of tier', () => {
    const fresh = { ...AUTOMATION, id: 'new', owner: null, operations: ['wipe', 'teleport'] };
    const older = { ...AUTOMATION, operations: [] };
    const end = policyOf({
      automations: new Map([
        ['new', fresh],
        ['responder', AUTOMATION],
      ]),
    });
    const start = policyOf({
      automations: new Map([
        ['responder', older],
        ['gone', AUTOMATION],
      ]),
    });
    const plant = (hand: Planter): void => {
      hand.append({ type: 'review-held', quarter: '2025-Q4' });
      hand.append({ type: 'population', gaps: [3, 4] });
      hand.append({ type: 'action-executed', outcome: 'failed', action: { id: 'ACT' } });
    };
    const { report, data } = reviewOf(plant, { start, end });
    for (const words of ['Gone: gone.', '| prohibited |', '| not classified |', 'new operation', '| Tier 3, auto |']) {
      expect(report).toContain(words);
    }
    expect(report).toContain('No count accounts for the requests 3, 4.');
    expect(report).toContain('| failed | 1 |');
    expect(report).toContain('since the review of 2025-Q4');
    expect(data.missedReviews).toEqual([]);
  });

  it('names the reviews that were missed, and requests that are open still', () => {
    const early = reviewOf(() => undefined, {}, '2026-05-10').report;
    expect(early).toContain('Reviews that were not held in time: 2026-Q2, 2026-Q3.');
    const today = reviewOf((hand) => {
      const called = { cause: 'away', unavailable: ['lena'], standIn: 'nina', resolution: 'Called.' };
      hand.append({ type: 'action-deferred', pull: 5, action: { operation: 'isolate' }, ...called });
    }).report;
    expect(today).toContain('| away | Lena Brandt (lena) | Nina Novak (nina) | Called. | open |');
  });

  it('tells of changes, versions and exceptions by name', () => {
    const { standard } = policyOf();
    const end = policyOf({ standard: { ...standard, version: '2' } });
    const { report } = reviewOf(() => undefined, { end });
    expect(report).toContain('The version went from 1 to 2.');
    expect(report).toContain('- The version of the standard is 2 instead of 1.');
  });

  it('says who may sign where no row of the matrix does', () => {
    const { authority } = policyOf();
    const { report } = reviewOf(() => undefined, { latest: policyOf({ authority: { ...authority, rows: [] } }) });
    expect(report).toContain('No row of the matrix covers reviews.');
  });
});

describe('a cell or a chart', () => {
  it('is never silently empty', () => {
    expect(table(['a', 'b', 'c'], [['', null, 0]], '')).toBe('| a | b | c |\n| --- | --- | --- |\n| – | – | 0 |');
    expect(table(['a'], [], 'Nothing.')).toBe('Nothing.');
    expect(folded('All', 'body', false)).toBe('body');
  });

  it('has a scale also where there is nothing to draw', () => {
    expect(bars('T', 'n', [['a', 0]])).toContain('y-axis "n" 0 --> 1');
    expect(bars('T', 'n', [['a', 4]])).toContain('bar [4]');
  });

  it.each([
    [null, '–'],
    [0, '0 s'],
    [12.34, '12.3 s'],
    [90, '2 min'],
    [5_399, '90 min'],
    [5_400, '1.5 h'],
  ])('says %s seconds as %s', (value, words) => {
    expect(seconds(value)).toBe(words);
  });

  it('says a part in per cent', () => {
    expect(percent(0.1234)).toBe('12.3 %');
  });
});
