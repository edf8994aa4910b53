// `countersign on-call`: who is on call, who may approve, what is missing ahead, and its exit codes.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { onCallIn } from '../scripts/commands/on-call.ts';
import { ROOT } from './core/real-policy.ts';
import { heard } from './e2e/house.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'on-call-'));
  for (const folder of ['policies', 'exceptions'])
    cpSync(join(ROOT, folder), join(directory, folder), { recursive: true });
});

afterEach(() => rmSync(directory, { recursive: true }));

const AT = '2026-12-23T10:00:00Z';

function onCall(options: Readonly<Record<string, string | boolean>> = {}) {
  const said = heard();
  const code = onCallIn(directory, { positionals: [], options: { at: AT, ...options }, io: said.io });
  return { code, out: said.out(), err: said.err() };
}

/** Adds fields to somebody's line of people.yaml. */
function marks(id: string, fields: string): void {
  const path = join(directory, 'policies/people.yaml');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(new RegExp(`(- \\{ id: ${id},.*) \\}`), `$1, ${fields} }`));
}

it('says who is on call until when and who follows, and that there is no gap', () => {
  const { code, out, err } = onCall();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n')).toEqual([
    'On call at 2026-12-23T10:00:00Z',
    '  Senior technician on call: Noah Nunes until 2026-12-28 09:00 Europe/London (2026-12-28T09:00:00Z), then Nina Novak',
    '  Security Lead on call: Sven Sorensen until 2026-12-28 09:00 Europe/London (2026-12-28T09:00:00Z), then Sara Silva',
    '  Executive on call: Emil Eze until 2026-12-28 09:00 Europe/London (2026-12-28T09:00:00Z), then Exa Eriksen',
    'Who may approve',
    '  lead-of-technician: Lena Lindqvist and Liam Lowe',
    '  security-lead: Sam Sato and Sven Sorensen',
    '  operations-owner: Olga Okafor and Oscar Ortiz',
    '  risk-owner: Rita Rossi',
    'No gap until 2027-03-23T10:00:00Z: every row can be filled.',
    '',
  ]);
});

it('says who is away until when, and every stretch in which a row has nobody', () => {
  marks('rita', 'away: [{ zone: Europe/London, from: 2026-12-24T18:00, to: 2027-01-04T08:00 }]');
  marks('olga', 'away: [{ zone: Europe/London, from: 2026-12-22T18:00, to: 2026-12-24T08:00 }]');
  const { code, out } = onCall({ days: '5' });
  expect(code).toBe(1);
  expect(out).toContain('  operations-owner: Olga Okafor (away until 2026-12-24T08:00:00Z) and Oscar Ortiz\n');
  expect(out).toContain('  risk-owner: Rita Rossi (until 2026-12-24T18:00:00Z)\n');
  expect(out).toContain('Gaps until 2026-12-28T10:00:00Z\n');
  expect(out).toContain(
    '  2026-12-24T18:00:00Z to 2026-12-28T10:00:00Z  Exception to the standard: nobody for risk-owner; Rita Rossi is away, nobody may stand in.\n',
  );
});

it('says that somebody is away for longer than it looks ahead', () => {
  marks('rita', 'away: [{ zone: Europe/London, from: 2026-12-22T18:00, to: 2027-12-24T08:00 }]');
  expect(onCall({ days: '1' }).out).toContain('  risk-owner: Rita Rossi (away)\n');
});

it('says the same as data', () => {
  marks('rita', 'away: [{ zone: Europe/London, from: 2026-12-24T18:00, to: 2027-01-04T08:00 }]');
  const { code, out } = onCall({ json: true, days: '30' });
  const data = JSON.parse(out) as Record<string, unknown>;
  expect(code).toBe(1);
  expect(data).toMatchObject({
    at: AT,
    until: '2027-01-22T10:00:00Z',
    roles: expect.arrayContaining([
      { role: 'risk-owner', people: [{ id: 'rita', away: false, until: '2026-12-24T18:00:00Z' }] },
    ]),
    gaps: expect.arrayContaining([
      expect.objectContaining({ row: 'exception', from: '2026-12-24T18:00:00Z', to: '2027-01-04T08:00:00Z' }),
    ]),
  });
});

it.each([
  [{ at: 'tomorrow' }, '--at "tomorrow" is no moment. Write it in UTC, for example 2026-12-24T18:00:00Z.\n'],
  [{ days: '0' }, '--days "0" is no whole number from 1 to 730.\n'],
  [{ days: '1.5' }, '--days "1.5" is no whole number from 1 to 730.\n'],
  [{ days: '731' }, '--days "731" is no whole number from 1 to 730.\n'],
])('answers %j with a sentence and exit code 2', (options, err) => {
  expect(onCall(options)).toEqual({ code: 2, out: '', err });
});

it('names what is wrong with the policy instead of guessing', () => {
  marks('rita', 'away: [{ zone: Mars/Base, from: 2026-12-24T18:00, to: 2027-01-04T08:00 }]');
  const { code, err } = onCall();
  expect(code).toBe(2);
  expect(err).toContain('the time zone "Mars/Base" does not exist');
});
