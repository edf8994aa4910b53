// What time alone makes a gate failure: a review that nobody held, a broken glass that others did not look at, each told once.
import { expect, it } from 'vitest';
import { overdue } from '../scripts/overdue.ts';
import { realPolicy } from './core/real-policy.ts';
import { historyOf } from './core/audit/situation.ts';
import type { Sketch } from './core/audit/situation.ts';

const founded: Sketch = { type: 'key-enrolled' };
const glass: Sketch = {
  type: 'gate-failure',
  kind: 'break-glass',
  reportedBy: 'olga',
  remediation: null,
  how: 'x',
  detectedBy: 'gate',
};
const filed = (...people: readonly string[]): Sketch => {
  return { type: 'gate-event-filed', event: 'e', records: ['2026/1'], approvals: people.map((person) => ({ person })) };
};
const told = (kind: string, target: string): Sketch => ({ ...glass, kind, target });

const GLASS = 'The glass that record 2026/1 tells of was not reviewed by others by 2026-11-21T11:00:00Z.';
const REVIEW = 'The review of 2026-Q4 was not held by 2027-04-01T00:00:00Z.';

it.each<[string, string, readonly Sketch[], readonly string[]]>([
  ['nothing at first', '2026-11-21T11:00:00Z', [founded, glass], []],
  ['a glass after a day', '2026-11-21T11:00:01Z', [founded, glass], [GLASS]],
  ['no glass that two others reviewed', '2026-11-22T00:00:00Z', [founded, glass, filed('sam', 'rita')], []],
  ['a glass that its own breaker reviewed', '2026-11-22T00:00:00Z', [founded, glass, filed('olga', 'rita')], [GLASS]],
  [
    'no glass that is told of',
    '2026-11-22T00:00:00Z',
    [founded, glass, told('other', 'review of break-glass 2026/1')],
    [],
  ],
  ['a review once its quarter and the next are over', '2027-04-01T00:00:00Z', [founded], [REVIEW]],
  ['no review that is told of', '2027-04-01T00:00:00Z', [founded, told('review-missed', 'review of 2026-Q4')], []],
])('%s is overdue', (_name, now, sketches, sentences) => {
  const records = historyOf(...sketches).known.map(({ record }) => record);
  expect(overdue(records, realPolicy(), Date.parse(now)).map(({ how }) => how)).toEqual(sentences);
});

it('without a policy about it a broken glass is overdue at once', () => {
  const policy = realPolicy();
  const { breakGlass: _none, ...standard } = policy.standard;
  const records = historyOf(founded, glass).known.map(({ record }) => record);
  expect(overdue(records, { ...policy, standard }, Date.parse('2026-11-20T11:00:01Z'))).toHaveLength(1);
});
