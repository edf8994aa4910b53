// The call of a stand-in: one difference a row between what its record says and what evidence, file and policy give.
import { describe, expect, it } from 'vitest';
import { deferralDifferences } from '../../../scripts/core/audit/deferrals.ts';
import type { PullSnapshot } from '../../../scripts/core/record-parts.ts';
import type { ActionDeferred, Indexed } from '../../../scripts/core/records.ts';
import { realPolicy } from '../real-policy.ts';
import { historyOf, said } from './situation.ts';

const { standard, people } = realPolicy();
const lena = people.get('lena') ?? expect.fail('the roster has no lena');
const away = { from: Date.parse('2026-11-20T00:00:00Z'), to: Date.parse('2026-11-21T00:00:00Z') };
const ROSTER = new Map([
  ['lena', { ...lena, absences: [] }] as const,
  ['olga', { ...lena, absences: [away] }] as const,
]);
const pull = { number: 7, openedAt: '2026-11-20T10:00:00Z' } as PullSnapshot; // all that is read of it
const LATE = new Date(Date.parse(pull.openedAt) + standard.escalateAfter).toISOString().replace('.000', '');
const proposal = { approvers: ['lena', 'olga'], standIns: ['nina'] };

function differences(over: object, file: typeof proposal | null = proposal): readonly string[] {
  const fair = { type: 'action-deferred', cause: 'no-answer', unavailable: ['lena'], standIn: 'nina', at: LATE };
  const call = { ...fair, index: 3, ...over } as unknown as Indexed<ActionDeferred>;
  const [known] = historyOf({ type: 'action-denied' }).known;
  return known === undefined
    ? ['no record']
    : said(deferralDifferences(known, { pull }, file, call, { standard, people: ROSTER }));
}

describe('the call of a stand-in', () => {
  it.each([
    ['when nobody had answered in time', {}],
    ['for somebody who is away, at once', { cause: 'away', unavailable: ['olga'], at: pull.openedAt }],
  ])('%s is fine', (_name, over) => {
    expect(differences(over)).toEqual([]);
  });

  it.each([
    [
      'before the time is over',
      { at: '2026-11-20T10:01:00Z' },
      `calls nina as stand-in, as nobody had answered by 2026-11-20T10:01:00Z, and they had until ${LATE}.`,
    ],
    ['for somebody who is here', { cause: 'away' }, 'as lena was away, and no absence says so.'],
    ['for somebody unknown', { cause: 'away', unavailable: ['x'] }, 'as x was away, and no absence says so.'],
    ['for nobody who was named', { unavailable: ['x'] }, 'for x, whom the file does not name as approver.'],
    ['of somebody who was not named', { standIn: 'x' }, 'calls x as stand-in, and the file does not name them.'],
  ])('%s is told', (_name, over, words) => {
    expect(differences(over)[0]).toContain('2026/0 deferral-differs Record 2026/3 ');
    expect(differences(over).join('\n')).toContain(words);
  });

  it('is not held against a file that was pushed after it', () => {
    expect(differences({ unavailable: ['x'], standIn: 'x' }, null)).toEqual([]);
  });
});
